//! The caches; and at most one process that changes the transcripts at a time.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::{FileError, Vault};

impl Vault {
    /// The folder of what may be lost and is never committed.
    pub(crate) fn cache_dir(&self) -> PathBuf {
        self.root().join(".kbnote/cache")
    }

    /// Waits until no other process changes the transcripts; none does until the lock is dropped,
    /// or the process that holds it ends, however it ends.
    pub(crate) fn lock_transcripts(&self) -> Result<File, FileError> {
        let path = self.make_user_dir()?.join("transcripts.lock");
        let file = user_file(&path)?;
        match file.lock() {
            // Some network drives know no locks. What is written there is still written whole.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(FileError::Write {
                path,
                source: error,
            }),
            _ => Ok(file),
        }
    }
}

/// A file of the user's state folder, made if it is not there, with what it holds.
pub(crate) fn user_file(path: &Path) -> Result<File, FileError> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(|source| FileError::Write {
        path: path.to_owned(),
        source,
    })
}
