//! The recordings of a note that is shown: what of it is on each, and what each says of that.

use std::collections::HashMap;

use kbnote_align::Explanation;
use kbnote_core::{Track, Video, VideoId, address_at};
use kbnote_note::{Anchor, Claim, Note, NotePart, NoteState};
use serde::Serialize;

use super::alignments::Alignments;
#[cfg(test)]
use super::cue_view::CueView;
use super::cue_view::ShownCues;
use super::review_status::ClaimReview;
use super::{Captions, Problem};

/// What of a note is on one recording, and what is known of it.
#[derive(Clone, Copy, Debug)]
pub struct RecordingInput<'a> {
    /// The note with what is on the recording, and nothing else.
    pub note: &'a Note,
    /// The stored state of that.
    pub state: Option<&'a NoteState>,
    /// The captions, or why there are none.
    pub captions: Result<&'a Captions, &'a Problem>,
}

/// What of a note is on another recording than its own.
#[derive(Clone, Copy, Debug)]
pub struct OtherInput<'a> {
    /// That part of the note.
    pub part: &'a NotePart,
    /// What is stored of the recording.
    pub video: Option<&'a Video>,
    /// What is known of it.
    pub known: RecordingInput<'a>,
}

/// Placeholder in an address that the page replaces by a number of seconds.
const SECONDS: &str = "{seconds}";

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(super) struct VideoView {
    /// Its id.
    id: String,
    /// Its title.
    title: String,
    /// Whether YouTube's player can play it.
    pub(super) youtube: bool,
    /// The address of a moment, with `{seconds}` for the number of seconds.
    pub(super) url: Option<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(super) struct TrackView {
    /// Its id.
    id: String,
    /// Its language.
    lang: String,
}

/// A recording that something of a note is on, other than the note's own.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
pub(super) struct RecordingView {
    /// The video.
    video: VideoView,
    /// The caption track.
    track: Option<TrackView>,
    /// Why the sentences on it cannot be checked against captions.
    problem: Option<Problem>,
    /// The name of its captions, as that of the note's own.
    pub(super) captions: Option<String>,
    /// The captions.
    #[cfg_attr(test, schemars(with = "Vec<CueView>"), ts(as = "Vec<CueView>"))]
    pub(super) cues: ShownCues,
}

/// A recording with what it says of the claims of a note that are on it.
pub(super) struct Recording<'a> {
    /// The number of another recording than the note's own.
    pub(super) other: Option<usize>,
    pub(super) note: &'a Note,
    pub(super) track: Option<&'a Track>,
    captions: Option<&'a Captions>,
    /// The address of another recording.
    address: Option<String>,
    claims: Vec<Claim>,
    /// The number of the claim that starts at an offset.
    starts: HashMap<usize, usize>,
    alignments: Alignments,
}

/// What one recording says of a claim.
#[derive(Clone, Copy)]
pub(super) struct SaidOfClaim<'a> {
    pub(super) recording: &'a Recording<'a>,
    pub(super) claim: &'a Claim,
    pub(super) review: &'a ClaimReview,
    pub(super) explained: Option<&'a Explanation>,
}

impl<'a> Recording<'a> {
    pub(super) fn own(known: &RecordingInput<'a>) -> Self {
        Self::new(known, None, None)
    }

    pub(super) fn other(number: usize, other: &OtherInput<'a>) -> Self {
        Self::new(&other.known, Some(number), other.address())
    }

    fn new(known: &RecordingInput<'a>, other: Option<usize>, address: Option<String>) -> Self {
        let claims = known.note.claims();
        let captions = known.captions.ok();
        let starts = claims.iter().enumerate();
        Self {
            other,
            note: known.note,
            track: captions.map(Captions::track),
            captions,
            address,
            alignments: Alignments::new(known.note, captions, known.state, &claims),
            starts: starts.map(|(i, claim)| (claim.range.start, i)).collect(),
            claims,
        }
    }

    /// What it says of a claim of the note, if that is on it.
    pub(super) fn said_of(&self, claim: &Claim) -> Option<SaidOfClaim<'_>> {
        let number = *self.starts.get(&claim.range.start)?;
        let own = self.claims.get(number)?;
        (own.range == claim.range).then_some(())?;
        Some(SaidOfClaim {
            recording: self,
            claim: own,
            review: self.alignments.reviews.get(number)?,
            explained: self.alignments.explained.get(number)?.as_ref(),
        })
    }

    /// The name of its captions, which changes with them.
    pub(super) fn captions_name(&self) -> Option<String> {
        self.captions
            .map(|captions| captions.fingerprint().to_owned())
    }

    pub(super) fn cues(&self) -> ShownCues {
        self.captions.map(Captions::cues).unwrap_or_default()
    }

    /// The address of an anchor on it, if it is not the note's own.
    pub(super) fn url(&self, anchor: &Anchor) -> Option<String> {
        let url = address_at(self.address.as_ref()?, anchor.time()?.as_secs());
        Some(url).filter(|url| is_web_address(url))
    }

    /// Why nothing can be checked against its captions.
    pub(super) fn problem(&self, known: &RecordingInput<'_>) -> Option<Problem> {
        let missing = known.captions.err().cloned();
        self.alignments.problem.clone().or(missing)
    }
}

impl SaidOfClaim<'_> {
    /// Whether an anchor of the claim is on this recording.
    pub(super) fn has(&self, anchor: &Anchor) -> bool {
        let anchors = self
            .recording
            .note
            .anchors()
            .get(self.claim.anchors.clone());
        let mut anchors = anchors.into_iter().flatten();
        anchors.any(|own| own.range == anchor.range)
    }
}

impl OtherInput<'_> {
    /// Its stored address, else the one in the note; one that is not stored is on YouTube, if nothing says
    /// otherwise.
    fn address(&self) -> Option<String> {
        match self.video {
            Some(video) => video.watch_url(),
            None => Some(match &self.part.name {
                Some(name) if name.contains("://") => name.clone(),
                _ => self.part.video.youtube_url(),
            }),
        }
    }
}

impl RecordingView {
    pub(super) fn new(recording: &Recording<'_>, other: &OtherInput<'_>) -> Self {
        let stored = other.video.map(VideoView::of);
        Self {
            video: stored.unwrap_or_else(|| VideoView::of_unknown(other)),
            track: recording.track.map(TrackView::of),
            problem: recording.problem(&other.known),
            captions: recording.captions_name(),
            cues: recording.cues(),
        }
    }
}

impl VideoView {
    pub(super) fn of(video: &Video) -> Self {
        Self {
            id: video.id.to_string(),
            title: video.title.clone(),
            youtube: video.is_on_youtube(),
            url: video.watch_url().and_then(|address| with_seconds(&address)),
        }
    }

    pub(super) fn of_id(id: &VideoId) -> Self {
        Self {
            id: id.to_string(),
            title: String::new(),
            youtube: true,
            url: with_seconds(&id.youtube_url()),
        }
    }

    /// Of a recording that nothing is stored of.
    fn of_unknown(other: &OtherInput<'_>) -> Self {
        let address = other.address();
        let is_its = |address: &String| address.parse() == Ok(other.part.video.clone());
        Self {
            youtube: address.as_ref().is_some_and(is_its),
            url: address.and_then(|address| with_seconds(&address)),
            ..Self::of_id(&other.part.video)
        }
    }
}

impl TrackView {
    pub(super) fn of(track: &Track) -> Self {
        Self {
            id: track.id.to_string(),
            lang: track.language.to_string(),
        }
    }
}

fn with_seconds(address: &str) -> Option<String> {
    Some(address_at(address, SECONDS)).filter(|url| is_web_address(url))
}

/// The address comes from a file: one that runs a script instead is not put into a link.
fn is_web_address(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    lower.starts_with("https://") || lower.starts_with("http://")
}

#[cfg(test)]
mod tests {
    use kbnote_core::Timestamp;

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
}
