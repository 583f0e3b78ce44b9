//! The files of a vault by number: notes first, then the others.

use std::collections::HashMap;

use super::Outcome;

/// The files that have one name.
pub(super) type Table = HashMap<Box<str>, Vec<u32>>;

#[derive(Clone, Debug)]
pub(super) struct Files {
    notes: Vec<String>,
    others: Vec<String>,
}

impl Files {
    pub(super) fn new<S: Into<String>, T: Into<String>>(
        notes: impl IntoIterator<Item = S>,
        others: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            notes: notes.into_iter().map(Into::into).collect(),
            others: others.into_iter().map(Into::into).collect(),
        }
    }

    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Each note's name with its number.
    pub(super) fn numbered_notes(&self) -> impl Iterator<Item = (u32, &str)> {
        (0u32..).zip(self.notes.iter().map(String::as_str))
    }

    /// Each other file's path with its number.
    pub(super) fn numbered_others(&self) -> impl Iterator<Item = (u32, &str)> {
        let first = u32::try_from(self.notes.len()).unwrap_or(u32::MAX);
        (first..).zip(self.others.iter().map(String::as_str))
    }

    /// The name of a note, or the path of another file.
    pub(super) fn path(&self, file: u32) -> &str {
        let file = file as usize;
        match file.checked_sub(self.notes.len()) {
            None => &self.notes[file],
            Some(other) => &self.others[other],
        }
    }

    pub(super) fn is_note(&self, file: u32) -> bool {
        (file as usize) < self.notes.len()
    }

    /// The outcome where all of these files, and no others, are meant.
    pub(super) fn outcome(&self, files: &[u32]) -> Outcome {
        match files {
            [] => Outcome::Missing,
            [only] if self.is_note(*only) => Outcome::Note(*only as usize),
            [_] => Outcome::File,
            several => {
                let notes = several.iter().copied().filter(|&file| self.is_note(file));
                Outcome::Ambiguous(notes.map(|note| note as usize).collect())
            }
        }
    }
}

/// The last part of a path.
pub(super) fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The path without its last part; empty at the root.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

pub(super) fn add(table: &mut Table, key: &str, file: u32) {
    match table.get_mut(key) {
        Some(files) => files.push(file),
        None => drop(table.insert(key.into(), vec![file])),
    }
}
