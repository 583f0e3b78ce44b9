//! The findings of a run.

use kbnote_app::check::{CheckedNote, LocatedFinding};
use kbnote_check::Severity;

use crate::context::Context;

/// The findings of a run, and how they are printed.
pub(in crate::commands::check) struct Report<'a> {
    pub(in crate::commands::check) cx: &'a Context,
    /// Whether it was repaired what could be.
    pub(in crate::commands::check) fixes: bool,
    /// Whether standard output is for the note or its change.
    pub(in crate::commands::check) prints_note: bool,
    pub(in crate::commands::check) checked: &'a [CheckedNote],
    /// What could not be read or written.
    pub(in crate::commands::check) failures: &'a [kbnote_app::Error],
    /// How many notes were passed over.
    pub(in crate::commands::check) passed_over: usize,
}

impl Report<'_> {
    /// All findings with their notes, in order.
    pub(super) fn findings(&self) -> impl Iterator<Item = (&CheckedNote, &LocatedFinding)> {
        self.checked
            .iter()
            .flat_map(|note| note.findings.iter().map(move |finding| (note, finding)))
    }

    pub(super) fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|(_, finding)| finding.severity == severity)
            .count()
    }
}
