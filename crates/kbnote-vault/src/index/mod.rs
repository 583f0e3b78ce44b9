//! The index of a vault: what its notes are called, and what they link to.
//!
//! [`Vault::index`] reads only the notes that have changed. What it knows of the others lies in
//! `.kbnote/cache/notes.idx`; without that file, or if it is damaged or another version's, all are
//! read, and the answer is the same.

mod cache;
mod names;
mod read;
mod stamp;

use std::path::PathBuf;
use std::time::SystemTime;

use kbnote_note::{LinkPaths, NoteSummary, Resolver};

pub use self::names::{NamedNote, VaultNames};
pub use self::read::content_hash;
use crate::{FileError, NotesError, Vault};

/// What is known of all notes of a vault, in order of their paths.
#[derive(Debug)]
pub struct VaultIndex {
    notes: Vec<IndexedNote>,
    others: Vec<String>,
    unreadable: Vec<FileError>,
    fingerprint: u64,
    read_anew: usize,
}

/// What is known of one note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedNote<S = NoteSummary> {
    /// Its file.
    pub path: PathBuf,
    /// Its path below the folder of the notes, without `.md`, parts joined by `/`.
    pub name: String,
    /// The length of the file in bytes.
    pub size: u64,
    /// A hash of its bytes. Good for telling whether a note has changed, not against forgery.
    pub hash: u64,
    /// Its title, headings and links.
    pub summary: S,
}

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

impl VaultIndex {
    /// The notes, in order of their paths.
    #[must_use]
    pub fn notes(&self) -> &[IndexedNote] {
        &self.notes
    }

    /// The files below the folder of the notes that are none, by their paths below it, in order.
    #[must_use]
    pub fn other_files(&self) -> &[String] {
        &self.others
    }

    /// Why some notes could not be read, and are missing from [`Self::notes`].
    #[must_use]
    pub fn unreadable(&self) -> &[FileError] {
        &self.unreadable
    }

    /// Where links between these notes lead. Its numbers are those of [`Self::notes`].
    #[must_use]
    pub fn resolver(&self, paths: LinkPaths) -> Resolver {
        let names = self.notes.iter().map(|note| note.name.as_str());
        let notes = self.notes.iter().enumerate();
        let aliases = notes.flat_map(|(number, note)| {
            let aliases = note.summary.aliases.iter();
            aliases.map(move |alias| (number, alias.as_str()))
        });
        Resolver::with_files(names, self.others.iter().map(String::as_str), paths)
            .with_aliases(aliases)
    }

    /// A number that is another one if any note was added, removed, renamed or edited.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// How many notes had to be read; the others were known.
    #[must_use]
    pub const fn read_anew(&self) -> usize {
        self.read_anew
    }
}

impl IndexedNote {
    /// The file name without `.md`: what a wikilink names.
    #[must_use]
    pub fn base_name(&self) -> &str {
        self.name.rsplit('/').next().unwrap_or(&self.name)
    }

    /// Whether it is the index note of its folder: `channel/channel.md`.
    #[must_use]
    pub fn is_index(&self) -> bool {
        crate::notes::is_index_name(&self.name)
    }
}

#[cfg(test)]
mod tests;
