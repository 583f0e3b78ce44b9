//! The scorer: an ensemble of regression trees over the features of a place.

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
    /// What the tree adds to the score of a place.
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

/// The scores of some places: for each the sum over the trees, in their order.
pub(crate) fn scores<const N: usize>(trees: &[Tree<'_>], places: &[[f32; N]]) -> Vec<f64> {
    let mut scores = vec![0.0; places.len()];
    // Tree by tree, so that each stays in the nearest memory.
    for tree in trees {
        for (score, place) in scores.iter_mut().zip(places) {
            *score += f64::from(tree.value(place));
        }
    }
    scores
}

/// The score of one place.
pub(crate) fn score(trees: &[Tree<'_>], features: &[f32]) -> f64 {
    trees
        .iter()
        .map(|tree| f64::from(tree.value(features)))
        .sum()
}
