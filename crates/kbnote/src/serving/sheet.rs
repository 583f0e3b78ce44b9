//! A note as the page sees it.

use std::ops::Range;

use kbnote_align::Explanation;
use kbnote_core::{Fingerprint, Timestamp, Track, Video, VideoId, address_at};
use kbnote_note::{Anchor, Claim, Note, NoteState};
use serde::Serialize;
use serde_json::Value;

use super::Captions;
use super::change::takes_changes;
use super::standing::{Judgement, Standing, judge_all, unjudged};
use super::wording::Wording;
use crate::anchoring::{aligner, confidence_word, cue_at, same_language, to_align};
use crate::ui::rounded;

/// A place this near to an anchor is the one that the anchor stands at.
const SAME_PLACE_MILLIS: u64 = 2_000;

/// How many words that decided are told of a place.
const WORDS_SHOWN: usize = 6;

/// A note with all that is known of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opened<'a> {
    /// Its path below the root of the vault.
    pub(crate) path: &'a str,
    pub(crate) note: &'a Note,
    pub(crate) state: Option<&'a NoteState>,
    pub(crate) captions: Option<&'a Captions>,
    /// Why there are no captions, for people and scripts.
    pub(crate) problem: Option<&'a Value>,
}

/// A note as the page sees it.
#[derive(Debug, Serialize)]
pub(crate) struct Sheet {
    schema: &'static str,
    path: String,
    title: String,
    /// What the note and its captions were, for a change to name.
    seen: SeenSheet,
    video: Option<VideoSheet>,
    track: Option<TrackSheet>,
    problem: Option<Value>,
    /// The conflict that keeps the note from being changed.
    conflict: Option<Value>,
    cues: Vec<CueSheet>,
    headings: Vec<HeadingSheet>,
    claims: Vec<ClaimSheet>,
    /// The claims in the order in which one looks at them, as indexes into `claims`.
    walk: Vec<usize>,
}

#[derive(Debug, Serialize)]
struct SeenSheet {
    note: String,
    captions: Option<String>,
}

/// What the page puts the number of seconds in place of.
const SECONDS: &str = "{seconds}";

#[derive(Debug, Serialize)]
struct VideoSheet {
    id: String,
    title: String,
    /// Whether YouTube's player can show it.
    youtube: bool,
    /// Where it is watched from a second on, for which [`SECONDS`] stands.
    url: Option<String>,
}

#[derive(Debug, Serialize)]
struct TrackSheet {
    id: String,
    lang: String,
}

#[derive(Debug, Serialize)]
struct CueSheet {
    start_ms: u64,
    end_ms: u64,
    text: String,
}

#[derive(Debug, Serialize)]
struct HeadingSheet {
    level: u8,
    text: String,
}

#[derive(Debug, Serialize)]
struct ClaimSheet {
    line: usize,
    start: usize,
    end: usize,
    block: usize,
    heading: Option<usize>,
    /// As it is read.
    text: String,
    /// As it is written, without its anchors; null where its bytes are no text.
    source: Option<String>,
    standing: Standing,
    reason: Option<String>,
    confidence: Option<&'static str>,
    score: Option<f64>,
    /// Whether it has an anchor or can be given one.
    takes_anchor: bool,
    anchors: Vec<AnchorSheet>,
    places: Vec<PlaceSheet>,
    unsaid: Vec<String>,
}

#[derive(Debug, Serialize)]
struct AnchorSheet {
    start: usize,
    end: usize,
    time_ms: Option<u64>,
    cues: [usize; 2],
}

#[derive(Debug, Serialize)]
struct PlaceSheet {
    time_ms: u64,
    score: f64,
    cues: [usize; 2],
    words: Vec<String>,
}

impl Sheet {
    /// What the page shows of a note.
    pub(crate) fn of(opened: &Opened<'_>) -> Self {
        let note = opened.note;
        let claims = note.claims();
        let found = Found::of(opened, &claims);
        let judged = found.judged;
        let sheets = claims.iter().zip(&judged).zip(&found.explained);
        let track = opened.captions.map(Captions::track);
        let claims: Vec<ClaimSheet> = sheets
            .map(|((claim, judged), explained)| {
                claim_sheet(note, track, claim, judged, explained.as_ref())
            })
            .collect();
        let video = opened
            .captions
            .map(|captions| VideoSheet::of(captions.video()));
        let headings = note.headings().iter().map(|heading| HeadingSheet {
            level: heading.level,
            text: heading.text.clone(),
        });
        Self {
            schema: "kbnote.serve-note/1",
            path: opened.path.to_owned(),
            title: note.title().map(Into::into).unwrap_or_default(),
            seen: SeenSheet {
                note: Fingerprint::of(note.bytes()).to_string(),
                captions: opened.captions.map(Captions::fingerprint),
            },
            video: video.or_else(|| note.video_id().as_ref().map(VideoSheet::of_id)),
            track: track.map(|track| TrackSheet {
                id: track.id.to_string(),
                lang: track.language.to_string(),
            }),
            problem: found.problem.or_else(|| opened.problem.cloned()),
            conflict: takes_changes(note).err().map(|error| error.to_json()),
            cues: track.map(cues).unwrap_or_default(),
            headings: headings.collect(),
            walk: walk(&claims),
            claims,
        }
    }
}

/// What the captions say of the claims of a note.
struct Found {
    judged: Vec<Judgement>,
    explained: Vec<Option<Explanation>>,
    problem: Option<Value>,
}

impl Found {
    fn of(opened: &Opened<'_>, claims: &[Claim]) -> Self {
        let Some(captions) = opened.captions else {
            return Self::nothing(claims, None);
        };
        let (note, track) = (opened.note, captions.track());
        let aligner = aligner(track);
        if let Err(error) = same_language(note, &aligner) {
            return Self::nothing(claims, Some(error.to_json()));
        }
        let to_align = to_align(note, claims);
        let aligned = aligner.aligned(&to_align);
        Self {
            judged: judge_all(note, claims, track, &aligned, opened.state),
            explained: (0..claims.len()).map(|i| aligned.explain(i)).collect(),
            problem: None,
        }
    }

    fn nothing(claims: &[Claim], problem: Option<Value>) -> Self {
        Self {
            judged: claims.iter().map(unjudged).collect(),
            explained: claims.iter().map(|_| None).collect(),
            problem,
        }
    }
}

impl VideoSheet {
    fn of(video: &Video) -> Self {
        let address = video.watch_url();
        let url = address_at(&address, SECONDS);
        Self {
            id: video.id.to_string(),
            title: video.title.clone(),
            youtube: address.parse().is_ok_and(|id: VideoId| id == video.id),
            url: is_web_address(&url).then_some(url),
        }
    }

    fn of_id(id: &VideoId) -> Self {
        Self {
            id: id.to_string(),
            title: String::new(),
            youtube: true,
            url: Some(address_at(&id.url(), SECONDS)),
        }
    }
}

/// The address comes from a file: one that runs a script instead is not put into a link.
fn is_web_address(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

fn cues(track: &Track) -> Vec<CueSheet> {
    let cues = track.cues.iter().map(|cue| CueSheet {
        start_ms: cue.start().as_millis(),
        end_ms: cue.end().as_millis(),
        text: cue.text().to_owned(),
    });
    cues.collect()
}

fn claim_sheet(
    note: &Note,
    track: Option<&Track>,
    claim: &Claim,
    judged: &Judgement,
    explained: Option<&Explanation>,
) -> ClaimSheet {
    let anchors = note.anchors().get(claim.anchors.clone()).unwrap_or(&[]);
    let alignment = explained.map(|explained| &explained.alignment);
    let places = explained.map(|explained| explained.places.as_slice());
    let places = places.unwrap_or(&[]);
    ClaimSheet {
        line: claim.line,
        start: claim.range.start,
        end: claim.range.end,
        block: claim.block,
        heading: claim.heading,
        text: claim.text.clone(),
        source: Wording::of(note, claim).map(|wording| wording.shown()),
        standing: judged.standing,
        reason: judged.reason.clone(),
        confidence: alignment.map(|alignment| confidence_word(alignment.confidence)),
        score: alignment.map(|alignment| rounded(alignment.score)),
        takes_anchor: claim.is_anchored() || claim.place.is_some(),
        anchors: anchors
            .iter()
            .map(|anchor| anchor_sheet(anchor, track, places))
            .collect(),
        places: places.iter().map(place_sheet).collect(),
        unsaid: explained.map(|e| e.unsaid.clone()).unwrap_or_default(),
    }
}

fn anchor_sheet(
    anchor: &Anchor,
    track: Option<&Track>,
    places: &[kbnote_align::Place],
) -> AnchorSheet {
    let time = anchor.time();
    AnchorSheet {
        start: anchor.range.start,
        end: anchor.range.end,
        time_ms: time.map(Timestamp::as_millis),
        cues: match (time, track) {
            (Some(time), Some(track)) => pair(&cues_behind(time, track, places)),
            _ => [0, 0],
        },
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

fn place_sheet(place: &kbnote_align::Place) -> PlaceSheet {
    let words = place.words.iter().take(WORDS_SHOWN);
    PlaceSheet {
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
fn walk(claims: &[ClaimSheet]) -> Vec<usize> {
    let mut walk: Vec<usize> = (0..claims.len()).collect();
    let standing = |&i: &usize| claims.get(i).map_or(Standing::Plain, |c| c.standing);
    let rank = |i: &usize| match standing(i) {
        Standing::Doubtful => 0,
        Standing::Missing => 1,
        _ => 2,
    };
    walk.retain(|i| standing(i) != Standing::Plain);
    walk.sort_by_key(rank);
    walk
}

#[cfg(test)]
mod tests {
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
            let sheet = VideoSheet::of(&video);
            let shown = sheet.url.unwrap().replace("{seconds}", "42");
            assert_eq!(shown, video.url_at(Timestamp::from_secs(42)));
            assert_eq!(sheet.youtube, youtube, "{url:?}");
        }
    }

    #[test]
    fn an_address_that_runs_a_script_is_no_link() {
        let shown = VideoSheet::of(&video(Some("javascript:alert(1)")));
        assert_eq!((shown.url, shown.youtube), (None, false));
    }

    #[test]
    fn a_note_without_captions_is_shown_as_it_stands() {
        let note = Note::parse("# T\n\nFlocks roost [00:00:10]. Two\r\ncount ÿ.\n");
        let opened = Opened {
            path: "notes/a.md",
            note: &note,
            state: None,
            captions: None,
            problem: None,
        };
        let sheet = Sheet::of(&opened);
        let standings: Vec<_> = sheet.claims.iter().map(|c| c.standing).collect();
        assert_eq!(standings, [Standing::Unknown, Standing::Missing]);
        assert_eq!(sheet.walk, [1, 0]);
        assert_eq!(sheet.claims[1].source.as_deref(), Some("Two\ncount ÿ."));
    }
}
