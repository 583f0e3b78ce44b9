//! A note as the page and an editor show it.

use std::collections::BTreeMap;
use std::ops::Range;

use kbnote_align::Explanation;
use kbnote_core::{Timestamp, Track, Video, VideoId, address_at};
use kbnote_note::{Anchor, Claim, Note, NotePart, NoteState};
use serde::Serialize;

use super::edit::check_conflicts;
use super::review_status::{ClaimReview, ReviewStatus, review_claims, without_captions};
use super::sentence_text::SentenceText;
use super::{Captions, Problem};
use crate::anchoring::{aligner, aligner_claims, check_language, confidence_word};
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
    /// What of it is on its own recording, if it is on others too.
    pub own: Option<&'a Note>,
    /// Its parts then, and what is stored of their recordings.
    pub parts: &'a [NotePart],
    /// The stored recordings of these.
    pub videos: &'a BTreeMap<VideoId, Video>,
    /// The stored state of what is on its own recording.
    pub state: Option<&'a NoteState>,
    /// Its captions.
    pub captions: Option<&'a Captions>,
    /// Why there are no captions.
    pub problem: Option<&'a Problem>,
}

/// `GET /api/note?path=…`, and the answer to a change: a note with its captions. The header `ETag` is the
/// revision of both, for the `If-Match` of a change.
#[derive(Debug, Serialize)]
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
    /// The captions.
    pub(super) cues: Vec<CueView>,
    /// Its headings.
    headings: Vec<HeadingView>,
    /// Its sentences, or the parts of one before each anchor.
    pub(super) claims: Vec<ClaimView>,
    /// The order of review, as indexes into `claims`.
    pub(super) walk: Vec<usize>,
}

/// Placeholder in an address that the page replaces by a number of seconds.
const SECONDS: &str = "{seconds}";

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
struct VideoView {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Whether YouTube's player can play it.
    youtube: bool,
    /// The address of a moment, with `{seconds}` for the number of seconds.
    url: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
struct TrackView {
    /// Its id.
    id: String,
    /// Its language.
    lang: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(super) struct CueView {
    /// When it starts.
    start_ms: u64,
    /// When it ends.
    end_ms: u64,
    /// What is said.
    pub(super) text: String,
    /// The name of the speaker in the captions, if any.
    speaker: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
struct HeadingView {
    /// Its level, from 1.
    level: u8,
    /// Its text.
    text: String,
}

#[derive(Debug, Serialize)]
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

#[derive(Debug, Serialize)]
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
    /// Its address, if it is on another recording than the note.
    url: Option<String>,
}

#[derive(Debug, Serialize)]
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

    /// The view of a note.
    #[must_use]
    pub fn new(input: &NoteInput<'_>) -> Self {
        let note = input.note;
        let own_claims = input.own_note().claims();
        let aligned_claims =
            Alignments::new(input.own_note(), input.captions, input.state, &own_claims);
        let reviews = aligned_claims.reviews;
        let track = input.captions.map(Captions::track);
        let mut views = own_claims
            .iter()
            .zip(&reviews)
            .zip(&aligned_claims.explained)
            .peekable();
        let view = |claim: &Claim| match views.next_if(|((own, _), _)| own.range == claim.range) {
            Some(((_, reviewed), explained)) => {
                claim_view(input, track, claim, reviewed, explained.as_ref())
            }
            None => ClaimView {
                takes_anchor: false,
                ..claim_view(input, track, claim, &without_captions(claim), None)
            },
        };
        let claims: Vec<ClaimView> = note.claims().iter().map(view).collect();
        let video = input
            .captions
            .map(|captions| VideoView::of(captions.video()));
        let headings = note.headings().iter().map(|heading| HeadingView {
            level: heading.level,
            text: heading.text.clone(),
        });
        Self {
            schema: "kbnote.serve-note/1",
            path: input.path.to_owned(),
            title: note.title().map(Into::into).unwrap_or_default(),
            video: video.or_else(|| note.video_id().as_ref().map(VideoView::of_id)),
            track: track.map(|track| TrackView {
                id: track.id.to_string(),
                lang: track.language.to_string(),
            }),
            problem: aligned_claims.problem.or_else(|| input.problem.cloned()),
            conflict: check_conflicts(note).err().map(Problem::from),
            cues: track.map(cues).unwrap_or_default(),
            headings: headings.collect(),
            walk: walk(&claims),
            claims,
        }
    }
}

impl NoteInput<'_> {
    /// What of the note is on its own recording.
    fn own_note(&self) -> &Note {
        self.own.unwrap_or(self.note)
    }

    /// The address of an anchor on another recording.
    fn other_url(&self, anchor: &Anchor) -> Option<String> {
        let is_its = |part: &&NotePart| {
            let mut anchors = part.note.anchors().iter();
            !part.is_own && anchors.any(|other| other.range == anchor.range)
        };
        let part = self.parts.iter().find(is_its)?;
        let video = self.videos.get(&part.video);
        let named = || part.name.clone().filter(|name| name.contains("://"));
        let unknown = || named().unwrap_or_else(|| part.video.youtube_url());
        let address = video.map_or_else(|| Some(unknown()), Video::watch_url)?;
        let url = address_at(&address, anchor.time()?.as_secs());
        Some(url).filter(|url| is_web_address(url))
    }
}

/// The reviews and explanations of the claims of a note.
pub(super) struct Alignments {
    pub(super) reviews: Vec<ClaimReview>,
    pub(super) explained: Vec<Option<Explanation>>,
    problem: Option<Problem>,
}

impl Alignments {
    pub(super) fn new(
        note: &Note,
        captions: Option<&Captions>,
        state: Option<&NoteState>,
        claims: &[Claim],
    ) -> Self {
        let Some(captions) = captions else {
            return Self::nothing(claims, None);
        };
        let track = captions.track();
        let aligner = aligner(track);
        if let Err(error) = check_language(note, &aligner) {
            return Self::nothing(claims, Some(Problem::from(&error)));
        }
        let aligner_claims = aligner_claims(note, claims);
        let aligned = aligner.aligned(&aligner_claims);
        Self {
            reviews: review_claims(note, claims, track, &aligned, state),
            explained: (0..claims.len()).map(|i| aligned.explain(i)).collect(),
            problem: None,
        }
    }

    fn nothing(claims: &[Claim], problem: Option<Problem>) -> Self {
        Self {
            reviews: claims.iter().map(without_captions).collect(),
            explained: claims.iter().map(|_| None).collect(),
            problem,
        }
    }
}

impl VideoView {
    fn of(video: &Video) -> Self {
        let url = video
            .watch_url()
            .map(|address| address_at(&address, SECONDS));
        Self {
            id: video.id.to_string(),
            title: video.title.clone(),
            youtube: video.is_on_youtube(),
            url: url.filter(|url| is_web_address(url)),
        }
    }

    fn of_id(id: &VideoId) -> Self {
        Self {
            id: id.to_string(),
            title: String::new(),
            youtube: true,
            url: Some(address_at(&id.youtube_url(), SECONDS)),
        }
    }
}

/// The address comes from a file: one that runs a script instead is not put into a link.
fn is_web_address(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

fn cues(track: &Track) -> Vec<CueView> {
    let cues = track.cues.iter().map(|cue| CueView {
        start_ms: cue.start().as_millis(),
        end_ms: cue.end().as_millis(),
        text: cue.text().to_owned(),
        speaker: cue.speaker().map(str::to_owned),
    });
    cues.collect()
}

fn claim_view(
    input: &NoteInput<'_>,
    track: Option<&Track>,
    claim: &Claim,
    reviewed: &ClaimReview,
    explained: Option<&Explanation>,
) -> ClaimView {
    let note = input.note;
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let alignment = explained.map(|explained| &explained.alignment);
    let places = explained.map(|explained| explained.places.as_slice());
    let places = places.unwrap_or(&[]);
    ClaimView {
        line: claim.line,
        start: claim.range.start,
        end: claim.range.end,
        block: claim.block,
        heading: claim.heading,
        text: claim.text.clone(),
        source: SentenceText::of(note, claim).map(|sentence_text| sentence_text.shown()),
        standing: reviewed.standing,
        reason: reviewed.reason.clone(),
        confidence: alignment.map(|alignment| confidence_word(alignment.confidence)),
        score: alignment.map(|alignment| rounded(alignment.score)),
        takes_anchor: claim.is_anchored() || claim.place.is_some(),
        proposed_ms: reviewed.proposed.map(Timestamp::as_millis),
        anchors: anchors
            .iter()
            .map(|anchor| match input.other_url(anchor) {
                Some(url) => AnchorView {
                    url: Some(url),
                    ..anchor_view(anchor, None, None)
                },
                None => anchor_view(anchor, track, explained),
            })
            .collect(),
        places: places.iter().map(place_view).collect(),
        unsaid: explained.map(|e| e.unsaid.clone()).unwrap_or_default(),
    }
}

fn anchor_view(
    anchor: &Anchor,
    track: Option<&Track>,
    explained: Option<&Explanation>,
) -> AnchorView {
    let time = anchor.time();
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
        url: None,
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

    fn video(url: Option<&str>) -> Video {
        let video = serde_json::json!({
            "id": "kbnoteDemo1", "title": "", "channel": {"name": "", "folder": "x"}, "url": url,
        });
        serde_json::from_value(video).unwrap()
    }

    #[test]
    fn a_time_leads_where_the_video_says() {
        for (url, youtube) in [
            (None, true),
            (Some("https://youtu.be/kbnoteDemo1?t=4"), true),
            (Some("https://youtu.be/kbnoteDemo2"), false),
            (Some("https://vimeo.com/123456"), false),
            (Some("https://example.org/talk.webm#t=0"), false),
            (Some("https://example.org/#/talk"), false),
        ] {
            let video = video(url);
            let view = VideoView::of(&video);
            let shown = view.url.unwrap().replace("{seconds}", "42");
            assert_eq!(Some(shown), video.url_at(Timestamp::from_secs(42)));
            assert_eq!(view.youtube, youtube, "{url:?}");
        }
    }

    #[test]
    fn an_address_that_runs_a_script_is_not_a_link() {
        let shown = VideoView::of(&video(Some("javascript:alert(1)")));
        assert_eq!((shown.url, shown.youtube), (None, false));
    }

    #[test]
    fn a_note_without_captions_is_shown_unchanged() {
        let note = Note::parse("# T\n\nFlocks roost [00:00:10]. Two\r\ncount ÿ.\n");
        let input = NoteInput {
            path: "notes/a.md",
            note: &note,
            own: None,
            parts: &[],
            videos: &BTreeMap::new(),
            state: None,
            captions: None,
            problem: None,
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
            HeadingView::decl(&config),
            ClaimView::decl(&config),
            ReviewStatus::decl(&config),
            AnchorView::decl(&config),
            PlaceView::decl(&config),
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
