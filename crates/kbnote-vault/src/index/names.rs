//! The names of the notes of a vault, without their content.

use std::path::PathBuf;

use kbnote_core::Fingerprint;

use super::VaultIndex;
use super::cache::MIN_CHANGES_TO_STORE;
use super::hash;

/// The notes of a vault with name, title and content hash, in order of their paths, in half the
/// time of a [`VaultIndex`].
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
    /// Its path relative to the folder of the notes, without `.md`, joined by `/`.
    pub name: String,
    /// A hash of its bytes, to detect changes, not forgery.
    pub hash: u64,
    /// The title in its front matter; empty if it has none.
    pub title: String,
    /// Its other names.
    pub aliases: Vec<String>,
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
            aliases: note.summary.aliases,
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

    /// Whether results on all notes should be stored: for a few notes, recomputing is faster and
    /// leaves no folder.
    #[must_use]
    pub fn is_worth_storing(&self) -> bool {
        self.notes.len() >= MIN_CHANGES_TO_STORE
    }

    /// A fingerprint that changes if any note is added, removed, renamed or edited.
    #[must_use]
    pub const fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// A fingerprint that changes if any note is added, removed, renamed or retitled, or gets another alias.
    #[must_use]
    pub fn titles_fingerprint(&self) -> Fingerprint {
        let add = |all: Fingerprint, note: &NamedNote| {
            let (name, title) = (note.name.as_bytes(), note.title.as_bytes());
            let all = all.and(name).and(b"\0").and(title).and(b"\0");
            let aliases = note.aliases.iter();
            aliases.fold(all, |all, alias| all.and(b"\x01").and(alias.as_bytes()))
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
