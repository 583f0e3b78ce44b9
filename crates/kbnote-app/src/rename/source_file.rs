//! A file that is not a note but may link to the renamed one.

use std::path::{Path, PathBuf};

use kbnote_note::{LinkRewrite, Note, Renaming, is_utf16};
use kbnote_vault::{ChangedNote, files};
use memchr::memmem;

use super::file_change::{FileChange, kept_links};
use super::kept_link::KeptLink;
use crate::Error;

/// A draft, canvas or base, as it was read.
pub(super) struct SourceFile {
    path: PathBuf,
    bytes: Vec<u8>,
    /// The file name that the renamed note had.
    old_name: String,
}

impl SourceFile {
    pub(super) fn read(path: &Path, renaming: &Renaming<'_>) -> Result<Self, Error> {
        let name = &renaming.before.notes()[renaming.note];
        Ok(Self {
            path: path.to_owned(),
            bytes: files::read(path)?,
            old_name: name.rsplit('/').next().unwrap_or(name).to_owned(),
        })
    }

    /// Its text, or why it cannot be read.
    pub(super) fn text(&self) -> Result<&str, &'static str> {
        if is_utf16(&self.bytes) {
            return Err("the file is in UTF-16");
        }
        std::str::from_utf8(&self.bytes).map_err(|_| "the file is not valid UTF-8")
    }

    /// The report on a file that cannot be read: its links stay, if it may have any to the note.
    pub(super) fn unread(&self, reason: &'static str) -> Option<FileChange> {
        let is_named = memmem::find(&self.bytes, self.old_name.as_bytes()).is_some();
        (is_named || is_utf16(&self.bytes)).then(|| FileChange {
            note: self.with_bytes(self.bytes.clone()),
            links: 0,
            left: vec![self.kept(&self.old_name, reason)],
        })
    }

    /// The change that rewrites its links; `reason` is why others stay.
    pub(super) fn rewritten(
        &self,
        text: &str,
        rewrite: &LinkRewrite,
        reason: &'static str,
    ) -> Result<Option<FileChange>, Error> {
        let left = kept_links(&self.path, text, rewrite, reason);
        if rewrite.splices.is_empty() && left.is_empty() {
            return Ok(None);
        }
        let new = Note::parse(text).edited(&rewrite.splices)?.into_bytes();
        Ok(Some(FileChange {
            note: self.with_bytes(new),
            links: rewrite.splices.len(),
            left,
        }))
    }

    fn kept(&self, target: &str, reason: &'static str) -> KeptLink {
        KeptLink {
            path: self.path.clone(),
            target: target.to_owned(),
            reason,
        }
    }

    fn with_bytes(&self, new: Vec<u8>) -> ChangedNote {
        ChangedNote {
            path: self.path.clone(),
            old: self.bytes.clone(),
            new,
        }
    }
}
