//! The index of a vault: names and links of its notes.
//!
//! [`Vault::index`] reads only changed notes. The others are in `.kbnote/cache/notes.idx`; if that
//! file is missing, damaged or of another version, all are read, with the same result.

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
    /// Indexes all notes of the vault.
    ///
    /// A note is read again if its size or time differs from the stored index, or if its time is
    /// less than two seconds older than the index; so an edit of the same length in the same clock
    /// tick is detected. On Unix the status change time counts too, which programs cannot set;
    /// elsewhere an edit of the same length that restores the old time is not detected until
    /// [`Vault::rebuild_index`].
    ///
    /// The index is stored if that saves reading next time. Failures are ignored.
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
    pub fn rebuild_index(&self) -> Result<VaultIndex, NotesError> {
        read::index(self, read::Cache::PassedBy, SystemTime::now())
    }
}

#[cfg(test)]
mod tests;
