//! `kbnote.convert/1`.

use kbnote_app::{ConvertedNote, KeptAnchor};
use serde::Serialize;

/// `kbnote convert`: how many anchors of each note were written in another style, and which were not.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ConvertedNoteEntry {
    /// The note.
    path: String,
    /// Whether its text changed, or would change.
    changed: bool,
    /// Number of anchors that were written anew, or would be.
    converted: usize,
    /// The anchors in another style that stay as they are.
    #[cfg_attr(test, schemars(with = "Vec<KeptAnchorEntry>"))]
    kept: Vec<KeptAnchor>,
    /// Its new text, if it came by standard input or is only printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

/// An anchor that stays as it is.
#[cfg(test)]
#[derive(Serialize, schemars::JsonSchema)]
struct KeptAnchorEntry {
    /// Its line.
    line: usize,
    /// The anchor.
    text: String,
    /// Why it would lose something.
    why: String,
}

impl ConvertedNoteEntry {
    pub(crate) fn new(
        path: String,
        changed: bool,
        converted: ConvertedNote,
        text: Option<String>,
    ) -> Self {
        Self {
            path,
            changed,
            converted: converted.converted,
            kept: converted.kept,
            text,
        }
    }
}
