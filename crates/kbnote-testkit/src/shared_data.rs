//! Where real data lies that is no part of the project.

use std::path::{Path, PathBuf};

/// The folder `name` of the real data beside the project, if it is there.
///
/// `KBNOTE_SHARED` names the folder of real data; else it is looked for as `shared`, next to the
/// project's own folder. Tests that use it are skipped where it is absent, and say so.
#[must_use]
pub fn shared_data(name: &str) -> Option<PathBuf> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("KBNOTE_SHARED").map_or_else(beside, PathBuf::from);
    Some(root.join(name)).filter(|folder| folder.is_dir())
}
