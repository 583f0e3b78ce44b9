//! Why notes cannot be written: one by one, several at once, or because the vault is locked.

use std::path::{Path, PathBuf};

use crate::{FileError, StateError};

/// An error when renaming a note. Nothing was changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenameError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The state of a note cannot be read.
    #[error(transparent)]
    State(#[from] StateError),
    /// A note was changed since it was read.
    #[error("{} was changed in the meantime", path.display())]
    Changed {
        /// The note.
        path: PathBuf,
    },
    /// The file is not a note of the vault.
    #[error("{} is not a note inside the vault", path.display())]
    NotInVault {
        /// The file.
        path: PathBuf,
    },
    /// A note cannot be written.
    #[error(transparent)]
    Write(Box<WriteError>),
    /// The plan of an interrupted rename is invalid.
    #[error("cannot read {}, the plan of an interrupted rename; finish the rename by hand, then delete this file", path.display())]
    Plan {
        /// The file.
        path: PathBuf,
    },
}

/// An error when writing a note; it is unchanged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The state cannot be written.
    #[error(transparent)]
    State(#[from] StateError),
    /// Another process writes into the vault.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The note is in UTF-16, but changes are in UTF-8.
    #[error("{} is in UTF-16", path.display())]
    Utf16 {
        /// The note.
        path: PathBuf,
    },
    /// The name of the note is not UTF-8, which the undo log requires.
    #[error("the name of {} is not UTF-8", path.display())]
    Name {
        /// The note.
        path: PathBuf,
    },
    /// The note is read-only.
    #[error("{} is read-only", path.display())]
    ReadOnly {
        /// The note.
        path: PathBuf,
    },
    /// A note was renamed since the names were read that the new text depends on.
    #[error("{} was not written: a note that it may link to was renamed in the meantime", path.display())]
    Renamed {
        /// The note.
        path: PathBuf,
    },
    /// The note was changed since it was read.
    #[error("{} was changed in the meantime", path.display())]
    Changed {
        /// The note.
        path: PathBuf,
    },
    /// A program keeps the note open for writing, and would overwrite it or write into nothing.
    #[error("another program has {} open for writing", path.display())]
    KeptOpen {
        /// The note.
        path: PathBuf,
    },
}

impl WriteError {
    pub(crate) fn changed(note: &Path) -> Self {
        Self::Changed {
            path: note.to_owned(),
        }
    }
}

/// An error when locking a vault. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The file of the lock cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Another process is writing into the vault for more than two seconds.
    #[error("another kbnote is writing into this vault: {holder}")]
    Busy {
        /// Its command and process number.
        holder: String,
    },
    /// The recovery after a killed run failed.
    #[error(transparent)]
    Recovery(Box<RenameError>),
}
