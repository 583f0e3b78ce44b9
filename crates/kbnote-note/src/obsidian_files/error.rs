//! Why links in a file of Obsidian cannot be rewritten.

/// A file that cannot be understood, so that links in it cannot be rewritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ObsidianFileError {
    /// A canvas that is not JSON.
    #[error("not a valid canvas")]
    Canvas(#[source] serde_json::Error),
}
