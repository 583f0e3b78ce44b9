//! Two notes held against each other.

use std::path::Path;

use kbnote_app::{ErrorKind, read_input};

use super::args::DiffArgs;
use super::report::{NotePair, Report};
use crate::context::Context;
use crate::error::CliError;

pub(super) fn compare<'a>(
    cx: &'a Context,
    args: &'a DiffArgs,
    old: &Path,
    new: &Path,
) -> Result<Report<'a>, CliError> {
    if is_stdin(old) && is_stdin(new) {
        let message = "standard input can be only one of the two notes";
        return Err(CliError::new(ErrorKind::Usage, "usage", message));
    }
    let compared = NotePair {
        title: format!("{} → {}", old.display(), new.display()),
        old_name: old.display().to_string(),
        new_name: new.display().to_string(),
        // The patch makes the first note the second one.
        path: old,
        old: cx.workspace.vault.note(read_input(old)?),
        new: cx.workspace.vault.note(read_input(new)?),
    };
    let mut report = Report::new(cx, args, 1);
    report.note(&compared);
    Ok(report)
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}
