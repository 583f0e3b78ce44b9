//! A vault for the tests.

use std::path::Path;

use crate::Vault;
use crate::staging::StagingList;
use crate::state::StagedState;
use kbnote_note::NoteState;

/// An empty vault, in a folder that goes with the first value.
pub(crate) fn vault() -> (tempfile::TempDir, Vault) {
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::open(dir.path()).unwrap();
    let vault = vault.with_state_home(&dir.path().join(".state"));
    (dir, vault)
}

/// Writes the state of a note, whatever the note is.
pub(crate) fn write_state(vault: &Vault, note: &Path, state: &NoteState) {
    let mut list = StagingList::begin(vault).unwrap();
    let staged = vault.stage_state(note, state, &mut list).unwrap();
    if let Some(staged) = staged {
        staged.move_to(&vault.state_path(note).unwrap()).unwrap();
        vault.withdraw_pending_state(note).unwrap();
    }
}

/// Leaves the state of a note waiting, as a run that was killed does.
pub(crate) fn set_pending_state(vault: &Vault, note: &Path, state: &NoteState) {
    let mut list = StagingList::begin(vault).unwrap();
    let staged = vault.stage_state(note, state, &mut list).unwrap().unwrap();
    vault
        .set_pending_state(note, StagedState::Announced(staged))
        .unwrap();
}
