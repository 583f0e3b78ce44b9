//! Finds the moment in a caption track on which each sentence of a note rests.
//!
//! Values in, values out: an [`Aligner`] reads a [`Track`](kbnote_core::Track) once, then answers
//! for any number of notes; each note is a list of [`Claim`]s and is answered by as many
//! [`Alignment`]s.

mod aligner;
mod alignment;
mod claim;
mod index;
mod math;
mod options;
mod path;
mod text;
mod window;

pub use aligner::Aligner;
pub use alignment::{Alignment, Confidence, Moment};
pub use claim::Claim;
pub use options::AlignOptions;
