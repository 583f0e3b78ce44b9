//! Gradient boosting: regression trees on binned features, grown leaf by leaf.

use std::ops::Range;
use std::thread;

use kbnote_model::{Fork, Tree};

/// How finely a feature is cut.
const BINS: usize = 64;

/// How trees are grown.
#[derive(Clone, Debug)]
pub struct Growth {
    /// How many trees.
    pub trees: usize,
    /// How many leaves a tree has at most; no more than 32.
    pub leaves: usize,
    /// How far each tree goes along its gradient.
    pub rate: f64,
    /// How many rows a leaf holds at least.
    pub least_rows: usize,
    /// What is added to the curvature of a leaf.
    pub damping: f64,
    /// The share of features a tree may use.
    pub feature_share: f64,
    /// The share of notes a tree is grown on.
    pub note_share: f64,
    /// The numbers of features that may not be used.
    pub without: Vec<usize>,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            trees: 160,
            leaves: 16,
            rate: 0.09,
            least_rows: 30,
            damping: 1.0,
            feature_share: 0.5,
            note_share: 0.5,
            without: Vec::new(),
        }
    }
}

/// A tree that owns its forks and leaves.
#[derive(Clone, Debug)]
pub struct GrownTree {
    /// The tree, its forks in the order in which they were grown.
    pub tree: Tree,
    /// The gain of each fork, for the report.
    pub gains: Vec<f64>,
    /// The bins of the forks, for rows that are binned.
    limits: Vec<u8>,
}

impl GrownTree {
    /// A tree read from a file, for rows that are not binned.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        Self {
            tree: tree.clone(),
            gains: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// A tree of one leaf.
    #[must_use]
    pub fn constant(value: f64) -> Self {
        #[allow(clippy::cast_possible_truncation)]
        let leaf = (value * 1e4).round() as f32 / 1e4;
        let tree = Tree {
            forks: Vec::new(),
            leaves: vec![leaf],
        };
        Self {
            tree,
            gains: Vec::new(),
            limits: Vec::new(),
        }
    }

    /// The tree with its leaves multiplied, to four decimals.
    #[must_use]
    pub fn scaled(&self, by: f64) -> Self {
        #[allow(clippy::cast_possible_truncation)]
        let leaf = |leaf: &f32| (f64::from(*leaf) * by * 1e4).round() as f32 / 1e4;
        let mut scaled = self.clone();
        scaled.tree.leaves = self.tree.leaves.iter().map(leaf).collect();
        scaled
    }

    /// The value for one binned row.
    #[must_use]
    pub fn value(&self, binned: &Binned, row: usize) -> f64 {
        let mut reach = u32::MAX;
        for (fork, &limit) in self.tree.forks.iter().zip(&self.limits) {
            if binned.columns[usize::from(fork.feature)][row] > limit {
                reach &= fork.right;
            }
        }
        f64::from(self.tree.leaves[reach.trailing_zeros() as usize])
    }
}

/// The trees as they are used.
#[must_use]
pub fn trees(grown: &[GrownTree]) -> Vec<Tree> {
    grown.iter().map(|grown| grown.tree.clone()).collect()
}

/// Rows whose features are cut into bins, a column a feature.
pub struct Binned {
    /// The bins.
    pub columns: Vec<Vec<u8>>,
    /// For each feature, the greatest value of each bin but the last.
    limits: Vec<Vec<f32>>,
}

impl Binned {
    /// Cuts features at their quantiles.
    #[must_use]
    pub fn new(rows: &[&[f32]]) -> Self {
        let sample: Vec<&[f32]> = rows.iter().copied().step_by(7).collect();
        let mut limits = Vec::new();
        let mut columns = Vec::new();
        for feature in 0..sample.first().map_or(0, |row| row.len()) {
            let mut values: Vec<f32> = sample.iter().map(|row| row[feature]).collect();
            values.sort_by(f32::total_cmp);
            let mut cuts: Vec<f32> = (1..BINS)
                .map(|b| values[b * (values.len() - 1) / BINS])
                .collect();
            cuts.dedup();
            columns.push(
                rows.iter()
                    .map(|row| {
                        u8::try_from(cuts.partition_point(|&c| c < row[feature])).unwrap_or(u8::MAX)
                    })
                    .collect(),
            );
            limits.push(cuts);
        }
        Self { columns, limits }
    }
}

#[derive(Clone, Copy, Default)]
struct Sum {
    gradient: f64,
    curvature: f64,
    rows: u32,
}

impl Sum {
    fn add(&mut self, gradient: f64, curvature: f64) {
        self.gradient += gradient;
        self.curvature += curvature;
        self.rows += 1;
    }

    fn less(self, other: Self) -> Self {
        Self {
            gradient: self.gradient - other.gradient,
            curvature: self.curvature - other.curvature,
            rows: self.rows - other.rows,
        }
    }

    fn worth(self, damping: f64) -> f64 {
        self.gradient * self.gradient / (self.curvature + damping)
    }
}

type Histogram = Vec<[Sum; BINS]>;

struct Leaf {
    rows: Vec<u32>,
    histogram: Histogram,
    total: Sum,
    best: Option<Split>,
}

#[derive(Clone, Copy)]
struct Split {
    gain: f64,
    feature: usize,
    bin: u8,
}

/// A fork with the leaves to its left, which move as others grow.
struct Branching {
    split: Split,
    left: Range<usize>,
}

/// Grows one tree that follows the gradient (of the loss) down.
#[must_use]
pub fn grow(
    binned: &Binned,
    rows: Vec<u32>,
    gradient: &[f64],
    curvature: &[f64],
    growth: &Growth,
    features: &[usize],
) -> GrownTree {
    let grower = Grower {
        binned,
        gradient,
        curvature,
        growth,
        features,
    };
    let mut leaves = vec![grower.leaf(rows, None)];
    let mut branchings: Vec<Branching> = Vec::new();
    while leaves.len() < growth.leaves {
        let Some((at, split)) = best(&leaves) else {
            break;
        };
        let leaf = leaves.remove(at);
        leaves.splice(at..at, grower.divide(&leaf, split));
        for branching in &mut branchings {
            branching.left.start += usize::from(branching.left.start > at);
            branching.left.end += usize::from(branching.left.end > at);
        }
        branchings.push(Branching {
            split,
            left: at..at + 1,
        });
    }
    grower.tree(&leaves, &branchings)
}

fn best(leaves: &[Leaf]) -> Option<(usize, Split)> {
    leaves
        .iter()
        .enumerate()
        .filter_map(|(at, leaf)| leaf.best.map(|split| (at, split)))
        .max_by(|a, b| a.1.gain.total_cmp(&b.1.gain))
}

fn difference(whole: &Histogram, part: &Histogram) -> Histogram {
    whole
        .iter()
        .zip(part)
        .map(|(w, p)| std::array::from_fn(|b| w[b].less(p[b])))
        .collect()
}

/// The bits of some leaves.
fn bits(leaves: Range<usize>) -> u32 {
    leaves.fold(0, |bits, leaf| bits | 1 << leaf)
}

struct Grower<'a> {
    binned: &'a Binned,
    gradient: &'a [f64],
    curvature: &'a [f64],
    growth: &'a Growth,
    features: &'a [usize],
}

impl Grower<'_> {
    fn leaf(&self, rows: Vec<u32>, histogram: Option<Histogram>) -> Leaf {
        let histogram = histogram.unwrap_or_else(|| self.histogram(&rows));
        let mut total = Sum::default();
        for &row in &rows {
            total.add(self.gradient[row as usize], self.curvature[row as usize]);
        }
        let best = self.split(&histogram, total);
        Leaf {
            rows,
            histogram,
            total,
            best,
        }
    }

    /// The two leaves that a split makes of one. Only the smaller is counted out.
    fn divide(&self, leaf: &Leaf, split: Split) -> [Leaf; 2] {
        let column = &self.binned.columns[split.feature];
        let (left, right): (Vec<u32>, Vec<u32>) = leaf
            .rows
            .iter()
            .partition(|&&row| column[row as usize] <= split.bin);
        let rest = |part: &Leaf| Some(difference(&leaf.histogram, &part.histogram));
        if left.len() <= right.len() {
            let left = self.leaf(left, None);
            let right = self.leaf(right, rest(&left));
            [left, right]
        } else {
            let right = self.leaf(right, None);
            let left = self.leaf(left, rest(&right));
            [left, right]
        }
    }

    fn tree(&self, leaves: &[Leaf], branchings: &[Branching]) -> GrownTree {
        let fork = |branching: &Branching| Fork {
            feature: u8::try_from(branching.split.feature).unwrap_or(u8::MAX),
            limit: self.binned.limits[branching.split.feature][usize::from(branching.split.bin)],
            right: bits(0..leaves.len()) & !bits(branching.left.clone()),
        };
        let tree = Tree {
            forks: branchings.iter().map(fork).collect(),
            leaves: leaves.iter().map(|leaf| self.value(leaf)).collect(),
        };
        GrownTree {
            tree,
            gains: branchings.iter().map(|b| b.split.gain).collect(),
            limits: branchings.iter().map(|b| b.split.bin).collect(),
        }
    }

    /// How far a leaf goes along its gradient, to four decimals.
    fn value(&self, leaf: &Leaf) -> f32 {
        let Sum {
            gradient,
            curvature,
            ..
        } = leaf.total;
        let step = -self.growth.rate * gradient / (curvature + self.growth.damping);
        #[allow(clippy::cast_possible_truncation)]
        let rounded = (step * 1e4).round() as f32;
        rounded / 1e4
    }

    fn histogram(&self, rows: &[u32]) -> Histogram {
        let half = self.features.len().div_ceil(2);
        let count = |features: &[usize]| -> Histogram {
            features
                .iter()
                .map(|&feature| {
                    let column = &self.binned.columns[feature];
                    let mut sums = [Sum::default(); BINS];
                    for &row in rows {
                        let row = row as usize;
                        sums[usize::from(column[row])].add(self.gradient[row], self.curvature[row]);
                    }
                    sums
                })
                .collect()
        };
        if rows.len() < 4000 {
            return count(self.features);
        }
        thread::scope(|scope| {
            let (first, second) = self.features.split_at(half);
            let other = scope.spawn(move || count(second));
            let mut all = count(first);
            all.extend(other.join().unwrap_or_default());
            all
        })
    }

    fn split(&self, histogram: &Histogram, total: Sum) -> Option<Split> {
        let damping = self.growth.damping;
        let mut best: Option<Split> = None;
        for (sums, &feature) in histogram.iter().zip(self.features) {
            let mut left = Sum::default();
            for (bin, sum) in sums
                .iter()
                .enumerate()
                .take(self.binned.limits[feature].len())
            {
                left = Sum {
                    gradient: left.gradient + sum.gradient,
                    curvature: left.curvature + sum.curvature,
                    rows: left.rows + sum.rows,
                };
                let right = total.less(left);
                if (left.rows.min(right.rows) as usize) < self.growth.least_rows {
                    continue;
                }
                let gain = left.worth(damping) + right.worth(damping) - total.worth(damping);
                if gain > best.map_or(1e-6, |b| b.gain) {
                    best = Some(Split {
                        gain,
                        feature,
                        bin: u8::try_from(bin).unwrap_or(0),
                    });
                }
            }
        }
        best
    }
}
