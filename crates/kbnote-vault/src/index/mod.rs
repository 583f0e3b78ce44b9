//! The index of a vault: what its notes are called, and what they link to.
//!
//! [`Vault::index`] reads only the notes that have changed. What it knows of the others lies in
//! `.kbnote/cache/notes.idx`; without that file, or if it is damaged or another version's, all are
//! read, and the answer is the same.

mod cache;
mod hash;
mod names;
mod read;
mod stamp;
mod vault_index;

use std::time::SystemTime;

pub use self::hash::content_hash;
pub use self::names::{NamedNote, VaultNames};
pub use self::vault_index::{IndexedNote, VaultIndex};
use crate::{NotesError, Vault};

impl Vault {
    /// What is known of all notes of the vault.
    ///
    /// A note whose file has another size or time than in the stored index, or whose time is no
    /// older than that index by two seconds, is read again; so an edit is seen even if it is of the
    /// same length and in the same tick of the clock. On Unix the time of the last change of the
    /// file's status counts too, which no program can set back; elsewhere an edit of the same
    /// length that puts the old time back is not seen until [`Vault::index_afresh`].
    ///
    /// The index is stored if that saves reading next time. That it cannot be is no error.
    ///
    /// # Errors
    /// If the folder of the notes cannot be walked. A vault without that folder has no notes; a
    /// note that cannot be read is in [`VaultIndex::unreadable`].
    pub fn index(&self) -> Result<VaultIndex, NotesError> {
        read::index(self, read::Cache::Used, SystemTime::now())
    }

    /// What the notes of the vault are called, as [`Vault::index`] knows it.
    ///
    /// # Errors
    /// As [`Vault::index`].
    pub fn names(&self) -> Result<VaultNames, NotesError> {
        read::names(self, read::Cache::Used, SystemTime::now())
    }

    /// As [`Vault::index`], with every note read and nothing stored.
    ///
    /// # Errors
    /// As [`Vault::index`].
    pub fn index_afresh(&self) -> Result<VaultIndex, NotesError> {
        read::index(self, read::Cache::PassedBy, SystemTime::now())
    }
}

#[cfg(test)]
mod tests;
