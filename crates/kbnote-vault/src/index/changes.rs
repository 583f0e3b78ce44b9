//! How two states of a vault differ.

use std::collections::BTreeMap;

use super::VaultIndex;

/// What has changed in a vault since an earlier state of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The notes that are new, as numbers into [`VaultIndex::notes`].
    pub added: Vec<usize>,
    /// The notes whose bytes are others.
    pub edited: Vec<usize>,
    /// The names of the notes that are gone.
    pub removed: Vec<String>,
}

impl VaultIndex {
    /// What has changed since a state of which the names and hashes of all notes are known. A note
    /// that was renamed counts as removed and added.
    #[must_use]
    pub fn changes_since<'a>(&self, earlier: impl IntoIterator<Item = (&'a str, u64)>) -> Changes {
        let mut earlier: BTreeMap<&str, u64> = earlier.into_iter().collect();
        let mut changes = Changes::default();
        for (number, note) in self.notes.iter().enumerate() {
            match earlier.remove(note.name.as_str()) {
                None => changes.added.push(number),
                Some(hash) if hash != note.hash => changes.edited.push(number),
                Some(_) => {}
            }
        }
        changes.removed = earlier.into_keys().map(str::to_owned).collect();
        changes
    }
}
