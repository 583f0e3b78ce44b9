//! Links that a rename does not rewrite.

use std::path::PathBuf;

/// A link that was not rewritten.
#[derive(Clone, Debug)]
pub struct KeptLink {
    /// The file that it is in.
    pub path: PathBuf,
    /// The name in the link; for a file that cannot be read, the old name.
    pub target: String,
    /// Why it was not rewritten.
    pub reason: &'static str,
}
