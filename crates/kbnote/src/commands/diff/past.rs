//! Notes compared with what they were at a revision of their git repository.

use kbnote_app::{NoteFile, NoteFiles, PastError, past_note};

use super::args::DiffArgs;
use super::report::{NotePair, Report};
use crate::context::Context;
use crate::error::CliError;

pub(super) fn compare<'a>(
    cx: &'a Context,
    args: &'a DiffArgs,
    revision: &str,
) -> Result<Report<'a>, CliError> {
    let notes = cx.workspace.read_notes(&args.notes)?;
    let mut report = Report::new(cx, args, notes.count());
    let NoteFiles { files, unreadable } = notes;
    for file in &files {
        let compared = match with_past(file, revision) {
            Ok(compared) => Ok(compared),
            Err(PastError::OfNote(error)) => Err(error.into()),
            Err(PastError::OfAll(error)) => return Err(error.into()),
        };
        let done = compared.map(|compared| report.note(&compared));
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    Ok(report)
}

fn with_past<'a>(file: &'a NoteFile, revision: &str) -> Result<NotePair<'a>, PastError> {
    let shown = file.shown();
    Ok(NotePair {
        title: shown.clone(),
        old_name: format!("{revision}:{shown}"),
        new_name: shown,
        path: file.path().unwrap_or(std::path::Path::new("-")),
        old: past_note(file, revision)?,
        new: file.note(),
    })
}
