//! What a rename changes.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// A changed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedNote {
    /// Its file.
    pub path: PathBuf,
    /// The bytes that were read.
    pub old: Vec<u8>,
    /// Its new bytes.
    pub new: Vec<u8>,
}

/// The entry of a renamed note in the record of its channel index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenamedEntry {
    /// The name of the index note.
    pub index: String,
    /// The old name of the note.
    pub old: String,
    /// Its new name.
    pub new: String,
    /// The new display text of the entry.
    pub display: String,
}

/// A note with its new path, possibly the same, and notes with new bytes, possibly including it.
#[derive(Clone, Copy, Debug)]
pub struct Rename<'a> {
    /// The command that it is recorded under.
    pub command: &'a str,
    /// The note.
    pub from: &'a Path,
    /// Its new path.
    pub to: &'a Path,
    /// The notes whose text changes.
    pub notes: &'a [ChangedNote],
    /// The entry in the record of the channel index.
    pub entry: Option<&'a RenamedEntry>,
}
