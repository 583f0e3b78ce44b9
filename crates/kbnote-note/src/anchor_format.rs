//! How the anchors of one note are written.

use kbnote_core::Timestamp;

use crate::{AnchorStyle, Claim, Note, Splice};

/// How the anchors of one note are written: in a style, to the address of its recording.
#[derive(Clone, Copy, Debug, Default)]
pub struct AnchorFormat<'a> {
    /// The style.
    pub style: AnchorStyle,
    /// The stored address of the recording; without one, the note's own is used, see [`Note::address`].
    pub address: Option<&'a str>,
}

impl AnchorFormat<'_> {
    /// Anchors behind a claim of `note`, see [`Claim::insert_anchors`].
    #[must_use]
    pub fn insert(self, note: &Note, claim: &Claim, times: &[Timestamp]) -> Vec<Splice> {
        let own = match self.address {
            Some(_) => None,
            None => note.address(),
        };
        claim.insert_anchors(times, self.style, self.address.or(own.as_deref()))
    }
}

impl From<AnchorStyle> for AnchorFormat<'_> {
    fn from(style: AnchorStyle) -> Self {
        Self {
            style,
            address: None,
        }
    }
}
