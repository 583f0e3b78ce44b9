//! What a rename changes.

use std::path::{Path, PathBuf};

use crate::RecordFileChange;

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
    /// The records of index notes that change.
    pub records: &'a [RecordFileChange],
}
