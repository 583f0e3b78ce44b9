//! A heading of a summary.

use serde::{Deserialize, Serialize};

/// A heading, as [`crate::Heading`] has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummaryHeading {
    /// From 1 to 6.
    pub level: u8,
    /// Its text without Markdown.
    pub text: String,
}
