//! The sentences of a note that a person should look at, one after the other.

use kbnote_core::Timestamp;

use super::review_status::ReviewStatus;
use super::view::{AnchorView, ClaimView, NoteView, PlaceView};

/// A sentence whose anchor is in doubt, or that lacks one though the captions may say it.
#[derive(Clone, Debug, PartialEq)]
pub struct DoubtfulClaim {
    /// Its index among the claims of the note.
    pub index: usize,
    /// The line on which it starts.
    pub line: usize,
    /// Where it starts in the note.
    pub start: usize,
    /// Its text without markup and anchors.
    pub text: String,
    /// The time of its first anchor, if it has one that can be read.
    pub time: Option<Timestamp>,
    /// How many anchors it has.
    pub anchors: usize,
    /// The one whose time this is, as an index into them.
    pub anchor: usize,
    /// Why it should be looked at.
    pub reason: String,
    /// How probable it is that it is said within 10 s of the best place.
    pub score: f64,
    /// What the captions say where its anchor is.
    pub captions: String,
    /// The best places, the best one first.
    pub places: Vec<DoubtfulPlace>,
}

/// A place in the captions where a sentence may be said.
#[derive(Clone, Debug, PartialEq)]
pub struct DoubtfulPlace {
    /// When it starts.
    pub time: Timestamp,
    /// How probable it is that the sentence is said there.
    pub score: f64,
    /// What is said there.
    pub captions: String,
}

impl NoteView {
    /// The sentences to look at: those with an anchor in doubt first, then those without one.
    #[must_use]
    pub fn doubts(&self) -> Vec<DoubtfulClaim> {
        let doubts = self.walk.iter().filter_map(|&index| {
            let claim = self.claims.get(index)?;
            is_to_look_at(claim).then(|| self.doubt(index, claim))
        });
        doubts.collect()
    }

    fn doubt(&self, index: usize, claim: &ClaimView) -> DoubtfulClaim {
        // Of a sentence on several recordings, one on that which says the places.
        let is_its = |anchor: &AnchorView| anchor.recording == claim.recording;
        let at = claim.anchors.iter().position(is_its).unwrap_or_default();
        let first = claim.anchors.get(at);
        let captions = |cues| self.captions(claim.recording, cues);
        let place = |place: &PlaceView| DoubtfulPlace {
            time: Timestamp::from_millis(place.time_ms).floor_to_second(),
            score: place.score,
            captions: captions(place.cues),
        };
        DoubtfulClaim {
            index,
            line: claim.line,
            start: claim.start,
            text: claim.text.clone(),
            time: first.and_then(|anchor| anchor.time_ms.map(Timestamp::from_millis)),
            anchors: claim.anchors.len(),
            anchor: at,
            reason: claim.reason.clone().unwrap_or_default(),
            score: claim.score.unwrap_or_default(),
            captions: first.map_or_else(String::new, |anchor| captions(anchor.cues)),
            places: claim.places.iter().map(place).collect(),
        }
    }

    fn captions(&self, recording: Option<usize>, [start, end]: [usize; 2]) -> String {
        let other = recording.and_then(|number| self.others.get(number));
        let cues = other.map_or(&self.cues, |other| &other.cues);
        let cues = cues.get(start..end).unwrap_or_default();
        let texts: Vec<&str> = cues.iter().map(|cue| cue.text.as_str()).collect();
        texts.join(" ")
    }
}

/// A sentence without an anchor is one to look at only if there is a place to choose.
fn is_to_look_at(claim: &ClaimView) -> bool {
    match claim.standing {
        ReviewStatus::Doubtful => claim.takes_anchor,
        ReviewStatus::Missing => claim.takes_anchor && !claim.places.is_empty(),
        _ => false,
    }
}
