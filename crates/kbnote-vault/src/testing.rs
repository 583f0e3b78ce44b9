//! A vault for the tests.

use crate::Vault;

/// An empty vault, in a folder that goes with the first value.
pub(crate) fn vault() -> (tempfile::TempDir, Vault) {
    let dir = tempfile::tempdir().unwrap();
    let vault = Vault::open(dir.path()).unwrap();
    (dir, vault)
}
