//! Caches: files that can be made again if they are lost.

use std::path::Path;

use crate::{FileError, Vault, files};

impl Vault {
    /// The cache written by [`Self::write_cache`] under this name; `None` if it does not exist.
    #[must_use]
    pub fn read_cache(&self, name: &str) -> Option<Vec<u8>> {
        self.read_own(&self.cache_dir().join(name)).ok()?
    }

    /// Writes a cache. Failures are ignored.
    pub fn write_cache(&self, name: &str, bytes: &[u8]) {
        let path = self.cache_dir().join(name);
        let _ = self.replace_cache(&path, bytes);
    }

    /// Adds to the end of a cache that exists. Failures are ignored.
    pub fn append_to_cache(&self, name: &str, bytes: &[u8]) {
        let path = self.cache_dir().join(name);
        if self.check_own_folder(&path).is_ok() {
            let _ = files::append(&path, bytes);
        }
    }

    /// The cache written by [`Self::write_sealed_cache`] under this name, by this user for this
    /// vault; `None` for any other file.
    #[must_use]
    pub fn read_sealed_cache(&self, name: &str) -> Option<Vec<u8>> {
        self.unsealed(name, self.read_cache(name)?)
    }

    /// Writes a cache with a seal, so that no other file is accepted in its place. Failures are
    /// ignored.
    pub fn write_sealed_cache(&self, name: &str, bytes: &[u8]) {
        if self.is_marked()
            && let Some(sealed) = self.sealed(name, bytes)
        {
            self.write_cache(name, &sealed);
        }
    }

    /// Writes a cache, if the vault may have caches and the path does not lead out of it.
    fn replace_cache(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        if !self.is_marked() {
            return Ok(());
        }
        self.check_own_folder(path)?;
        self.ignore_caches()?;
        files::replace_aid(path, bytes)
    }
}
