//! Files that only save work: what is lost of them is made again.

use crate::{Vault, files};

impl Vault {
    /// What was stored under a name by [`Self::store_aid`]; nothing if it is not there.
    #[must_use]
    pub fn aid(&self, name: &str) -> Option<Vec<u8>> {
        files::read(&self.cache_dir().join(name)).ok()
    }

    /// Stores what saves work next time. That it cannot be stored is no error.
    pub fn store_aid(&self, name: &str, bytes: &[u8]) {
        let path = self.cache_dir().join(name);
        let _ = self
            .ignore_caches()
            .and_then(|()| files::replace_aid(&path, bytes));
    }
}
