//! How many claims of the notes on one video need review.

use kbnote_align::Aligner;
use kbnote_core::{Track, Transcript};
use kbnote_note::{Note, NoteState};

use super::review_status::{DoubtCounts, count_doubts};
use crate::anchoring::{aligner, check_language, preferred};

/// Counts claims for any number of notes on a video; creates the aligner of each track once.
pub struct DoubtCounter<'a> {
    transcript: &'a Transcript,
    aligners: Vec<(&'a Track, Aligner)>,
}

impl<'a> DoubtCounter<'a> {
    /// A counter for notes on the video of a transcript.
    #[must_use]
    pub fn new(transcript: &'a Transcript) -> Self {
        Self {
            transcript,
            aligners: Vec::new(),
        }
    }

    /// The doubts of a note; `None` if there are no captions in its language.
    pub fn count_doubts(&mut self, note: &Note, state: Option<&NoteState>) -> Option<DoubtCounts> {
        let remembered = state.and_then(|state| state.track.as_ref());
        let track = preferred(self.transcript, note, remembered)?;
        let aligner = self.aligner(track);
        if check_language(note, aligner).is_err() {
            return None;
        }
        Some(count_doubts(note, track, aligner, state))
    }

    fn aligner(&mut self, track: &'a Track) -> &Aligner {
        let known = self
            .aligners
            .iter()
            .position(|(known, _)| known.id == track.id);
        let at = known.unwrap_or_else(|| {
            self.aligners.push((track, aligner(track)));
            self.aligners.len() - 1
        });
        &self.aligners[at].1
    }
}
