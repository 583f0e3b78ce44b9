//! From the numbers of a candidate to how likely an author would set the link.

use kbnote_model::math::exp;
use kbnote_model::scores;

use crate::features::COUNT;
use crate::weights::{CUT, TREES};

/// A score for each row: from 0 to 1, 0.5 being the cut between suggested and not.
pub(crate) fn judge(rows: &[[f32; COUNT]]) -> Vec<f64> {
    let cut = |score: f64| 1.0 / (1.0 + exp(CUT - score));
    scores(&TREES, rows).into_iter().map(cut).collect()
}
