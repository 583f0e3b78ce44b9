//! Why notes cannot be found.

use std::path::PathBuf;

use crate::FileError;

/// An error when finding notes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotesError {
    /// The path does not exist.
    #[error("note or folder {} not found", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
        /// The path that is probably meant.
        meant: Option<PathBuf>,
    },
    /// A folder cannot be walked.
    #[error("cannot list the notes in {}", path.display())]
    Walk {
        /// The folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// A note cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}
