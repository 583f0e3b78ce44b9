//! The notes of a vault by their names, without what stands in them.

use std::path::PathBuf;

use kbnote_core::Fingerprint;

use super::VaultIndex;
use super::cache::WORTH_STORING;
use super::hash;

/// The notes of a vault by name, title and content, in order of their paths: what is known of them
/// in half the time that [`VaultIndex`] takes.
#[derive(Debug, PartialEq, Eq)]
pub struct VaultNames {
    notes: Vec<NamedNote>,
    fingerprint: u64,
}

/// A note by its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedNote {
    /// Its file.
    pub path: PathBuf,
    /// Its path below the folder of the notes, without `.md`, parts joined by `/`.
    pub name: String,
    /// A hash of its bytes. Good for telling whether a note has changed, not against forgery.
    pub hash: u64,
    /// The title in its front matter; empty if it has none.
    pub title: String,
}

impl VaultNames {
    pub(super) fn new(notes: Vec<NamedNote>) -> Self {
        let hashes = notes.iter().map(|note| (note.name.as_str(), note.hash));
        Self {
            fingerprint: hash::fingerprint(hashes),
            notes,
        }
    }

    pub(super) fn of(index: VaultIndex) -> Self {
        let fingerprint = index.fingerprint;
        let named = |note: super::IndexedNote| NamedNote {
            path: note.path,
            name: note.name,
            hash: note.hash,
            title: note.summary.title,
        };
        Self {
            notes: index.notes.into_iter().map(named).collect(),
            fingerprint,
        }
    }

    /// The notes, in order of their paths.
    #[must_use]
    pub fn notes(&self) -> &[NamedNote] {
        &self.notes
    }

    /// Whether what is made of all notes should be stored: that of a few is made anew in less time,
    /// and leaves no folder behind.
    #[must_use]
    pub fn is_worth_storing(&self) -> bool {
        self.notes.len() >= WORTH_STORING
    }

    /// A number that is another one if any note was added, removed, renamed or edited.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Another one if any note was added, removed, renamed or given another title.
    #[must_use]
    pub fn called(&self) -> Fingerprint {
        let add = |all: Fingerprint, note: &NamedNote| {
            let (name, title) = (note.name.as_bytes(), note.title.as_bytes());
            all.and(name).and(b"\0").and(title).and(b"\0")
        };
        self.notes.iter().fold(Fingerprint::new(), add)
    }
}

impl NamedNote {
    /// Whether it is the index note of its folder: `channel/channel.md`.
    #[must_use]
    pub fn is_index(&self) -> bool {
        crate::notes::is_index_name(&self.name)
    }
}
