//! The scorer: an ensemble of regression trees over the features of a place.

pub(crate) use kbnote_model::{score, scores};
