//! `kbnote align`: each sentence its anchor.

mod args;
mod pin;
mod report;

use kbnote_app::{ErrorKind, NoteFile, NoteFiles, align_all, reread_written_note};
use kbnote_core::ParseTimestampError;
use kbnote_vault::FormerPath;

use self::report::Report;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
pub(crate) use args::AlignArgs;

pub(crate) fn run(cx: &Context, args: &AlignArgs) -> Result<Exit, CliError> {
    if let Some([place, time]) = args.pin.as_deref() {
        let wrong = |error: String| CliError::new(ErrorKind::Usage, "usage", error);
        let place = place.parse().map_err(wrong)?;
        let time = time
            .parse()
            .map_err(|error: ParseTimestampError| wrong(error.to_string()))?;
        return pin::pin(cx, &place, time, args.write);
    }
    if let Some(place) = &args.unpin {
        return pin::unpin(cx, place, args.write);
    }
    let notes = cx.workspace.read_notes_to_change(&args.notes)?;
    let mut report = Report::new(cx, args, notes.count());
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    set_former_path(cx, args, &files)?;
    let captions = args.captions.captions(&cx.workspace)?;
    let policy = args.policy(cx);
    let mut outcomes = align_all(&cx.workspace, &captions, policy, &files);
    for (file, outcome) in files.iter().zip(outcomes.drain(..)) {
        let mut done = report.outcome(file, outcome);
        if is_conflict(&done)
            && let Some(file) = reread_written_note(&cx.workspace, file)?
        {
            let again = align_all(
                &cx.workspace,
                &captions,
                policy,
                std::slice::from_ref(&file),
            )
            .pop();
            done = again.map_or(done, |outcome| report.outcome(&file, outcome));
            done = done.map_err(retry_later);
        }
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    report.finish()
}

/// Whether a note was not written because it was changed since it was read.
fn is_conflict(done: &Result<(), CliError>) -> bool {
    let error = done.as_ref().err().and_then(CliError::error);
    error.is_some_and(|error| error.kind() == ErrorKind::Conflict)
}

/// The failure of a note that other processes change again and again.
fn retry_later(error: CliError) -> CliError {
    match error.error() {
        Some(conflict) if conflict.kind() == ErrorKind::Conflict => {
            CliError::new(ErrorKind::Refused, "busy", conflict.message()).hint(
                "the note was not changed; run the command again when the other one has ended",
            )
        }
        _ => error,
    }
}

/// Remembers where the note lay, as the author says.
fn set_former_path(cx: &Context, args: &AlignArgs, files: &[NoteFile]) -> Result<(), CliError> {
    let Some(place) = &args.moved_from else {
        return Ok(());
    };
    let [file] = files else {
        let message = format!("--moved-from takes one note, not {}", files.len());
        return Err(CliError::new(ErrorKind::Usage, "usage", message));
    };
    let former = match place.to_str() {
        Some("none") => FormerPath::Nowhere,
        _ => FormerPath::At(place.clone()),
    };
    if let Some(path) = file.path() {
        cx.workspace.vault.set_former_path(path, former);
    }
    Ok(())
}
