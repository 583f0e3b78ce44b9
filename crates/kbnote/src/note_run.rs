//! A run over notes: which of them failed, and what is told of all.

use kbnote_app::{
    Error, ErrorKind, NoteFile, Unclickable, Unreadable, no_video_id, reread_written_note,
};
use serde::Serialize;

use crate::context::Context;
use crate::documents::{NoteEntry, NotesDocument};
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::count;
use crate::write_args::WriteArgs;

/// Does once more, with the note as it is now, what failed because another kbnote wrote the note meanwhile.
pub(crate) fn once_more_if_written(
    cx: &Context,
    file: &NoteFile,
    done: Result<(), CliError>,
    again: impl FnOnce(&NoteFile) -> Result<(), CliError>,
) -> Result<(), CliError> {
    if !is_conflict(&done) {
        return done;
    }
    match reread_written_note(&cx.workspace, file)? {
        Some(file) => again(&file).map_err(retry_later),
        None => done,
    }
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

/// What became of the notes that a command was given, each with an entry in the document of the run.
pub(crate) struct NoteRun<'a, E> {
    cx: &'a Context,
    note_count: usize,
    changed: usize,
    failed: usize,
    entries: Vec<NoteEntry<E>>,
}

impl<'a, E: Serialize> NoteRun<'a, E> {
    /// A run over so many notes.
    pub(crate) fn new(cx: &'a Context, note_count: usize) -> Self {
        Self {
            cx,
            note_count,
            changed: 0,
            failed: 0,
            entries: Vec::new(),
        }
    }

    pub(crate) fn is_on_one_note(&self) -> bool {
        self.note_count == 1
    }

    pub(crate) fn count_changed(&mut self, changed: bool) {
        self.changed += usize::from(changed);
    }

    /// Adds a note to the document of the run.
    pub(crate) fn enter(&mut self, entry: E) {
        self.entries.push(NoteEntry::Done(entry));
    }

    /// Continues with the next note, unless the failure of this one is that of the run: another kbnote
    /// that continues writing would make each further note wait in vain.
    pub(crate) fn go_on(
        &mut self,
        file: &NoteFile,
        done: Result<(), CliError>,
    ) -> Result<(), CliError> {
        match done {
            Err(error) if self.is_on_one_note() || is_busy(&error) => return Err(error),
            Err(error) => self.failed(&file.shown(), &error.app()?),
            Ok(()) => {}
        }
        Ok(())
    }

    /// Passes over a note that is on no video, unless nothing else was asked for.
    pub(crate) fn without_video(&self, file: &NoteFile) -> Result<(), CliError> {
        if self.is_on_one_note() {
            Err(no_video_id(&file.shown()).into())
        } else {
            Ok(())
        }
    }

    /// Tells of the notes that could not be read.
    pub(crate) fn unreadable(&mut self, notes: &[Unreadable]) {
        for note in notes {
            self.failed(&note.path, &note.error);
        }
    }

    fn failed(&mut self, shown: &str, error: &Error) {
        self.failed += 1;
        if self.cx.ui.json {
            self.entries.push(NoteEntry::failed(shown, error));
        } else {
            self.cx.ui.error(&error.with_note(shown));
        }
    }

    /// A line on a note; on standard error if the note itself is printed.
    pub(crate) fn line(
        &self,
        write: WriteArgs,
        file: &NoteFile,
        text: String,
    ) -> Result<(), CliError> {
        if write.prints_note() || file.path().is_none() {
            self.cx.ui.say(text);
            return Ok(());
        }
        self.cx.ui.line(text)
    }

    /// `12 notes: 3 changed, 0 failed`, where there are several.
    pub(crate) fn tell_counts(&self, write: WriteArgs) {
        if self.is_on_one_note() {
            return;
        }
        let verb = if write.in_place() {
            "changed"
        } else {
            "would change"
        };
        let (notes, changed, failed) = (count(self.note_count, "note"), self.changed, self.failed);
        self.cx
            .ui
            .say(format_args!("{notes}: {changed} {verb}, {failed} failed"));
    }

    /// Prints the document of the run.
    pub(crate) fn document(&mut self, schema: &'static str) -> Result<(), CliError> {
        let notes = std::mem::take(&mut self.entries);
        self.cx.ui.document(&NotesDocument { schema, notes })
    }

    pub(crate) fn has_changes(&self) -> bool {
        self.changed > 0
    }

    pub(crate) fn has_failures(&self) -> bool {
        self.failed > 0
    }

    /// How the run ends.
    pub(crate) fn exit(&self, write: WriteArgs) -> Exit {
        if self.has_failures() {
            Exit::Found
        } else {
            write.exit(self.changed > 0)
        }
    }
}

/// Says that new anchors cannot be clicked, and what to do.
pub(crate) fn say_unclickable(cx: &Context, unclickable: &Unclickable) {
    let style = cx.workspace.vault.settings().anchor.style().name();
    cx.ui.say(format_args!(
        "{} cannot be clicked: no address of `{}` is known for anchors in the style `{style}`",
        count(unclickable.anchors, "anchor"),
        unclickable.video
    ));
    cx.ui.hint(format_args!(
        "{}; then `kbnote convert NOTE --anchors {style}`",
        unclickable.next_step()
    ));
}

/// Whether another kbnote continues writing.
fn is_busy(error: &CliError) -> bool {
    error.error().is_some_and(|error| error.code() == "busy")
}
