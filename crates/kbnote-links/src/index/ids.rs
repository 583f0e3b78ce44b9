//! Numbers of notes and terms, and weights as integers.

/// The number of a note in the index.
pub(crate) type NoteId = u32;

/// The number of a term in the index.
pub(crate) type TermId = u32;

/// The integer that represents weight 1 in a signature.
pub(crate) const UNIT: f32 = 65_535.0;

/// A term and its weight, or a note and the weight of a term in it.
pub(crate) type WeightedId = (u32, u16);
