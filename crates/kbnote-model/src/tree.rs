//! Ensembles of small regression trees.

/// A fork of a tree: a feature at or below the limit goes left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fork {
    /// The number of the feature.
    pub feature: u8,
    /// The greatest value that goes left.
    pub limit: f32,
    /// The leaves that are within reach of what goes right, a bit each, the first the lowest: all
    /// but those to the left of this fork.
    pub right: u32,
}

/// A tree: its forks in any order, and the values of its leaves from left to right, at most 32.
///
/// No path is walked. Each fork that sends a place right puts the leaves to its left out of reach;
/// of those that remain, the place belongs to the first (the method of `QuickScorer`,
/// Lucchese and others 2015). So nothing has to be guessed by the processor.
#[derive(Clone, Debug, PartialEq)]
pub struct Tree {
    /// The forks.
    pub forks: Vec<Fork>,
    /// What the leaves add to the score.
    pub leaves: Vec<f32>,
}

impl Tree {
    /// What the tree adds to the score of a place.
    #[must_use]
    pub fn value(&self, features: &[f32]) -> f32 {
        let reach = self.forks.iter().fold(u32::MAX, |reach, fork| {
            reach & fork.reach(features[usize::from(fork.feature)])
        });
        self.leaf(reach)
    }

    /// The first leaf within reach.
    #[inline(always)]
    fn leaf(&self, reach: u32) -> f32 {
        self.leaves[reach.trailing_zeros() as usize]
    }
}

impl Fork {
    /// The leaves that a value leaves within reach: all, or those to the right. Without a branch.
    #[inline(always)]
    fn reach(&self, value: f32) -> u32 {
        self.right | u32::from(value <= self.limit).wrapping_neg()
    }
}

/// The number of places scored side by side: enough for a compiler to make vectors of them.
const LANES: usize = 48;

/// The same for the last places, where there are no more than these.
const FEW_LANES: usize = 8;
const FEWEST_LANES: usize = 4;

/// The scores of some places: for each the sum over the trees, in their order.
#[must_use]
pub fn scores<const N: usize>(trees: &[Tree], places: &[[f32; N]]) -> Vec<f64> {
    pulp::Arch::new().dispatch(Scoring { trees, places })
}

/// Places to score, with the widest vectors that the processor has: the same comparisons and sums, many at once.
struct Scoring<'a, const N: usize> {
    trees: &'a [Tree],
    places: &'a [[f32; N]],
}

impl<const N: usize> pulp::NullaryFnOnce for Scoring<'_, N> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn call(self) -> Vec<f64> {
        let mut scores = vec![0.0; self.places.len()];
        let chunks = scores.chunks_mut(LANES).zip(self.places.chunks(LANES));
        for (scores, places) in chunks {
            if places.len() <= FEWEST_LANES {
                add_scores::<FEWEST_LANES, N>(self.trees, places, scores);
            } else if places.len() <= FEW_LANES {
                add_scores::<FEW_LANES, N>(self.trees, places, scores);
            } else {
                add_scores::<LANES, N>(self.trees, places, scores);
            }
        }
        scores
    }
}

/// Adds the values of all trees to the scores of up to `L` places.
#[inline(always)]
fn add_scores<const L: usize, const N: usize>(
    trees: &[Tree],
    places: &[[f32; N]],
    scores: &mut [f64],
) {
    let columns = columns::<L, N>(places);
    for tree in trees {
        let mut reach = [u32::MAX; L];
        for fork in &tree.forks {
            let values = &columns[usize::from(fork.feature)];
            for (reach, &value) in reach.iter_mut().zip(values) {
                *reach &= fork.reach(value);
            }
        }
        for (score, reach) in scores.iter_mut().zip(reach) {
            *score += f64::from(tree.leaf(reach));
        }
    }
}

/// The places side by side, feature by feature.
#[inline(always)]
fn columns<const L: usize, const N: usize>(places: &[[f32; N]]) -> [[f32; L]; N] {
    let mut columns = [[0.0; L]; N];
    for (lane, place) in places.iter().enumerate() {
        for (column, &value) in columns.iter_mut().zip(place) {
            column[lane] = value;
        }
    }
    columns
}

/// The score of one place.
#[must_use]
pub fn score(trees: &[Tree], features: &[f32]) -> f64 {
    trees
        .iter()
        .map(|tree| f64::from(tree.value(features)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Below 1: the first leaf; else, below 5 of the other feature: the second; else the third.
    fn tree() -> Tree {
        let fork = |feature, limit, right| Fork {
            feature,
            limit,
            right,
        };
        Tree {
            forks: vec![fork(0, 1.0, 0b110), fork(1, 5.0, 0b101)],
            leaves: vec![0.5, 2.0, 4.0],
        }
    }

    #[test]
    fn a_place_belongs_to_the_leaf_its_forks_lead_to() {
        let places = [[0.0, 9.0], [1.0, 0.0], [2.0, 5.0], [2.0, 6.0]];
        let values = places.map(|place| tree().value(&place));
        assert_eq!(values, [0.5, 0.5, 2.0, 4.0]);
    }

    #[test]
    fn side_by_side_is_the_same_as_one_by_one() {
        let place = |n: u8| [f32::from(n % 3), f32::from(n % 8)];
        let trees = [tree(), tree()];
        for count in [0, 5, 50] {
            let places: Vec<[f32; 2]> = (0..count).map(place).collect();
            let alone: Vec<f64> = places.iter().map(|place| score(&trees, place)).collect();
            assert_eq!(scores(&trees, &places), alone);
        }
    }

    #[test]
    fn a_tree_without_forks_is_its_leaf() {
        let tree = Tree {
            forks: Vec::new(),
            leaves: vec![0.25],
        };
        assert_eq!(tree.value(&[]), 0.25);
    }
}
