//! Ensembles of small regression trees.

/// A fork of a tree: a feature at or below the limit goes left.
///
/// A branch is the number of a fork of the same tree, or, if negative, of a leaf: `-1` is the
/// first.
#[derive(Clone, Copy, Debug)]
pub struct Fork {
    /// The number of the feature.
    pub feature: u8,
    /// The greatest value that goes left.
    pub limit: f32,
    /// Where values up to the limit go.
    pub left: i8,
    /// Where greater ones go.
    pub right: i8,
}

/// A tree: forks, the first being the root, and the values of its leaves. Without forks it is
/// its first leaf.
#[derive(Clone, Copy, Debug)]
pub struct Tree<'a> {
    /// The forks.
    pub forks: &'a [Fork],
    /// What the leaves add to the score.
    pub leaves: &'a [f32],
}

impl Tree<'_> {
    /// What the tree adds to the score of a row of features.
    #[must_use]
    pub fn value(&self, features: &[f32]) -> f32 {
        let mut at: i8 = if self.forks.is_empty() { -1 } else { 0 };
        while let Ok(fork) = usize::try_from(at) {
            let fork = &self.forks[fork];
            at = if features[usize::from(fork.feature)] <= fork.limit {
                fork.left
            } else {
                fork.right
            };
        }
        self.leaves[usize::from((-1 - at).unsigned_abs())]
    }
}

/// The scores of some rows of features: for each the sum over the trees, in their order.
#[must_use]
pub fn scores<const N: usize>(trees: &[Tree<'_>], rows: &[[f32; N]]) -> Vec<f64> {
    let mut scores = vec![0.0; rows.len()];
    // Tree by tree, so that each stays in the nearest memory.
    for tree in trees {
        for (score, row) in scores.iter_mut().zip(rows) {
            *score += f64::from(tree.value(row));
        }
    }
    scores
}

/// The score of one row.
#[must_use]
pub fn score(trees: &[Tree<'_>], features: &[f32]) -> f64 {
    trees
        .iter()
        .map(|tree| f64::from(tree.value(features)))
        .sum()
}
