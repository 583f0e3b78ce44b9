//! A check from reading to writing.

use std::path::Path;

use kbnote_check::{Levels, Severity};
use kbnote_vault::RuleLevel;

use super::baseline::BaselineFile;
use super::checker::check_all;
use super::report::{CheckReport, CheckRequest};
use super::write::write_repaired;
use crate::{Error, ErrorKind, Workspace};

impl Workspace {
    /// Checks notes and the vault around them, and repairs what is requested.
    ///
    /// # Errors
    /// If the settings or the baseline are not valid, or a single note was given and cannot be read.
    pub fn check(&self, request: &CheckRequest) -> Result<CheckReport, Error> {
        let levels = levels(self)?;
        let baseline = request.baseline.as_deref().map(BaselineFile::read);
        let baseline = baseline.transpose()?;
        let paths = match request.paths.as_slice() {
            [] => vec![self.vault.notes_dir()],
            paths => paths.to_vec(),
        };
        let mut report = check_all(self, request, &paths, &levels)?;
        if let Some(mut baseline) = baseline {
            baseline.apply(&mut report.notes);
        }
        if request.fixes && request.mode.in_place() {
            let again = |path: &Path| check_all(self, request, &[path.to_owned()], &levels);
            write_repaired(self, &mut report, again);
        }
        Ok(report)
    }
}

/// The severities of the settings.
pub(super) fn levels(workspace: &Workspace) -> Result<Levels, Error> {
    let mut levels = Levels::default();
    for (rule, level) in &workspace.vault.settings().check.severity {
        let severity = match level {
            RuleLevel::Off => None,
            RuleLevel::Info => Some(Severity::Info),
            RuleLevel::Warning => Some(Severity::Warning),
            RuleLevel::Error => Some(Severity::Error),
        };
        levels.set(rule, severity).map_err(|error| {
            let message = format!("[check] severity in the settings: {error}");
            Error::new(ErrorKind::Usage, "settings", message)
                .with_next_step("`kbnote check --explain all` lists the rules")
        })?;
    }
    Ok(levels)
}
