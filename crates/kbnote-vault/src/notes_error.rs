//! Why notes cannot be found.

use std::path::PathBuf;

use crate::FileError;

/// Notes that cannot be found.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NotesError {
    /// Neither a file nor a folder is there.
    #[error("there is no note or folder {}", path.display())]
    Missing {
        /// The path asked for.
        path: PathBuf,
    },
    /// A folder cannot be walked.
    #[error("cannot list the notes in {}", path.display())]
    Walk {
        /// The folder asked for.
        path: PathBuf,
        /// What the system says.
        source: ignore::Error,
    },
    /// A note cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
}
