//! Files that only save work: what is lost of them is made again.

use std::path::Path;

use crate::{FileError, Vault, files};

impl Vault {
    /// What was stored under a name by [`Self::store_aid`]; nothing if it is not there.
    #[must_use]
    pub fn aid(&self, name: &str) -> Option<Vec<u8>> {
        self.read_own(&self.cache_dir().join(name)).ok()?
    }

    /// Stores what saves work next time. That it cannot be stored is no error.
    pub fn store_aid(&self, name: &str, bytes: &[u8]) {
        let path = self.cache_dir().join(name);
        let _ = self.write_aid(&path, bytes);
    }

    /// What was stored under a name by [`Self::store_own_aid`]: by a kbnote of this user, for this
    /// vault; nothing if anything else is there.
    #[must_use]
    pub fn own_aid(&self, name: &str) -> Option<Vec<u8>> {
        self.unsealed(name, self.aid(name)?)
    }

    /// Stores what saves work next time, so that no other file is taken for it. That it cannot be
    /// stored is no error.
    pub fn store_own_aid(&self, name: &str, bytes: &[u8]) {
        if self.is_marked()
            && let Some(sealed) = self.sealed(name, bytes)
        {
            self.store_aid(name, &sealed);
        }
    }

    /// Writes what saves work next time, if the vault may hold caches and none of it leads out.
    fn write_aid(&self, path: &Path, bytes: &[u8]) -> Result<(), FileError> {
        if !self.is_marked() {
            return Ok(());
        }
        self.keep_in_own_folder(path)?;
        self.ignore_caches()?;
        files::replace_aid(path, bytes)
    }
}
