//! Real data kept outside the project.

use std::path::{Path, PathBuf};

/// The folder `name` of the real data, if it exists.
///
/// `KBNOTE_SHARED` names the folder that holds it; the default is `shared` beside the project's
/// folder. Tests that need it print that they are skipped where it is absent.
#[must_use]
pub fn shared_data(name: &str) -> Option<PathBuf> {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("KBNOTE_SHARED").map_or_else(default, PathBuf::from);
    Some(root.join(name)).filter(|folder| folder.is_dir())
}
