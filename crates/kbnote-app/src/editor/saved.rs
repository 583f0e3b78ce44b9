//! What is recorded once an editor has saved a note that kbnote changed there.

use std::path::Path;

use kbnote_engine::link_decisions::UnstoredDecisions;
use kbnote_engine::regenerate::IndexRecordChange;
use kbnote_note::NoteState;
use kbnote_vault::{NoteWriter, files};

use crate::commit::{NoteChange, StateChange, commit};
use crate::{Error, Workspace};

/// A note that an editor has saved, with what kbnote decided on it there.
#[derive(Clone, Copy, Debug)]
pub struct SavedNote<'a> {
    /// Its file.
    pub path: &'a Path,
    /// Its text as the editor had it.
    pub text: &'a str,
    /// Its state.
    pub state: &'a NoteState,
    /// The decisions on its links.
    pub links: Option<&'a UnstoredDecisions>,
    /// The change of the record of an index note.
    pub index: Option<&'a IndexRecordChange>,
}

impl Workspace {
    /// Records what kbnote decided on a note in an editor, if its file has the text of the editor; whether
    /// it has.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn record_saved(&self, saved: &SavedNote<'_>) -> Result<bool, Error> {
        let is_nothing = *saved.state == NoteState::default() && saved.links.is_none();
        if is_nothing && self.state(saved.path)?.is_none() {
            return Ok(true);
        }
        let bytes = files::read(saved.path)?;
        let is_in_vault = self.vault.state_path(saved.path).is_some();
        if !is_in_vault || !is_same_text(&String::from_utf8_lossy(&bytes), saved.text) {
            return Ok(false);
        }
        let change = NoteChange {
            state: Some(StateChange::Follows(saved.state)),
            links: saved.links,
            index: saved.index.cloned(),
            ..NoteChange::edit(saved.path, &bytes, &bytes)
        };
        // A writer of its own: what one run has read would bind all later ones.
        let writer = NoteWriter::new(self.writer.command());
        commit(&self.vault, &writer, &change)?;
        self.announce(&writer.take_notices());
        Ok(true)
    }
}

/// Whether two texts differ by no more than what editors change when they save: the byte order mark, the
/// line ends and those at the end.
fn is_same_text(a: &str, b: &str) -> bool {
    fn lines(text: &str) -> impl Iterator<Item = &str> {
        let text = text.trim_start_matches('\u{feff}');
        text.trim_end_matches(['\r', '\n']).lines()
    }
    lines(a).eq(lines(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_may_change_marks_and_line_ends_alone() {
        for (a, b, same) in [
            ("a\nb\n", "\u{feff}a\r\nb", true),
            ("", "\n", true),
            ("a\nb", "a\n\nb", false),
            ("a ", "a", false),
        ] {
            assert_eq!(is_same_text(a, b), same, "{a:?} {b:?}");
        }
    }
}
