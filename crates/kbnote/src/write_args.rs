//! `--check`, `--diff`, `--stdout`: where changes go.

use std::path::Path;

use kbnote_app::{NoteChange, NoteFile, WriteMode};
use kbnote_engine::regenerate::Applied;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// What is done with the changed notes (default: written in place)
#[derive(clap::Args, Clone, Copy, Debug)]
#[group(multiple = false)]
#[command(next_help_heading = "Instead of writing")]
pub(crate) struct WriteArgs {
    /// Exit with 1 if something would change
    #[arg(long)]
    check: bool,
    /// Print the change
    #[arg(long)]
    diff: bool,
    /// Print the whole note as it would be
    #[arg(long)]
    stdout: bool,
}

impl WriteArgs {
    /// Whether the notes themselves are written.
    pub(crate) fn in_place(self) -> bool {
        self.mode().in_place()
    }

    /// Where the changes go.
    pub(crate) fn mode(self) -> WriteMode {
        match self {
            Self { check: true, .. } => WriteMode::Check,
            Self { diff: true, .. } => WriteMode::Diff,
            Self { stdout: true, .. } => WriteMode::Stdout,
            _ => WriteMode::InPlace,
        }
    }

    /// Whether standard output is for the note or its change, and not for a report.
    pub(crate) fn prints_note(self) -> bool {
        self.mode().prints_note()
    }

    /// How a run ends in which all went well.
    pub(crate) fn exit(self, changed: bool) -> Exit {
        if self.check && changed {
            Exit::Found
        } else {
            Exit::Done
        }
    }

    /// Refuses to print several notes in a row as if they were one.
    pub(crate) fn accept(self, notes: &[NoteFile]) -> Result<(), CliError> {
        self.accept_count(notes.len())
    }

    /// Refuses to print another number of notes than one.
    pub(crate) fn accept_count(self, notes: usize) -> Result<(), CliError> {
        Ok(self.mode().check_count(notes)?)
    }

    /// Writes or prints an applied change of a note.
    pub(crate) fn put(
        self,
        cx: &Context,
        note: &NoteFile,
        applied: &Applied,
    ) -> Result<(), CliError> {
        match note.path().filter(|_| self.in_place()) {
            Some(path) => {
                cx.workspace
                    .commit(&NoteChange::applied(path, &note.bytes, applied))?;
                Ok(())
            }
            None => self.print(cx, note.path(), &note.bytes, applied.note.bytes()),
        }
    }

    /// Prints a note that stays as it is, if a changed one would be printed.
    pub(crate) fn print_unchanged(self, cx: &Context, note: &NoteFile) -> Result<(), CliError> {
        match note.path().filter(|_| self.in_place()) {
            Some(_) => Ok(()),
            None => self.print(cx, note.path(), &note.bytes, &note.bytes),
        }
    }

    /// Prints the changed note or the change, as requested.
    pub(crate) fn print(
        self,
        cx: &Context,
        path: Option<&Path>,
        old: &[u8],
        new: &[u8],
    ) -> Result<(), CliError> {
        match self.mode() {
            _ if cx.ui.json => Ok(()),
            WriteMode::Check => Ok(()),
            WriteMode::Diff => {
                let name = cx
                    .workspace
                    .vault
                    .name_below_root(path.unwrap_or(Path::new("-")));
                cx.ui.content(&kbnote_note::diff::patch(old, new, name))
            }
            WriteMode::InPlace | WriteMode::Stdout => cx.ui.content(new),
        }
    }
}
