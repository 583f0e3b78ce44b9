//! From the features of a candidate to the likelihood that an author would set the link.

use kbnote_model::math::exp;
use kbnote_model::{Tree, scores};

use crate::features::COUNT;
use crate::weights::weights;

/// The number of candidates that the second ensemble scores.
pub const SECOND_STAGE: usize = 60;

/// Scores the rows from 0 to 1; 0.5 is the threshold for a suggestion.
pub(crate) fn score_rows(rows: &[[f32; COUNT]]) -> Vec<f64> {
    let weights = weights();
    let from_cut = |score: f64| 1.0 / (1.0 + exp(weights.cut - score));
    let scores = cascade(&weights.first, &weights.second, rows);
    scores.into_iter().map(from_cut).collect()
}

/// Scores the rows that are best by the first ensemble with the second; the others follow in the order
/// of the first.
///
/// Telling the likely candidates from the linked is hard: an ensemble that sees only the likely ones
/// learns it better than one that must also reject the hundred unrelated ones.
#[must_use]
pub fn cascade(first: &[Tree], second: &[Tree], rows: &[[f32; COUNT]]) -> Vec<f64> {
    let mut all = scores(first, rows);
    let best = best(&all);
    let best_rows: Vec<[f32; COUNT]> = best.iter().map(|&row| rows[row]).collect();
    let scored = scores(second, &best_rows);
    let last = scored.iter().copied().fold(f64::INFINITY, f64::min);
    let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for score in &mut all {
        *score = last - 1.0 + (*score - most);
    }
    for (row, score) in best.into_iter().zip(scored) {
        all[row] = score;
    }
    all
}

/// The indexes of the best [`SECOND_STAGE`] scores, in ascending order; of equal scores the first.
#[must_use]
pub fn best(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order.truncate(SECOND_STAGE);
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_without_a_second_score_come_last() {
        let tree = |leaf: f32| Tree {
            forks: Vec::new(),
            leaves: vec![leaf],
        };
        let rows = vec![[0.0; COUNT]; SECOND_STAGE + 2];
        let all = cascade(&[tree(1.0)], &[tree(-3.0)], &rows);
        assert_eq!(all[SECOND_STAGE - 1..], [-3.0, -4.0, -4.0]);
        assert!(cascade(&[], &[], &[]).is_empty());
    }
}
