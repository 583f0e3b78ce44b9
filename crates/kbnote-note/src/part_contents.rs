//! What of a note is in a part of it.

use crate::anchor::Anchor;
use crate::claim::Claim;

/// The anchors and claims of a part of a note.
#[derive(Debug, Default)]
pub(crate) struct PartContents {
    pub(crate) anchors: Vec<Anchor>,
    /// Each with the numbers of its anchors among those of the part.
    pub(crate) claims: Vec<Claim>,
}
