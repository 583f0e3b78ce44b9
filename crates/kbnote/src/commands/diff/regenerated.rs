//! Notes held against what regenerating would make of them.

use kbnote_app::{NoteFile, NoteFiles, regenerate_all};

use super::args::DiffArgs;
use super::report::{NotePair, Report};
use crate::context::Context;
use crate::documents::ProposedNoteEntry;
use crate::error::CliError;
use crate::kind_arg;
use kbnote_engine::regenerate::{ConflictPolicy, Regeneration};

pub(super) fn compare<'a>(cx: &'a Context, args: &'a DiffArgs) -> Result<Report<'a>, CliError> {
    let notes = cx.workspace.read_notes_to_change(&args.notes)?;
    let mut report = Report::new(cx, args, notes.count());
    let NoteFiles { files, unreadable } = notes;
    let outcomes = regenerate_all(&cx.workspace, &kind_arg::kinds(&args.only), &files)?;
    for (file, outcome) in files.iter().zip(outcomes) {
        let done = match outcome {
            Ok(Some(regeneration)) => proposed(cx, file, &regeneration, &mut report),
            Ok(None) => report.run.without_video(file),
            Err(error) => Err(error.into()),
        };
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    Ok(report)
}

/// What is not in conflict with the author is shown as made; conflicts are told.
fn proposed(
    cx: &Context,
    file: &NoteFile,
    regeneration: &Regeneration,
    report: &mut Report<'_>,
) -> Result<(), CliError> {
    if let Some(reason) = &regeneration.unanchored {
        cx.ui.warn(format_args!("{}: {}", file.shown(), reason));
    }
    let made = regeneration.apply_unattended(ConflictPolicy::Keep)?;
    let shown = file.shown();
    let compared = NotePair {
        title: shown.clone(),
        old_name: shown.clone(),
        new_name: shown,
        path: file.path().unwrap_or(std::path::Path::new("-")),
        old: file.note(),
        new: made.note,
    };
    report.proposal(
        &compared,
        &regeneration.changes,
        ProposedNoteEntry::new(file.document_path(&cx.workspace.vault), regeneration),
    );
    Ok(())
}
