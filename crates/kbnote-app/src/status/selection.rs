//! The notes of a vault that are looked at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use kbnote_vault::{IndexedNote, VaultIndex};

use super::note_status::NoteStatus;
use crate::{Error, Workspace};

/// The notes that are looked at.
pub(super) struct Selection<'a> {
    pub(super) notes: Vec<&'a IndexedNote>,
    /// Their files, if not all of the vault are looked at.
    pub(super) only: Option<BTreeSet<PathBuf>>,
}

impl<'a> Selection<'a> {
    pub(super) fn new(
        workspace: &Workspace,
        index: &'a VaultIndex,
        paths: &[PathBuf],
    ) -> Result<Self, Error> {
        if paths.is_empty() {
            return Ok(Self {
                notes: index.notes().iter().collect(),
                only: None,
            });
        }
        let (files, mut unreadable) = workspace.list_notes(paths);
        if let Some(missing) = unreadable.pop() {
            return Err(missing.error);
        }
        let names = files
            .iter()
            .filter_map(|path| workspace.vault.note_name(path));
        let names: BTreeSet<String> = names.collect();
        let notes = index
            .notes()
            .iter()
            .filter(|note| names.contains(&note.name));
        let notes: Vec<&IndexedNote> = notes.collect();
        let only = notes.iter().map(|note| note.path.clone()).collect();
        Ok(Self {
            notes,
            only: Some(only),
        })
    }

    pub(super) fn without_recording(&self, on_recordings: &BTreeMap<PathBuf, NoteStatus>) -> usize {
        let is_on_none = |note: &&&IndexedNote| {
            !note.is_index()
                && note.summary.video.is_none()
                && !on_recordings.contains_key(&note.path)
        };
        self.notes.iter().filter(is_on_none).count()
    }
}
