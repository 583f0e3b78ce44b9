//! What was found, told in the form that was asked for.

mod github;
mod human;
mod json;
mod sarif;

use kbnote_check::Severity;

use crate::cli::Format;
use crate::context::Context;
use crate::error::CliError;
use kbnote_app::check::{CheckedNote, LocatedFinding};

/// All that there is to tell.
pub(super) struct Report<'a> {
    pub(super) cx: &'a Context,
    /// Whether it was repaired what could be.
    pub(super) fixes: bool,
    /// Whether standard output is for the note or its change.
    pub(super) prints_note: bool,
    pub(super) checked: &'a [CheckedNote],
    /// What could not be read or written.
    pub(super) failures: &'a [kbnote_app::Error],
}

impl Report<'_> {
    pub(super) fn print(&self) -> Result<(), CliError> {
        if self.cx.format != Format::Json {
            for failure in self.failures {
                self.cx.ui.error(failure);
            }
        }
        match self.cx.format {
            Format::Human | Format::Lines => human::print(self),
            Format::Json => json::print(self),
            Format::Github => github::print(self),
            Format::Sarif => sarif::print(self),
        }
    }

    /// All findings with their notes, in order.
    fn findings(&self) -> impl Iterator<Item = (&CheckedNote, &LocatedFinding)> {
        self.checked
            .iter()
            .flat_map(|note| note.findings.iter().map(move |finding| (note, finding)))
    }

    fn count(&self, severity: Severity) -> usize {
        self.findings()
            .filter(|(_, finding)| finding.severity == severity)
            .count()
    }
}
