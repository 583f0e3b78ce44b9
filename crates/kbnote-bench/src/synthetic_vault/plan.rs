//! The measures of a synthetic vault, and the notes that its links lead to.

/// What a made vault is to be like.
#[derive(Clone, Copy, Debug)]
pub struct VaultPlan {
    /// How many notes, index notes included.
    pub notes: usize,
    /// How many channels they are from.
    pub channels: usize,
    /// The size of a note in bytes, on the average, but for the last section.
    pub note_size: usize,
    /// The wikilinks in the prose of a note, on the average; its channel's note adds one to it, and
    /// it one to that.
    pub links: usize,
}

impl Default for VaultPlan {
    /// The size of a large real vault.
    fn default() -> Self {
        Self {
            notes: 21_000,
            channels: 81,
            note_size: 7_100,
            links: 7,
        }
    }
}

/// A note that others may link to.
pub(super) struct LinkTarget {
    pub(super) channel: usize,
    pub(super) title: String,
    pub(super) slug: String,
    pub(super) video: String,
}
