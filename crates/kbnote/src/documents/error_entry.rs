//! The error in documents.

/// An error as documents contain it.
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) struct ErrorEntry {
    /// A stable word for scripts.
    kind: String,
    /// What went wrong.
    message: String,
    /// What to do next.
    hint: Option<String>,
}
