//! Why notes cannot be written: one by one, several at once, or because the vault is locked.

use std::path::{Path, PathBuf};

use crate::{FileError, StateError};

/// A note that cannot be renamed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenameError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// What is known of a note cannot be read. Nothing was changed.
    #[error(transparent)]
    State(#[from] StateError),
    /// Somebody wrote a note since it was read. Nothing was changed.
    #[error("{} was changed in the meantime", path.display())]
    Changed {
        /// The note.
        path: PathBuf,
    },
    /// The file is not one of the vault's notes. Nothing was changed.
    #[error("{} is not a note inside the vault", path.display())]
    NotInVault {
        /// The file.
        path: PathBuf,
    },
    /// A note cannot be written.
    #[error(transparent)]
    Write(Box<WriteError>),
    /// The plan of a rename that was cut short cannot be understood.
    #[error("cannot understand {}, left by a rename that was cut short", path.display())]
    Plan {
        /// The file.
        path: PathBuf,
    },
}

/// A note that cannot be written; it is as it was.
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
    /// The note is in UTF-16, and what would be written into it is not.
    #[error("{} is in UTF-16", path.display())]
    Utf16 {
        /// The note.
        path: PathBuf,
    },
    /// The name of the note is not UTF-8, in which what is needed to undo a write is kept.
    #[error("the name of {} is not UTF-8", path.display())]
    Name {
        /// The note.
        path: PathBuf,
    },
    /// The author set the note read-only.
    #[error("{} is read-only", path.display())]
    ReadOnly {
        /// The note.
        path: PathBuf,
    },
    /// A note was renamed since the names were read that the new text rests on.
    #[error("{} was not written: a note that it could link to was renamed in the meantime", path.display())]
    Renamed {
        /// The note.
        path: PathBuf,
    },
    /// Somebody wrote the note since it was read.
    #[error("{} was changed in the meantime", path.display())]
    Changed {
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

/// A vault that cannot be locked. Nothing was written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// The file of the lock cannot be written.
    #[error(transparent)]
    File(#[from] FileError),
    /// Another process writes into the vault, and did not end in two seconds.
    #[error("another kbnote is writing into this vault: {holder}")]
    Busy {
        /// Its command and process number.
        holder: String,
    },
    /// What a killed run left cannot be brought to an end.
    #[error(transparent)]
    Recovery(Box<RenameError>),
}
