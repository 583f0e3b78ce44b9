//! Numbers only: a line a note, and a line for all.

use kbnote_note::diff::NoteDiff;

use super::shown::NoteComparison;
use crate::ui::{count, strong};

pub(super) fn show(shown: NoteComparison<'_>) -> String {
    format!("{}: {}\n", strong(shown.title), shown.counts())
}

/// How many notes were looked at, and how many of them change.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Totals {
    notes: usize,
    pub(crate) changed: usize,
}

impl Totals {
    pub(super) fn add(&mut self, diff: &NoteDiff<'_>) {
        self.notes += 1;
        self.changed += usize::from(!diff.is_empty());
    }

    /// `3 notes, 1 of them changed`.
    pub(super) fn line(self) -> String {
        format!("{}, {} changed\n", count(self.notes, "note"), self.changed)
    }
}
