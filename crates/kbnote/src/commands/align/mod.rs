//! `kbnote align`: each sentence its anchor.

mod args;
mod pin;
mod report;

use kbnote_app::{ErrorKind, NoteFile, NoteFiles, align_all};
use kbnote_vault::FormerPath;

use self::report::Report;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_run::once_more_if_written;
pub(crate) use args::AlignArgs;

pub(crate) fn run(cx: &Context, args: &AlignArgs) -> Result<Exit, CliError> {
    if let Some([place, time]) = args.pin.as_deref() {
        let usage = |error: String| CliError::new(ErrorKind::Usage, "usage", error);
        let place = place.parse().map_err(usage)?;
        let time = time.parse().map_err(usage)?;
        return pin::pin(cx, &place, time, (&args.captions, args.write));
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
        let done = report.outcome(file, outcome);
        let done = once_more_if_written(cx, file, done, |file| {
            let again = align_all(&cx.workspace, &captions, policy, std::slice::from_ref(file));
            let mut outcomes = again
                .into_iter()
                .map(|outcome| report.outcome(file, outcome));
            outcomes.next().unwrap_or(Ok(()))
        });
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    report.finish()
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
