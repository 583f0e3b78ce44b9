//! Anchors whose sentences another recording of the note says, at the very time that they show.

use std::collections::BTreeSet;

use kbnote_check::SaidElsewhere;
use kbnote_core::{Timestamp, Track, VideoId};
use kbnote_note::{Anchor, Claim, Note, NotePart};

use super::contradictions::{FEWEST_WORDS, NEXT_TO_NONE, ratio, said_around, words};

/// The share of a claim's words that must be said at its time on the other recording.
const MOST: f64 = 0.5;

/// The anchors of a note, cut into parts, that name no recording and are in the section of one that does not say their
/// sentences at their times, where just one other of its recordings does: the sentence was moved there.
#[must_use]
pub fn said_elsewhere(note: &Note, parts: &[(&NotePart, &Track)]) -> Vec<SaidElsewhere> {
    let mut found = Vec::new();
    for (part, track) in parts {
        let others = || parts.iter().filter(|(other, _)| other.video != part.video);
        for claim in part.note.claims() {
            let Some(spoken) = Spoken::of(&part.note, &claim) else {
                continue;
            };
            let mut saying = others().filter(|(_, other)| spoken.share(other) >= MOST);
            let is_said_here = spoken.share(track) > NEXT_TO_NONE;
            if let (false, Some((other, _)), None) = (is_said_here, saying.next(), saying.next()) {
                found.extend(in_whole(note, &part.note, &claim, &other.video));
            }
        }
    }
    found
}

/// The words of a claim, and the times at which they should be said.
struct Spoken {
    words: BTreeSet<String>,
    times: Vec<Timestamp>,
}

impl Spoken {
    /// None if one of its anchors names its recording, or if it says too little.
    fn of(note: &Note, claim: &Claim) -> Option<Self> {
        let anchors = note.anchors().get(claim.anchors.clone())?;
        let is_nameless = |anchor: &Anchor| anchor.form.is_link() && anchor.recording.is_none();
        let words = words(&claim.text);
        let says_enough = words.len() >= FEWEST_WORDS && anchors.iter().all(is_nameless);
        let times: Vec<_> = anchors.iter().filter_map(Anchor::time).collect();
        (says_enough && !times.is_empty()).then_some(Self { words, times })
    }

    /// The greatest share of the words that a track has around one of the times.
    fn share(&self, track: &Track) -> f64 {
        let share = |&time: &Timestamp| {
            let said = said_around(track, time);
            ratio(self.words.intersection(&said).count(), self.words.len())
        };
        self.times.iter().map(share).fold(0.0, f64::max)
    }
}

/// The anchors of a claim of a part, as those of the whole note.
fn in_whole(note: &Note, part: &Note, claim: &Claim, video: &VideoId) -> Vec<SaidElsewhere> {
    let anchors = part
        .anchors()
        .get(claim.anchors.clone())
        .unwrap_or_default();
    let in_whole = |anchor: &Anchor| {
        let mut all = note.anchors().iter();
        let anchor = all.position(|other| other.range == anchor.range)?;
        Some(SaidElsewhere {
            anchor,
            video: video.clone(),
        })
    };
    anchors.iter().filter_map(in_whole).collect()
}
