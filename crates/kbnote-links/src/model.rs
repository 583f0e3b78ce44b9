//! From the numbers of a candidate to how likely an author would set the link.

use kbnote_model::math::exp;
use kbnote_model::{Tree, scores};

use crate::features::COUNT;
use crate::weights::weights;

/// So many candidates of a note come to the second ensemble.
pub const KEPT: usize = 60;

/// A score for each row: from 0 to 1, 0.5 being the cut between suggested and not.
pub(crate) fn judge(rows: &[[f32; COUNT]]) -> Vec<f64> {
    let weights = weights();
    let from_cut = |score: f64| 1.0 / (1.0 + exp(weights.cut - score));
    let scores = cascade(&weights.first, &weights.second, rows);
    scores.into_iter().map(from_cut).collect()
}

/// The scores by the second ensemble of those rows that are best by the first; the others come
/// behind them, in the order of the first.
///
/// What is hard is to tell the likely from the linked: an ensemble that sees only the likely learns
/// more of it than one that must also tell them from the hundred that have nothing to do with it.
#[must_use]
pub fn cascade(first: &[Tree], second: &[Tree], rows: &[[f32; COUNT]]) -> Vec<f64> {
    let mut all = scores(first, rows);
    let best = best(&all);
    let kept: Vec<[f32; COUNT]> = best.iter().map(|&row| rows[row]).collect();
    let judged = scores(second, &kept);
    let last = judged.iter().copied().fold(f64::INFINITY, f64::min);
    let most = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for score in &mut all {
        *score = last - 1.0 + (*score - most);
    }
    for (row, score) in best.into_iter().zip(judged) {
        all[row] = score;
    }
    all
}

/// The numbers of the best [`KEPT`] scores, in order of their numbers; of equals the first.
#[must_use]
pub fn best(scores: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
    order.truncate(KEPT);
    order.sort_unstable();
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_second_does_not_see_comes_behind() {
        let tree = |leaf: f32| Tree {
            forks: Vec::new(),
            leaves: vec![leaf],
        };
        let rows = vec![[0.0; COUNT]; KEPT + 2];
        let all = cascade(&[tree(1.0)], &[tree(-3.0)], &rows);
        assert_eq!(all[KEPT - 1..], [-3.0, -4.0, -4.0]);
        assert!(cascade(&[], &[], &[]).is_empty());
    }
}
