//! What `kbnote undo` and `kbnote redo` do to a note: restore its text, create it again, remove it.

use std::path::Path;

use super::NoteWriter;
use super::commit::Commit;
use crate::notice::Notice;
use crate::swap::rename_to_free;
use crate::undo::NoteChange;
use crate::write_lock::VaultLock;
use crate::writers::wait_until_closed;
use crate::{FileError, Vault, WriteError, files};

impl NoteWriter {
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
            run.record(vault, &self.origin, NoteChange { note, old, new })?;
            return Ok(vault.restore_state(note, state)?);
        }
        let commit = Commit::new(&self.origin, vault, note, (now, old));
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
        run.record(vault, &self.origin, NoteChange { note, old, new })?;
        let failed = |source| FileError::write(note, source);
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
