//! Likeness of the titles and the texts, and the share of each title in the other note.

use super::context::CandidateContext;
use crate::index::{TermId, UNIT, WeightedId};

pub(super) const NAMES: [&str; 6] = [
    "own_title_cosine",
    "own_title_in_theirs",
    "their_title_in_own",
    "own_title_in_text",
    "title_in_signature",
    "text_likeness",
];

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let (query, theirs) = (candidate.context.query, candidate.title);
    let (index, own) = (query.index, &query.title);
    let common: Vec<TermId> = own
        .iter()
        .copied()
        .filter(|term| theirs.contains(term))
        .collect();
    let rarity = |terms: &[TermId]| -> f32 { terms.iter().map(|&t| index.title_rarity(t)).sum() };
    let square = |terms: &[TermId]| -> f32 {
        terms
            .iter()
            .map(|&term| index.title_rarity(term).powi(2))
            .sum()
    };
    let norm = |terms: &[TermId]| square(terms).sqrt().max(1e-6);
    let signature = index.signatures.get(candidate.note);
    let rare_weight = |term: &TermId| weight(&query.signature, *term) * index.title_rarity(*term);
    [
        square(&common) / norm(own) / norm(theirs),
        rarity(&common) / rarity(own).max(1e-6),
        rarity(&common) / rarity(theirs).max(1e-6),
        own.iter().map(|term| weight(signature, *term)).sum(),
        theirs.iter().map(rare_weight).sum::<f32>() / norm(theirs),
        candidate.context.scores.likeness[candidate.note],
    ]
}

/// The weight of a term in a signature; 0 if it is not there.
fn weight(signature: &[WeightedId], term: TermId) -> f32 {
    let at = signature.binary_search_by_key(&term, |entry| entry.0);
    at.map_or(0.0, |at| f32::from(signature[at].1) / UNIT)
}
