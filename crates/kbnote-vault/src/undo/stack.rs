//! Where runs are recorded.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{FileError, Vault, files};

/// The stack that a run is recorded on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stack {
    /// Writes of commands, for `kbnote undo`.
    Undo,
    /// Undone writes, for `kbnote redo`.
    Redo,
}

impl Stack {
    /// The folder of its files.
    pub(crate) const fn folder(self) -> &'static str {
        match self {
            Self::Undo => "undo",
            Self::Redo => "redo",
        }
    }

    /// The stack for a run that undoes one of this stack.
    pub(super) const fn other(self) -> Self {
        match self {
            Self::Undo => Self::Redo,
            Self::Redo => Self::Undo,
        }
    }
}

pub(super) fn number_of(path: &Path) -> Option<u64> {
    let is_run = path.extension().is_some_and(|ending| ending == "jsonl");
    path.file_stem().filter(|_| is_run)?.to_str()?.parse().ok()
}

impl Vault {
    /// The files of the runs, oldest first.
    pub(super) fn runs(&self, stack: Stack) -> Result<Vec<PathBuf>, FileError> {
        let folder = self.user_dir()?.join(stack.folder());
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let unreadable = |source| FileError::Read {
            path: folder.clone(),
            source,
        };
        let mut runs = Vec::new();
        for item in fs::read_dir(&folder).map_err(unreadable)? {
            let path = item.map_err(unreadable)?.path();
            if number_of(&path).is_some() {
                runs.push(path);
            }
        }
        runs.sort();
        Ok(runs)
    }

    /// Discards the redo stack, since something else was written.
    pub(crate) fn forget_redo(&self) -> Result<(), FileError> {
        let runs = self.runs(Stack::Redo)?;
        runs.iter().try_for_each(|run| files::remove(run))
    }
}
