//! What is known of the notes of a vault.

use std::path::PathBuf;

use kbnote_note::{LinkPaths, NoteSummary, NotesFolder, Resolver};

use crate::FileError;

/// The index of all notes of a vault, in order of their paths.
#[derive(Debug)]
pub struct VaultIndex {
    pub(super) notes: Vec<IndexedNote>,
    pub(super) others: Vec<String>,
    pub(super) folder: NotesFolder,
    pub(super) unreadable: Vec<FileError>,
    pub(super) fingerprint: u64,
    pub(super) reread_count: usize,
}

/// A note in the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedNote<S = NoteSummary> {
    /// Its file.
    pub path: PathBuf,
    /// Its path relative to the folder of the notes, without `.md`, joined by `/`.
    pub name: String,
    /// The length of the file in bytes.
    pub size: u64,
    /// A hash of its bytes, to detect changes, not forgery.
    pub hash: u64,
    /// Its title, headings and links.
    pub summary: S,
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
            .with_folder(&self.folder)
    }

    /// A fingerprint that changes if any note is added, removed, renamed or edited.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The number of notes that were read; the others were in the cache.
    #[must_use]
    pub const fn reread_count(&self) -> usize {
        self.reread_count
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
