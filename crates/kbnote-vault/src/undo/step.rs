//! What taking a run back means for one note.

use std::path::{Path, PathBuf};

/// What taking a run back means for one note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// It gets its old bytes back.
    Restore {
        /// The note.
        path: PathBuf,
        /// Where it lay before, if it was moved.
        home: Option<PathBuf>,
        /// Its bytes now.
        now: Vec<u8>,
        /// Those that it had.
        old: Vec<u8>,
        /// The state file that it had.
        state: Option<String>,
    },
    /// There was no note; it goes.
    Remove {
        /// The note.
        path: PathBuf,
        /// Its bytes now.
        now: Vec<u8>,
        /// The state file that was there.
        state: Option<String>,
    },
    /// There was a note, and is none; it is made again.
    Create {
        /// The note.
        path: PathBuf,
        /// The bytes that it had.
        old: Vec<u8>,
        /// The state file that it had.
        state: Option<String>,
    },
    /// It was never written, or is as it was already; only its state is.
    Forget {
        /// The note.
        path: PathBuf,
        /// The state file that it had.
        state: Option<String>,
    },
    /// It was changed since, and is left.
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

    /// Whether the note itself would change.
    #[must_use]
    pub fn changes_note(&self) -> bool {
        matches!(
            self,
            Self::Restore { .. } | Self::Remove { .. } | Self::Create { .. }
        )
    }
}
