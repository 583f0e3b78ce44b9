//! `kbnote review --doubts`: the sentences in doubt, one after the other.
//!
//! [`walk`] goes through them and writes each choice at once, so that there is nothing to resume but what
//! is left; [`keys`] reads what a person types, and [`screen`] shows a sentence.

mod keys;
mod screen;
mod walk;

use std::path::PathBuf;

use kbnote_app::{ErrorKind, NoteService};

use self::keys::Keys;
use self::walk::{NoteInReview, Walk};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

pub(super) fn run(cx: &Context, paths: &[PathBuf]) -> Result<Exit, CliError> {
    if cx.ui.json {
        let message = "--doubts is for people";
        return Err(CliError::new(ErrorKind::Usage, "usage", message)
            .hint("`kbnote list --json` counts doubts; `kbnote align --pin` settles one"));
    }
    let read = cx.workspace.read_notes_to_change(paths)?;
    let is_one = read.count() == 1;
    let service = NoteService::new(cx.workspace.vault.clone(), "review");
    let mut notes = Vec::new();
    let mut failed = false;
    for note in &read.unreadable {
        failed = true;
        cx.ui.error(&note.error.with_note(&note.path));
    }
    for path in read.files.iter().filter_map(|file| file.path()) {
        match service.name_of(path) {
            Ok(name) => notes.push(NoteInReview::new(path, name)),
            Err(error) if is_one => return Err(error.into()),
            Err(error) => {
                failed = true;
                cx.ui.error(&error);
            }
        }
    }
    let exit = Walk::new(cx, paths, service, notes, Keys::new()).run()?;
    Ok(match exit {
        Exit::Done if failed => Exit::Found,
        exit => exit,
    })
}
