//! The context of a claim: its heading and the sentence before it, said around a place, and how
//! closely the note keeps to the words that were said.

use super::feature_context::FeatureContext;
use super::passage::Densities;

/// The names of the features.
pub(super) const NAMES: [&str; 4] = [
    "note_peak",
    "heading_dense",
    "heading_dense_below",
    "previous_dense",
];

/// The number that is known once all candidates are: how far another is below the best.
pub(super) const BELOW: [(usize, usize); 1] = [(1, 2)];

/// The numbers of the place with a number among those whose densities are given.
pub(super) fn around(
    context: &FeatureContext<'_>,
    densities: &Densities,
    number: usize,
) -> [f32; NAMES.len()] {
    [
        context.note_peak,
        densities.heading[number].dense,
        0.0,
        densities.previous[number].dense,
    ]
}
