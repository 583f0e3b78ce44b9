//! Suggests wikilinks.

mod bytes;
mod facts;
mod features;
mod field;
mod index;
mod lists;
mod mention;
mod model;
mod numbers;
mod query;
mod reading;
mod span;
mod suggest;
mod topics;
#[doc(hidden)]
pub mod training;
mod weights;
mod why;
mod words;

pub use bytes::ReadIndexError;
pub use facts::{LinkFact, NoteFacts};
pub use index::LinkIndex;
pub use suggest::{Ranked, SuggestOptions, Suggestion, rank, suggest};
