//! How the claims of notes on one video stand, counted.

use kbnote_align::Aligner;
use kbnote_core::{Track, Transcript};
use kbnote_note::{Note, NoteState};

use super::standing::{Tally, tally};
use crate::anchoring::{aligner, preferred, same_language};

/// Counts for any number of notes on a video. The aligner of each of its tracks is made once.
pub(crate) struct Tallier<'a> {
    transcript: &'a Transcript,
    aligners: Vec<(&'a Track, Aligner<'a>)>,
}

impl<'a> Tallier<'a> {
    pub(crate) fn new(transcript: &'a Transcript) -> Self {
        Self {
            transcript,
            aligners: Vec::new(),
        }
    }

    /// How the claims of a note stand; none if there are no captions to hold it against.
    pub(crate) fn tally(&mut self, note: &Note, state: Option<&NoteState>) -> Option<Tally> {
        let remembered = state.and_then(|state| state.track.as_ref());
        let track = preferred(self.transcript, note, remembered)?;
        let aligner = self.aligner(track);
        if same_language(note, aligner).is_err() {
            return None;
        }
        Some(tally(note, track, aligner, state))
    }

    fn aligner(&mut self, track: &'a Track) -> &Aligner<'a> {
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
