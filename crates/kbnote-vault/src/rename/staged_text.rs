//! The new text of a note, staged.

use std::path::{Path, PathBuf};

use super::changes::ChangedNote;
use crate::staging::{StagedFile, StagingList};
use crate::swap::Swap;
use crate::{FileError, files};

/// The staged text of a note.
pub(super) struct StagedText<'a> {
    pub(super) note: &'a ChangedNote,
    pub(super) target: PathBuf,
    pub(super) file: StagedFile,
}

impl<'a> StagedText<'a> {
    pub(super) fn stage(
        note: &'a ChangedNote,
        staging: &mut StagingList,
    ) -> Result<Self, FileError> {
        let target = files::resolve_symlink(&note.path);
        let file = staging.stage(&target, &note.new, &target)?;
        let staged = Self { note, target, file };
        staging.will_swap(&staged.swap(&staged.target))?;
        Ok(staged)
    }

    pub(super) fn swap<'s>(&'s self, target: &'s Path) -> Swap<'s> {
        Swap {
            staged: self.file.path(),
            target,
            old: &self.note.old,
            new: &self.note.new,
        }
    }

    /// The reverse swap.
    pub(super) fn swap_back<'s>(&'s self, target: &'s Path) -> Swap<'s> {
        Swap {
            old: &self.note.new,
            new: &self.note.old,
            ..self.swap(target)
        }
    }
}
