//! Whether the quotations, numbers and names of a note are what its captions say around their anchors.
//!
//! Only captions near an anchor are read, and only where a sentence has something to compare: no note
//! is aligned for it.

mod caption_words;
mod names;
mod numbers;
mod prose;
mod quotations;
mod said_numbers;
pub(crate) mod spoken_names;
mod spoken_window;
mod word_match;

use kbnote_check::{SpokenText, WordDifference};
use kbnote_core::Timestamp;
use kbnote_note::Note;

use self::caption_words::CaptionWords;
use crate::prepared_transcript::TrackInUse;

/// A caption track, for comparing the words of notes with it.
#[derive(Debug)]
pub struct Wording<'a>(CaptionWords<'a>);

impl<'a> Wording<'a> {
    /// A track of a video that ends at `end`.
    #[must_use]
    pub fn new(track: TrackInUse<'a>, end: Timestamp) -> Self {
        Self(CaptionWords::new(track, end))
    }
}

impl SpokenText for Wording<'_> {
    fn differences(&self, note: &Note) -> Vec<WordDifference> {
        if !note.anchors().iter().any(|anchor| anchor.live) {
            return Vec::new();
        }
        let claims = note.claims();
        let mut found = quotations::differences(&self.0, note, &claims);
        let quoted: Vec<_> = found
            .iter()
            .map(|difference| difference.range.clone())
            .collect();
        let numbers = numbers::differences(&self.0, note, &claims);
        // A number or name in a quotation that is not what was said is reported once.
        let names = names::differences(&self.0, note, &claims);
        found.extend(numbers.into_iter().chain(names).filter(|difference| {
            let at = difference.range.start;
            !quoted.iter().any(|quotation| quotation.contains(&at))
        }));
        if found.is_empty() || self.0.is_foreign(&claims) {
            return Vec::new();
        }
        found.sort_by_key(|difference| difference.range.start);
        found
    }
}
