//! A note as the page and an editor show it.

use std::ops::Range;

use kbnote_core::{Timestamp, Track};
use kbnote_note::{Anchor, Claim, Note};
use serde::Serialize;

use super::content::{ContentView, content};
#[cfg(test)]
use super::cue_view::CueView;
use super::cue_view::ShownCues;
use super::edit::check_conflicts;
use super::recording::{
    OtherInput, Recording, RecordingInput, RecordingView, SaidOfClaim, TrackView, VideoView,
};
use super::review_status::{DoubtCounts, ReviewStatus, without_captions};
use super::sentence_text::SentenceText;
use super::{Captions, Problem};
use crate::anchoring::confidence_word;
use crate::passages::{cue_at, passage_at};
use crate::text::rounded;

/// Distance up to which an anchor counts as set to a place.
const SAME_PLACE_MILLIS: u64 = 2_000;

/// How many matching words are shown of a place.
const WORDS_SHOWN: usize = 6;

/// A note with its state and captions.
#[derive(Clone, Copy, Debug)]
pub struct NoteInput<'a> {
    /// Its path below the root of the vault.
    pub path: &'a str,
    /// The note.
    pub note: &'a Note,
    /// What of it is on its own recording; all of it, if there are no others.
    pub own: RecordingInput<'a>,
    /// What of it is on others.
    pub others: &'a [OtherInput<'a>],
}

/// `GET /api/note?path=…`, and the answer to a change: a note with its captions. The header `ETag` is the
/// revision of both, for the `If-Match` of a change.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub struct NoteView {
    schema: &'static str,
    /// The note.
    path: String,
    /// Its title.
    title: String,
    /// Its video.
    video: Option<VideoView>,
    /// The caption track.
    track: Option<TrackView>,
    /// Why it cannot be checked against captions.
    problem: Option<Problem>,
    /// The conflict that keeps the note from being changed.
    conflict: Option<Problem>,
    /// A name of the captions, which changes with them; null without captions. A request that names those that
    /// it has in the header `X-Kbnote-Captions`, with commas between, is answered without their `cues`.
    pub(super) captions: Option<String>,
    /// The captions.
    #[cfg_attr(test, schemars(with = "Vec<CueView>"), ts(as = "Vec<CueView>"))]
    pub(super) cues: ShownCues,
    /// The other recordings that something of it is on.
    pub(super) others: Vec<RecordingView>,
    /// Its headings.
    headings: Vec<HeadingView>,
    /// Its sentences, or the parts of one before each anchor.
    pub(super) claims: Vec<ClaimView>,
    /// The order of review, as indexes into `claims`.
    pub(super) walk: Vec<usize>,
    /// The note as a reader sees it.
    content: Vec<ContentView>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
struct HeadingView {
    /// Its level, from 1.
    level: u8,
    /// Its text.
    text: String,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(super) struct ClaimView {
    /// The line on which it starts.
    pub(super) line: usize,
    /// Where it starts in the note.
    pub(super) start: usize,
    /// Where it ends.
    end: usize,
    /// The number of its paragraph or list item.
    block: usize,
    /// The heading above it, as an index into `headings`.
    heading: Option<usize>,
    /// The recording that it is on, as an index into `others`; null if that is the note's own. All but `anchors`
    /// is what this recording says.
    pub(super) recording: Option<usize>,
    /// The text without markup and anchors.
    pub(super) text: String,
    /// The source text without anchors; null if it is not valid UTF-8.
    source: Option<String>,
    /// `doubtful`, `missing` (an anchor), `sure`, `pinned`, `unknown` (there are no captions) or `plain` (it
    /// needs no anchor).
    pub(super) standing: ReviewStatus,
    /// Why.
    pub(super) reason: Option<String>,
    /// `high`, `low` or `none`.
    confidence: Option<&'static str>,
    /// How probable it is that it is said within 10 s of the best place, from 0 to 1.
    pub(super) score: Option<f64>,
    /// Whether it has an anchor or can have one.
    pub(super) takes_anchor: bool,
    /// When the anchor would be that `kbnote align` gives it, if it has none.
    proposed_ms: Option<u64>,
    /// Its anchors.
    pub(super) anchors: Vec<AnchorView>,
    /// The best places, the best one first.
    pub(super) places: Vec<PlaceView>,
    /// Its words that are not in the captions.
    unsaid: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(super) struct AnchorView {
    /// Where it starts in the note.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Its time; null if it cannot be read.
    pub(super) time_ms: Option<u64>,
    /// When the passage ends that begins there.
    end_ms: Option<u64>,
    /// The captions that it rests on.
    pub(super) cues: [usize; 2],
    /// The recording that it is on, as an index into `others`; null if that is the note's own.
    pub(super) recording: Option<usize>,
    /// Its address, if it is on another recording than the note.
    url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(super) struct PlaceView {
    /// When it starts.
    pub(super) time_ms: u64,
    /// How probable it is that the sentence is said there, from 0 to 1.
    pub(super) score: f64,
    /// Its captions.
    pub(super) cues: [usize; 2],
    /// The words of the sentence that are said there, the most telling first.
    words: Vec<String>,
}

impl NoteView {
    /// The title of the note, or its path if it has none.
    #[must_use]
    pub fn title(&self) -> &str {
        match self.title.as_str() {
            "" => &self.path,
            title => title,
        }
    }

    /// How many claims want a look.
    #[must_use]
    pub fn counts(&self) -> DoubtCounts {
        let count = |standing| {
            self.claims
                .iter()
                .filter(|claim| claim.standing == standing)
                .count()
        };
        DoubtCounts {
            doubtful: count(ReviewStatus::Doubtful),
            missing: count(ReviewStatus::Missing),
        }
    }

    /// The same for a reader who has the captions with these names.
    #[must_use]
    pub fn without_cues(&self, known: &[&str]) -> Self {
        let is_known =
            |name: &Option<String>| name.as_deref().is_some_and(|name| known.contains(&name));
        let mut view = self.clone();
        if is_known(&view.captions) {
            view.cues = ShownCues::default();
        }
        for other in &mut view.others {
            if is_known(&other.captions) {
                other.cues = ShownCues::default();
            }
        }
        view
    }

    /// The view of a note.
    #[must_use]
    pub fn new(input: &NoteInput<'_>) -> Self {
        let note = input.note;
        let own = Recording::own(&input.own);
        let others = input.others.iter().enumerate();
        let others: Vec<Recording<'_>> = others
            .map(|(number, other)| Recording::other(number, other))
            .collect();
        let note_claims = note.claims();
        let claims: Vec<ClaimView> = note_claims
            .iter()
            .map(|claim| {
                let all = std::iter::once(&own).chain(&others);
                let said: Vec<_> = all
                    .filter_map(|recording| recording.said_of(claim))
                    .collect();
                claim_view(note, claim, &said)
            })
            .collect();
        let video = input.own.captions.ok().map(Captions::video);
        let video = video.map(VideoView::of);
        let headings = note.headings().iter().map(|heading| HeadingView {
            level: heading.level,
            text: heading.text.clone(),
        });
        Self {
            schema: "kbnote.serve-note/1",
            path: input.path.to_owned(),
            title: note.title().map(Into::into).unwrap_or_default(),
            video: video.or_else(|| note.video_id().as_ref().map(VideoView::of_id)),
            track: own.track.map(TrackView::of),
            problem: own.problem(&input.own),
            conflict: check_conflicts(note).err().map(Problem::from),
            captions: own.captions_name(),
            cues: own.cues(),
            others: others
                .iter()
                .zip(input.others)
                .map(|(recording, other)| RecordingView::new(recording, other))
                .collect(),
            headings: headings.collect(),
            walk: walk(&claims),
            claims,
            content: content(note, &note_claims),
        }
    }
}

/// A claim with what each of the recordings that it is on says of it; mostly one.
fn claim_view(note: &Note, claim: &Claim, said: &[SaidOfClaim<'_>]) -> ClaimView {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    // The one that most needs review.
    let lead = said.iter().min_by_key(|said| said.review.standing);
    let unknown = without_captions(claim);
    let reviewed = lead.map_or(&unknown, |said| said.review);
    let explained = lead.and_then(|said| said.explained);
    let alignment = explained.map(|explained| &explained.alignment);
    let places = explained.map_or(&[][..], |explained| &explained.places);
    ClaimView {
        line: claim.line,
        start: claim.range.start,
        end: claim.range.end,
        block: claim.block,
        heading: claim.heading,
        recording: lead.and_then(|said| said.recording.other),
        text: claim.text.clone(),
        source: SentenceText::of(note, claim).map(|sentence_text| sentence_text.shown()),
        standing: reviewed.standing,
        reason: reviewed.reason.clone(),
        confidence: alignment.map(|alignment| confidence_word(alignment.confidence)),
        score: alignment.map(|alignment| rounded(alignment.score)),
        takes_anchor: lead.is_some() && (claim.is_anchored() || claim.place.is_some()),
        proposed_ms: reviewed.proposed.map(Timestamp::as_millis),
        anchors: anchors
            .iter()
            .map(|anchor| anchor_view(anchor, said.iter().find(|said| said.has(anchor))))
            .collect(),
        places: places.iter().map(place_view).collect(),
        unsaid: explained.map(|e| e.unsaid.clone()).unwrap_or_default(),
    }
}

/// An anchor with what its recording says there.
fn anchor_view(anchor: &Anchor, said: Option<&SaidOfClaim<'_>>) -> AnchorView {
    let time = anchor.time();
    let track = said.and_then(|said| said.recording.track);
    let explained = said.and_then(|said| said.explained);
    let places = explained.map_or(&[][..], |explained| &explained.places);
    let alignment = explained.map(|explained| &explained.alignment);
    let aligned = time.zip(track).zip(alignment);
    let end = aligned.map(|((time, track), alignment)| passage_at(track, alignment, 0, time).end);
    AnchorView {
        start: anchor.range.start,
        end: anchor.range.end,
        time_ms: time.map(Timestamp::as_millis),
        end_ms: end.map(Timestamp::as_millis),
        cues: match (time, track) {
            (Some(time), Some(track)) => pair(&cues_behind(time, track, places)),
            _ => [0, 0],
        },
        recording: said.and_then(|said| said.recording.other),
        url: said.and_then(|said| said.recording.url(anchor)),
    }
}

/// The cues that an anchor rests on: those of the place that it stands at, else the one that is
/// heard there.
fn cues_behind(time: Timestamp, track: &Track, places: &[kbnote_align::Place]) -> Range<usize> {
    let is_here = |place: &&kbnote_align::Place| {
        place.time.floor_to_second().abs_diff(time) <= SAME_PLACE_MILLIS
    };
    let place = places.iter().find(is_here);
    place.map_or_else(|| cue_at(track, time), |place| place.cues.clone())
}

fn place_view(place: &kbnote_align::Place) -> PlaceView {
    let words = place.words.iter().take(WORDS_SHOWN);
    PlaceView {
        time_ms: place.time.as_millis(),
        score: rounded(place.score),
        cues: pair(&place.cues),
        words: words.map(|word| word.word.clone()).collect(),
    }
}

fn pair(range: &Range<usize>) -> [usize; 2] {
    [range.start, range.end]
}

/// Doubtful claims first, then those without an anchor, then the others that have one.
fn walk(claims: &[ClaimView]) -> Vec<usize> {
    let mut walk: Vec<usize> = (0..claims.len()).collect();
    let standing = |&i: &usize| claims.get(i).map_or(ReviewStatus::Plain, |c| c.standing);
    let rank = |i: &usize| match standing(i) {
        ReviewStatus::Doubtful => 0,
        ReviewStatus::Missing => 1,
        _ => 2,
    };
    walk.retain(|i| standing(i) != ReviewStatus::Plain);
    walk.sort_by_key(rank);
    walk
}

#[cfg(test)]
mod tests {
    use kbnote_testkit::{assert_described, assert_generated, json_schema};
    use ts_rs::{Config, TS};

    use super::super::NoteEdit;
    use super::*;

    #[test]
    fn a_note_without_captions_is_shown_unchanged() {
        let note = Note::parse("# T\n\nFlocks roost [00:00:10]. Two\r\ncount ÿ.\n");
        let problem = Problem {
            kind: "no-transcript".to_owned(),
            message: "no captions".to_owned(),
            hint: None,
        };
        let input = NoteInput {
            path: "notes/a.md",
            note: &note,
            own: RecordingInput {
                note: &note,
                state: None,
                captions: Err(&problem),
            },
            others: &[],
        };
        let view = NoteView::new(&input);
        let standings: Vec<_> = view.claims.iter().map(|c| c.standing).collect();
        assert_eq!(standings, [ReviewStatus::Unknown, ReviewStatus::Missing]);
        assert_eq!(view.walk, [1, 0]);
        assert_eq!(view.claims[1].source.as_deref(), Some("Two\ncount ÿ."));
    }

    #[test]
    fn json_page_is_current() {
        let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../kbnote/JSON.md");
        let schema = json_schema::<NoteView>();
        assert_described(page.as_ref(), &[("kbnote.serve-note/1", schema)]);
    }

    #[test]
    fn typescript_types_are_current() {
        let config = Config::new().with_large_int("number");
        let types = [
            NoteView::decl(&config),
            Problem::decl(&config),
            VideoView::decl(&config),
            TrackView::decl(&config),
            CueView::decl(&config),
            RecordingView::decl(&config),
            HeadingView::decl(&config),
            ClaimView::decl(&config),
            ReviewStatus::decl(&config),
            AnchorView::decl(&config),
            PlaceView::decl(&config),
            ContentView::decl(&config),
            NoteEdit::decl(&config),
        ];
        let text: String = types.map(|decl| format!("export {decl}\n")).concat();
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../kbnote-server/src/page/note_view.d.ts"
        );
        assert_generated(path.as_ref(), &text);
    }
}
