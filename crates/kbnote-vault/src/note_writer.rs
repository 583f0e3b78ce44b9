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

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use kbnote_core::Fingerprint;
use kbnote_note::{Note, NoteState, is_utf16};

use crate::notice::Notice;
use crate::staging::{StagedFile, StagingList};
use crate::state::{PendingState, StagedState};
use crate::swap::{Outcome, Swap, rename_to_free};
use crate::undo::{NoteChange, RecordEntry, RunLog, Stack};
use crate::write_lock::VaultLock;
use crate::writers::wait_until_closed;
use crate::{FileError, RecordFileChange, Vault, WriteError, files};

mod transcript;

/// Writes the notes of a run, so that the run can be undone.
#[derive(Debug)]
pub struct NoteWriter {
    command: String,
    stack: Stack,
    /// Whether it makes new changes, which discard the redo stack.
    is_new_work: bool,
    run: Mutex<Run>,
}

/// The writes of a run so far.
#[derive(Debug, Default)]
struct Run {
    /// Created at the first write.
    log: Option<RunLog>,
    /// Created at the first staged file.
    staging: Option<StagingList>,
    /// The number of renames when the names were read that the texts of the run depend on.
    renames: Option<u64>,
    /// Changes of the records of index notes that are recorded with the next write of the note.
    index_records: BTreeMap<PathBuf, RecordEntry>,
    notices: Vec<Notice>,
}

impl NoteWriter {
    /// The writer of a run of this command.
    #[must_use]
    pub fn new(command: &str) -> Self {
        Self {
            is_new_work: true,
            ..Self::for_stack(command, Stack::Undo)
        }
    }

    /// The writer of a run of this command that is recorded on this stack.
    pub(crate) fn for_stack(command: &str, stack: Stack) -> Self {
        Self {
            command: command.to_owned(),
            stack,
            is_new_work: false,
            run: Mutex::default(),
        }
    }

    /// The command that writes.
    #[must_use]
    pub fn command(&self) -> &str {
        &self.command
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
        let commit = self.commit(vault, note, (old, new));
        let mut run = self.run();
        let state = commit.stage_state(&mut run, state.as_ref())?;
        let text = commit.stage(&mut run)?;
        let lock = run.lock(vault, &self.command, note)?;
        commit.carry_out(&mut run, &lock, text, state)?;
        Ok(true)
    }

    fn commit<'a>(
        &'a self,
        vault: &'a Vault,
        note: &'a Path,
        (old, new): (&'a [u8], &'a [u8]),
    ) -> Commit<'a> {
        Commit {
            writer: self,
            vault,
            note,
            target: files::resolve_symlink(note),
            old,
            new,
        }
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
        let _lock = run.lock(vault, &self.command, note)?;
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
        run.record(vault, self, NoteChange { note, old, new })?;
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

    /// Restores the old text and state of a note.
    pub(crate) fn restore(
        &self,
        vault: &Vault,
        lock: &VaultLock,
        note: &Path,
        (now, old): (&[u8], &[u8]),
        state: Option<&[u8]>,
    ) -> Result<(), WriteError> {
        vault.check_note_access(note)?;
        let mut run = self.run();
        if now == old {
            let (old, new) = (Some(now), Some(now));
            run.record(vault, self, NoteChange { note, old, new })?;
            return Ok(vault.restore_state(note, state)?);
        }
        let commit = self.commit(vault, note, (now, old));
        let text = commit.stage(&mut run)?;
        let state = vault.stage_old_state(note, state, run.staging(vault)?)?;
        commit.carry_out(&mut run, lock, text, state)
    }

    /// Creates a removed note again, with its state.
    pub(crate) fn recreate(
        &self,
        vault: &Vault,
        _lock: &VaultLock,
        note: &Path,
        old: &[u8],
        state: Option<&[u8]>,
    ) -> Result<(), WriteError> {
        vault.check_note_access(note)?;
        let mut run = self.run();
        let text = run.staging(vault)?.stage(note, old, note)?;
        let state = vault.stage_old_state(note, state, run.staging(vault)?)?;
        self.place(&mut run, vault, note, old, text, state)
    }

    /// Removes a note, keeping its text, and restores the previous state at its path.
    pub(crate) fn remove(
        &self,
        vault: &Vault,
        _lock: &VaultLock,
        note: &Path,
        now: &[u8],
        state: Option<&[u8]>,
    ) -> Result<(), WriteError> {
        vault.check_note_access(note)?;
        vault.keep_text(note, now)?;
        let mut run = self.run();
        let aside = run.staging(vault)?.will_remove(note, now)?;
        let (old, new) = (Some(now), None);
        run.record(vault, self, NoteChange { note, old, new })?;
        let failed = |source| unwritable(note, source);
        rename_to_free(note, &aside).map_err(failed)?;
        let is_closed = wait_until_closed(&aside).map_err(failed)?;
        let found = files::read(&aside)?;
        if is_closed && found == now {
            files::remove(&aside)?;
            vault.restore_state(note, state)?;
            vault.remove_emptied_folders(note);
            return Ok(());
        }
        run.void_record()?;
        if rename_to_free(&aside, note).is_err() {
            let kept = vault.keep_text(note, &found)?;
            files::remove(&aside)?;
            let note = note.to_owned();
            run.notices.push(Notice::TextKept { note, kept });
        }
        Err(WriteError::changed(note))
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
        let _lock = run.lock(vault, &self.command, note)?;
        if files::read(note)? != bytes {
            return Err(WriteError::changed(note));
        }
        vault.adopt_state(note)?;
        if undoable == Undoable::Yes {
            let (old, new) = (Some(bytes), Some(bytes));
            run.record(vault, self, NoteChange { note, old, new })?;
        }
        let state = staged.map_or(StagedState::SummaryPart, StagedState::Announced);
        vault.set_pending_state(note, state)?.settle(vault, note)?;
        Ok(true)
    }

    fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Vault {
    /// Removes the folders that are empty since a note is gone, and those of its state.
    fn remove_emptied_folders(&self, note: &Path) {
        files::remove_emptied_folders(note, &self.notes_dir());
        if let Some(state) = self.state_path(note) {
            files::remove_emptied_folders(&state, &self.states_dir());
        }
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

impl Run {
    fn staging(&mut self, vault: &Vault) -> Result<&mut StagingList, FileError> {
        Ok(match &mut self.staging {
            Some(list) => list,
            none => none.insert(StagingList::begin(vault)?),
        })
    }

    fn lock(&mut self, vault: &Vault, command: &str, note: &Path) -> Result<VaultLock, WriteError> {
        let mut lock = vault.lock(command)?;
        self.notices.append(&mut lock.notices);
        let renames = vault.rename_count()?;
        if self.renames.is_some_and(|known| known != renames) {
            Err(WriteError::Renamed {
                path: note.to_owned(),
            })
        } else {
            Ok(lock)
        }
    }

    /// Records the undo entry of a change that is about to be made.
    fn record(
        &mut self,
        vault: &Vault,
        writer: &NoteWriter,
        change: NoteChange<'_>,
    ) -> Result<(), WriteError> {
        let state = vault.state_bytes(change.note)?;
        let index_record = self.index_records.remove(change.note);
        let log = self.log(vault, writer)?;
        if let Some(entry) = index_record {
            log.record_index(&entry)?;
        }
        Ok(log.record(vault, change, state.as_deref())?)
    }

    /// The log of the run, begun at its first write.
    fn log(&mut self, vault: &Vault, writer: &NoteWriter) -> Result<&mut RunLog, FileError> {
        Ok(match &mut self.log {
            Some(log) => log,
            none => {
                if writer.is_new_work {
                    vault.forget_redo()?;
                }
                none.insert(RunLog::begin(vault, writer.stack, &writer.command)?)
            }
        })
    }

    /// Removes the last record: its change was not made.
    fn void_record(&mut self) -> Result<(), FileError> {
        match &mut self.log {
            Some(log) => log.void_last(),
            None => Ok(()),
        }
    }
}

/// A change of a note that is about to be made.
struct Commit<'a> {
    writer: &'a NoteWriter,
    vault: &'a Vault,
    note: &'a Path,
    /// The target of the note's path, if that is a symbolic link.
    target: PathBuf,
    old: &'a [u8],
    new: &'a [u8],
}

impl Commit<'_> {
    fn stage(&self, run: &mut Run) -> Result<StagedFile, WriteError> {
        let staging = run.staging(self.vault)?;
        Ok(staging.stage(&self.target, self.new, &self.target)?)
    }

    fn stage_state(
        &self,
        run: &mut Run,
        state: Option<&NoteState>,
    ) -> Result<StagedState, WriteError> {
        let Some(state) = state else {
            return Ok(StagedState::SummaryPart);
        };
        let staging = run.staging(self.vault)?;
        let staged = self.vault.stage_state(self.note, state, staging)?;
        Ok(staged.map_or(StagedState::SummaryPart, StagedState::Announced))
    }

    /// Makes the change, unless the note changed since it was read.
    fn carry_out(
        &self,
        run: &mut Run,
        _lock: &VaultLock,
        text: StagedFile,
        state: StagedState,
    ) -> Result<(), WriteError> {
        let Self { vault, note, .. } = *self;
        let swap = Swap {
            staged: text.path(),
            target: &self.target,
            old: self.old,
            new: self.new,
        };
        if files::resolve_symlink(note) != self.target || files::read(note)? != self.old {
            return Err(WriteError::changed(note));
        }
        vault.adopt_state(note)?;
        let known = vault.state_bytes(note)?;
        let (old, new) = (Some(self.old), Some(self.new));
        run.record(vault, self.writer, NoteChange { note, old, new })?;
        let pending = vault
            .set_pending_state(note, state)
            .and_then(|rest| Ok(run.staging(vault)?.will_swap(&swap).map(|()| rest)?));
        let rest = match pending {
            Ok(rest) => rest,
            Err(error) => {
                run.void_record()?;
                vault.withdraw_pending_state(note)?;
                return Err(error.into());
            }
        };
        let outcome = match swap_and_commit(vault, note, &swap, rest) {
            Ok(outcome) => outcome,
            Err(error) => {
                // What the staged file holds by now is looked at by the next run, as if this one
                // had been killed.
                run.staging(vault)?.leave_to_next_run();
                text.keep();
                return Err(error);
            }
        };
        if outcome == Outcome::Done {
            return Ok(());
        }
        run.void_record()?;
        vault.restore_state(note, known.as_deref())?;
        if outcome == Outcome::ChangedTwice {
            let kept = vault.keep_text(note, &files::read(text.path())?)?;
            let note = note.to_owned();
            run.notices.push(Notice::TextKept { note, kept });
        }
        Err(refusal(&outcome, note))
    }
}

/// Why a note keeps the author's text.
fn refusal(outcome: &Outcome, note: &Path) -> WriteError {
    if *outcome == Outcome::KeptOpen {
        let path = note.to_owned();
        WriteError::KeptOpen { path }
    } else {
        WriteError::changed(note)
    }
}

/// Swaps the text in, commits the new state, and checks the displaced text again.
fn swap_and_commit(
    vault: &Vault,
    note: &Path,
    swap: &Swap<'_>,
    state: PendingState,
) -> Result<Outcome, WriteError> {
    let failed = |source| unwritable(note, source);
    match swap.carry_out().map_err(failed)? {
        Outcome::Done => {
            state.settle(vault, note)?;
            Ok(swap.check_again().map_err(failed)?)
        }
        outcome => Ok(outcome),
    }
}

fn unwritable(note: &Path, source: std::io::Error) -> FileError {
    FileError::Write {
        path: note.to_owned(),
        source,
    }
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
