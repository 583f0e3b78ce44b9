//! The caches; and at most one process that changes the transcripts at a time.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::{FileError, Vault, files};

impl Vault {
    /// The folder of what may be lost and is never committed.
    pub(crate) fn cache_dir(&self) -> PathBuf {
        self.root().join(".kbnote/cache")
    }

    /// Where the file of the caches with this name is.
    #[must_use]
    pub fn cache_path(&self, name: &str) -> PathBuf {
        self.cache_dir().join(name)
    }

    /// Writes a file of the caches, which are kept out of version control.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_cache(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        self.ignore_caches()?;
        self.replace_own(&self.cache_path(name), bytes).map(drop)
    }

    /// Waits until no other process changes the transcripts; none does until the lock is dropped,
    /// or the process that holds it ends, however it ends.
    pub(crate) fn lock_transcripts(&self) -> Result<File, FileError> {
        let path = self.cache_dir().join("transcripts.lock");
        let file = self.cache_file(&path)?;
        match file.lock() {
            // Some network drives know no locks. What is written there is still written whole.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(FileError::Write {
                path,
                source: error,
            }),
            _ => Ok(file),
        }
    }

    /// A file of the cache, made if it is not there, with what it holds.
    pub(crate) fn cache_file(&self, path: &Path) -> Result<File, FileError> {
        let failed = |source| FileError::Write {
            path: path.to_owned(),
            source,
        };
        self.keep_in_own_folder(path)?;
        if path.is_symlink() {
            files::remove(path)?;
        }
        fs::create_dir_all(self.cache_dir()).map_err(failed)?;
        self.ignore_caches()?;
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        options.open(path).map_err(failed)
    }
}
