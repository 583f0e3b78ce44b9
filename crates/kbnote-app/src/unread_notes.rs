//! Notes of the vault that cannot be read. They are named, since statements about all notes may not
//! hold for them.

use std::path::{Path, PathBuf};

use kbnote_note::is_utf16;
use kbnote_vault::{FileError, IndexedNote, VaultIndex, files};
use rayon::prelude::*;

use crate::{Error, ErrorKind, Workspace, utf16_error};

/// A note of the vault that cannot be read.
#[derive(Clone, Debug)]
pub struct UnreadNote {
    /// Its file.
    pub path: PathBuf,
    /// Why it cannot be read.
    pub error: Error,
}

/// The notes of the vault that cannot be opened or are in UTF-16.
#[must_use]
pub fn unread_notes(workspace: &Workspace, index: &VaultIndex) -> Vec<UnreadNote> {
    let mut unread = unopened_notes(index);
    let undecoded = index.notes().par_iter().filter(|note| is_in_utf16(note));
    let undecoded = undecoded.map(|note| UnreadNote {
        path: note.path.clone(),
        error: utf16_error(&workspace.vault.display_path(&note.path).to_string()),
    });
    unread.extend(undecoded.collect::<Vec<_>>());
    unread
}

/// The notes of the vault that cannot be opened.
pub(crate) fn unopened_notes(index: &VaultIndex) -> Vec<UnreadNote> {
    let unread = |error: &FileError| {
        let FileError::Read { path, .. } = error else {
            return None;
        };
        let path = path.clone();
        let error = Error::from_error(ErrorKind::Io, "file", error);
        Some(UnreadNote { path, error })
    };
    index.unreadable().iter().filter_map(unread).collect()
}

/// Of a note in UTF-16 neither links nor a video are known.
fn is_in_utf16(note: &IndexedNote) -> bool {
    let says_nothing = note.summary.links.is_empty() && note.summary.video.is_none();
    says_nothing && files::read(&note.path).is_ok_and(|bytes| is_utf16(&bytes))
}

/// Refuses a rename that would miss links in notes that cannot be read.
pub(crate) fn refuse_rename(unread: &[UnreadNote]) -> Result<(), Error> {
    if unread.is_empty() {
        return Ok(());
    }
    let reasons: Vec<&str> = unread.iter().map(|note| note.error.message()).collect();
    let message = match reasons.as_slice() {
        [only] => format!("a note that may link to it cannot be read: {only}"),
        several => format!(
            "{} notes that may link to it cannot be read:\n  {}",
            several.len(),
            several.join("\n  ")
        ),
    };
    Err(
        Error::new(ErrorKind::Declined, "unread-notes", message).with_next_step(
            "nothing was renamed; make them readable, in UTF-8, or move them out of the vault",
        ),
    )
}

/// The text of a note in UTF-16.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let is_big = bytes.starts_with(b"\xfe\xff") || bytes.first() == Some(&0);
    let unit = |pair: &[u8; 2]| {
        if is_big {
            u16::from_be_bytes(*pair)
        } else {
            u16::from_le_bytes(*pair)
        }
    };
    let (pairs, _) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(unit).collect();
    String::from_utf16_lossy(&units)
}

impl UnreadNote {
    /// Whether it lies below a folder.
    #[must_use]
    pub fn is_below(&self, folder: &Path) -> bool {
        self.path.starts_with(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_orders_of_bytes_are_decoded() {
        let text = "See [[reeds]].";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(
            (decoded(&little), decoded(&big)),
            (text.to_owned(), text.to_owned())
        );
    }
}
