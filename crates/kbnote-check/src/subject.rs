//! A note on its way through the rules.

use std::ops::Range;

use kbnote_note::Note;

use crate::CheckContext;

/// A note on its way through the rules.
pub(crate) struct Subject<'a> {
    pub(crate) note: &'a Note,
    pub(crate) text: &'a str,
    pub(crate) around: &'a CheckContext<'a>,
}

impl Subject<'_> {
    /// Where the value of a key of the front matter stands; the start of the note if it has none.
    pub(crate) fn place_of(&self, key: &str) -> Range<usize> {
        let front = self.note.front_matter();
        let entry = front.and_then(|front| front.entry(self.text, key));
        entry.map_or(0..0, |entry| entry.value.clone())
    }
}
