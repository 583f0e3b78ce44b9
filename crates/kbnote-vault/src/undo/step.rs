//! The undo step for one note or transcript.

use std::path::{Path, PathBuf};

/// The undo step for one note or transcript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// Its old bytes are restored.
    Restore {
        /// The note.
        path: PathBuf,
        /// Its previous path, if it was moved.
        home: Option<PathBuf>,
        /// Its bytes now.
        now: Vec<u8>,
        /// Its old bytes.
        old: Vec<u8>,
        /// Its previous state file.
        state: Option<String>,
    },
    /// It did not exist; it is removed.
    Remove {
        /// The note.
        path: PathBuf,
        /// Its bytes now.
        now: Vec<u8>,
        /// The previous state file.
        state: Option<String>,
    },
    /// It was removed; it is created again.
    Create {
        /// The note.
        path: PathBuf,
        /// Its old bytes.
        old: Vec<u8>,
        /// Its previous state file.
        state: Option<String>,
    },
    /// It has its old bytes already; only its state is restored.
    Forget {
        /// The note.
        path: PathBuf,
        /// Its previous state file.
        state: Option<String>,
    },
    /// It was changed since, and is skipped.
    Leave {
        /// The note.
        path: PathBuf,
    },
}

impl Undo {
    /// The note.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Restore { path, .. }
            | Self::Remove { path, .. }
            | Self::Create { path, .. }
            | Self::Forget { path, .. }
            | Self::Leave { path } => path,
        }
    }

    /// Whether the note or transcript itself would change.
    #[must_use]
    pub fn changes_file(&self) -> bool {
        matches!(
            self,
            Self::Restore { .. } | Self::Remove { .. } | Self::Create { .. }
        )
    }
}
