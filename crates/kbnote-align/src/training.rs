//! Internals that the trainer needs; not part of the API.

pub use crate::candidate::{CandidateSet, ClaimShape};
pub use crate::chain::{
    ChainLink, Link, STEP_CLASSES, STEP_ROWS, StepFactors, by_claim, marginals, pace, row_link,
    step_class, step_row,
};
pub use crate::choice::{Contender, Odds};
pub use crate::evidence::{COUNT as EVIDENCE_COUNT, PlaceContext, names as evidence_names};
pub use crate::features::{COUNT as FEATURE_COUNT, FIT, GROUPS as FEATURE_GROUPS};
pub use crate::note_marginals::NoteMarginals;
pub use crate::weights::Weights;

use crate::{Aligner, Claim};

/// The candidates of the claims that ask for moments, with their features.
#[must_use]
pub fn candidates(aligner: &Aligner, claims: &[Claim<'_>]) -> Vec<CandidateSet> {
    crate::candidate::candidates(&aligner.indexed, claims, 0..claims.len())
}

/// The names of the features, in order.
pub fn feature_names() -> impl Iterator<Item = &'static str> {
    crate::features::names()
}

/// When each segment of a track begins, in milliseconds.
#[must_use]
pub fn segment_starts(aligner: &Aligner) -> &[i64] {
    &aligner.indexed.index.starts
}

/// The normal forms of the words of an English text.
#[must_use]
pub fn english_forms(text: &str) -> Vec<String> {
    let lexer = crate::text::Lexer::new(&kbnote_core::LanguageTag::english());
    lexer
        .terms(text)
        .into_iter()
        .map(|term| term.form)
        .collect()
}
