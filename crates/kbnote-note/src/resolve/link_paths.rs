//! How Quartz reads the path in a link.

use serde::{Deserialize, Serialize};

/// How Quartz reads the path in a link: its setting `markdownLinkResolution`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkPaths {
    /// A file name that only one file of the vault has leads there; anything else is a path from
    /// the root.
    #[default]
    Shortest,
    /// A path from the root.
    Absolute,
    /// A path from the folder of the note.
    Relative,
}
