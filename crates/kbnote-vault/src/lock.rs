//! The folder of the caches, and the lock for changing transcripts.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::{FileError, Vault};

impl Vault {
    /// The folder of the caches, which are never committed.
    pub(crate) fn cache_dir(&self) -> PathBuf {
        self.root().join(".kbnote/cache")
    }

    /// Waits until no other process changes the transcripts, and keeps others out until the lock is
    /// dropped or this process ends.
    pub(crate) fn lock_transcripts(&self) -> Result<File, FileError> {
        let path = self.make_user_dir()?.join("transcripts.lock");
        let file = user_file(&path)?;
        match file.lock() {
            // Some network drives have no locks. Files there are still written atomically.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(FileError::Write {
                path,
                source: error,
            }),
            _ => Ok(file),
        }
    }
}

/// A file of the user's state folder, created if necessary, with its content.
pub(crate) fn user_file(path: &Path) -> Result<File, FileError> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options
        .open(path)
        .map_err(|source| FileError::write(path, source))
}
