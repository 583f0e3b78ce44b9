//! Two notes held against each other.

use std::io::{self, Read};
use std::path::Path;

use kbnote_app::ErrorKind;
use kbnote_note::Note;
use kbnote_vault::files;

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
        old: read(old)?,
        new: read(new)?,
    };
    let mut report = Report::new(cx, args, 1);
    report.note(&compared);
    Ok(report)
}

fn read(path: &Path) -> Result<Note, CliError> {
    if !is_stdin(path) {
        return Ok(Note::parse(files::read(path)?));
    }
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    Ok(Note::parse(bytes))
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}
