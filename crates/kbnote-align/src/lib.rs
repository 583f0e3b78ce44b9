//! Finds the moment in a caption track on which each sentence of a note rests.
//!
//! Values in, values out: an [`Aligner`] reads a [`Track`](kbnote_core::Track) once, then answers
//! for any number of notes; each note is a list of [`Claim`]s and is answered by as many
//! [`Alignment`]s.

mod aligner;
mod alignment;
mod background;
mod candidate;
mod chain;
mod choice;
mod claim;
mod confidence;
mod coverage;
mod explain;
mod features;
mod index;
mod language;
mod likeness;
mod math;
mod model;
mod options;
mod path;
mod query;
mod segment;
mod text;
#[doc(hidden)]
pub mod training;
mod weights;

pub use aligner::Aligner;
pub use alignment::{Alignment, Confidence, Moment};
pub use claim::Claim;
pub use explain::{DecidingWord, Explanation, Place};
pub use language::LanguageMismatch;
pub use options::AlignOptions;
