//! The only way to write notes, shared by all commands and the page.
//!
//! First all that takes time is done without the vault's lock: the new text and the new state are
//! written beside their places and flushed. Then, under the lock: the note is read again and compared
//! with what was read at first; what undoes the change is recorded, the state pending, the text
//! swapped in. The displaced text is looked at; if it is not what was read, it goes back: the
//! author's text always wins. Then the state holds. Before the lock is released the displaced file is
//! looked at once more, when no editor has it open any longer.
//!
//! Whenever the run is killed, the note is old or new, and its state matches.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kbnote_core::Fingerprint;
use kbnote_note::{Note, NoteState, is_utf16};

use crate::notice::Notice;
use crate::staging::StagedFile;
use crate::state::StagedState;
use crate::undo::{NoteChange, RecordEntry, Stack};
use crate::{FileError, RecordFileChange, Vault, WriteError, files};

mod commit;
mod run;
mod take_back;
mod transcript;

use commit::Commit;
use run::{Origin, Run};

/// Writes the notes of a run, so that the run can be undone.
#[derive(Debug)]
pub struct NoteWriter {
    origin: Origin,
    run: Mutex<Run>,
}

impl NoteWriter {
    /// The writer of a run of this command.
    #[must_use]
    pub fn new(command: &str) -> Self {
        let mut writer = Self::for_stack(command, Stack::Undo);
        writer.origin.is_new_work = true;
        writer
    }

    /// The writer of a run of this command that is recorded on this stack.
    pub(crate) fn for_stack(command: &str, stack: Stack) -> Self {
        let origin = Origin {
            command: command.to_owned(),
            stack,
            is_new_work: false,
        };
        Self {
            origin,
            run: Mutex::default(),
        }
    }

    /// The command that writes.
    #[must_use]
    pub fn command(&self) -> &str {
        &self.origin.command
    }

    /// Makes later writes depend on the names of the vault's notes, which are about to be read:
    /// after a rename nothing more is written.
    pub fn depend_on_names(&self, vault: &Vault) {
        // If it cannot be read, nothing can be written either.
        let renames = vault.rename_count().ok();
        let mut run = self.run();
        run.renames = run.renames.or(renames);
    }

    /// Announces a change of the record of an index note, which is undone with the next write of that
    /// note.
    pub fn expect_index_record(&self, note: &Path, change: &RecordFileChange) {
        let entry = RecordEntry::of(change);
        self.run().index_records.insert(note.to_owned(), entry);
    }

    /// Takes the notices on the writes so far.
    #[must_use]
    pub fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.run().notices)
    }

    /// Replaces the bytes that were read with `new`, and sets the state; returns whether the note
    /// changed.
    ///
    /// # Errors
    /// If the note changed since it was read, is in UTF-16 or read-only, or a file cannot be written.
    pub fn replace(
        &self,
        vault: &Vault,
        note: &Path,
        old: &[u8],
        new: &[u8],
        state: Option<&NoteState>,
    ) -> Result<bool, WriteError> {
        vault.check_note_access(note)?;
        let state = state.map(|state| state_of(state, new));
        if old == new {
            if let Some(state) = state {
                self.write_state(vault, note, old, &state, Undoable::No)?;
            }
            return Ok(false);
        }
        if is_utf16(old) {
            let path = note.to_owned();
            return Err(WriteError::Utf16 { path });
        }
        if files::is_read_only(note) {
            let path = note.to_owned();
            return Err(WriteError::ReadOnly { path });
        }
        check_name(note)?;
        if files::read(note)? != old {
            return Err(WriteError::changed(note));
        }
        let commit = Commit::new(&self.origin, vault, note, (old, new));
        let mut run = self.run();
        let state = commit.stage_state(&mut run, state.as_ref())?;
        let text = commit.stage(&mut run)?;
        let lock = run.lock(vault, &self.origin.command, note)?;
        commit.carry_out(&mut run, &lock, text, state)?;
        Ok(true)
    }

    /// Records decisions of the author on an unchanged note; returns whether they are new. It can
    /// be undone like a write.
    ///
    /// # Errors
    /// If the note changed since it was read, or a file cannot be written.
    pub fn record_decision(
        &self,
        vault: &Vault,
        note: &Path,
        bytes: &[u8],
        state: &NoteState,
    ) -> Result<bool, WriteError> {
        vault.check_note_access(note)?;
        check_name(note)?;
        let state = state_of(state, bytes);
        self.write_state(vault, note, bytes, &state, Undoable::Yes)
    }

    /// Creates a note with its state.
    ///
    /// # Errors
    /// If it exists, or a file cannot be written. No note is created without its state.
    pub fn create(
        &self,
        vault: &Vault,
        note: &Path,
        new: &[u8],
        state: Option<&NoteState>,
    ) -> Result<(), WriteError> {
        vault.check_note_access(note)?;
        if std::fs::symlink_metadata(note).is_ok() {
            let path = note.to_owned();
            return Err(FileError::Exists { path }.into());
        }
        let mut run = self.run();
        let staging = run.staging(vault)?;
        let text = staging.stage(note, new, note)?;
        let state = state.map(|state| state_of(state, new));
        let state = state.map(|state| vault.stage_state(note, &state, staging));
        let state = match state.transpose()?.flatten() {
            Some(state) => StagedState::Announced(state),
            None => StagedState::SummaryPart,
        };
        let _lock = run.lock(vault, &self.origin.command, note)?;
        vault.set_state_aside(note)?;
        self.place(&mut run, vault, note, new, text, state)
    }

    /// Moves a new note to its path, which must be free, and commits its state.
    fn place(
        &self,
        run: &mut Run,
        vault: &Vault,
        note: &Path,
        new: &[u8],
        text: StagedFile,
        state: StagedState,
    ) -> Result<(), WriteError> {
        let (old, new) = (None, Some(new));
        run.record(vault, &self.origin, NoteChange { note, old, new })?;
        let placed = vault
            .set_pending_state(note, state)
            .map_err(WriteError::from)
            .and_then(|rest| Ok(text.move_to_free(note).map(|()| rest)?));
        match placed {
            Ok(rest) => Ok(rest.settle(vault, note)?),
            Err(error) => {
                run.void_record()?;
                vault.withdraw_pending_state(note)?;
                Err(error)
            }
        }
    }

    /// Writes the state of a note with these bytes; returns whether it changed.
    fn write_state(
        &self,
        vault: &Vault,
        note: &Path,
        bytes: &[u8],
        state: &NoteState,
        undoable: Undoable,
    ) -> Result<bool, WriteError> {
        if vault.own_state(note)?.as_ref() == Some(state) {
            return Ok(false);
        }
        let mut run = self.run();
        let staged = vault.stage_state(note, state, run.staging(vault)?)?;
        let _lock = run.lock(vault, &self.origin.command, note)?;
        if files::read(note)? != bytes {
            return Err(WriteError::changed(note));
        }
        vault.adopt_state(note)?;
        if undoable == Undoable::Yes {
            let (old, new) = (Some(bytes), Some(bytes));
            run.record(vault, &self.origin, NoteChange { note, old, new })?;
        }
        let state = staged.map_or(StagedState::SummaryPart, StagedState::Announced);
        vault.set_pending_state(note, state)?.settle(vault, note)?;
        Ok(true)
    }

    fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn check_name(note: &Path) -> Result<(), WriteError> {
    let is_utf8 = note.to_str().is_some();
    is_utf8.then_some(()).ok_or_else(|| WriteError::Name {
        path: note.to_owned(),
    })
}

/// Whether `kbnote undo` can undo a write.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Undoable {
    Yes,
    No,
}

/// The state of a note with these bytes.
fn state_of(state: &NoteState, note: &[u8]) -> NoteState {
    NoteState {
        note: Some(Fingerprint::of(note).to_string()),
        video: Note::parse(note).video_id(),
        ..state.clone()
    }
}

#[cfg(test)]
mod model_test;

#[cfg(test)]
mod tests;
