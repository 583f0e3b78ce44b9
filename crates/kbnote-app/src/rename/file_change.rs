//! The change of one file by a rename.

use kbnote_vault::ChangedNote;

use super::kept_link::KeptLink;

/// Why a link in a note was not rewritten.
pub(super) const TWO_NOTES: &str = "it led to one note in Quartz and to another in Obsidian";

/// The change of one note, canvas or base.
pub(super) struct FileChange {
    pub(super) note: ChangedNote,
    pub(super) links: usize,
    pub(super) left: Vec<KeptLink>,
}
