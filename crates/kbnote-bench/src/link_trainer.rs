//! Boosts the trees of the link suggester on the likelihood of the links that authors set.

use kbnote_links::training::{COUNT, best, cascade};
use kbnote_model::math::exp;

use crate::boost::{self, Binned, GrownTree, Growth};
use crate::link_examples::LinkExample;
use crate::rng::Rng;

/// What the suggester learns: see [`kbnote_links::training::cascade`].
#[derive(Clone, Debug)]
pub struct Cascade {
    /// Tells the likely candidates from all.
    pub first: Vec<GrownTree>,
    /// Tells the linked from the likely.
    pub second: Vec<GrownTree>,
}

impl Cascade {
    /// Trains both ensembles on some notes, the first quickly.
    #[must_use]
    pub fn train(examples: &[&LinkExample], growth: &Growth, seed: u64) -> Self {
        let quick = Growth {
            trees: 40,
            leaves: 12,
            rate: 0.25,
            ..growth.clone()
        };
        let first = train(examples, &quick, seed);
        let likely: Vec<LinkExample> = examples
            .iter()
            .map(|example| likely(example, &scores(&first, example)))
            .collect();
        let second = train(&likely.iter().collect::<Vec<_>>(), growth, seed);
        Self { first, second }
    }

    /// The scores of the candidates of a note.
    #[must_use]
    pub fn scores(&self, example: &LinkExample) -> Vec<f64> {
        let (first, second) = (boost::trees(&self.first), boost::trees(&self.second));
        cascade(&first, &second, &example.rows)
    }
}

/// A note with the candidates that are best by their scores.
fn likely(example: &LinkExample, scores: &[f64]) -> LinkExample {
    let best = best(scores);
    LinkExample {
        vault: example.vault,
        is_judged: example.is_judged,
        gold: example.gold,
        rows: best.iter().map(|&row| example.rows[row]).collect(),
        linked: best.iter().map(|&row| example.linked[row]).collect(),
    }
}

/// Trains one ensemble on some notes.
#[must_use]
pub fn train(examples: &[&LinkExample], growth: &Growth, seed: u64) -> Vec<GrownTree> {
    let rows: Vec<&[f32]> = examples
        .iter()
        .flat_map(|e| e.rows.iter().map(<[f32; COUNT]>::as_slice))
        .collect();
    let linked: Vec<bool> = examples
        .iter()
        .flat_map(|e| e.linked.iter().copied())
        .collect();
    let binned = Binned::new(&rows);
    let ends: Vec<usize> = examples
        .iter()
        .scan(0, |end, e| {
            *end += e.rows.len();
            Some(*end)
        })
        .collect();
    let share = linked.iter().filter(|&&is| is).count() as f64 / linked.len().max(1) as f64;
    let prior = GrownTree::constant((share / (1.0 - share)).ln());
    let mut scores = vec![prior.value(&binned, 0); rows.len()];
    let mut rng = Rng::new(seed);
    let mut trees = vec![prior];
    for _ in 0..growth.trees {
        let picked = rng.pick(examples.len(), growth.note_share);
        let mut features = rng.pick(COUNT, growth.feature_share);
        features.retain(|feature| !growth.without.contains(feature));
        let members = picked
            .iter()
            .flat_map(|&note| ends[note] - examples[note].rows.len()..ends[note]);
        let members = members.filter_map(|row| u32::try_from(row).ok()).collect();
        let (gradient, curvature): (Vec<f64>, Vec<f64>) = scores
            .iter()
            .zip(&linked)
            .map(|(score, &is)| {
                let chance = 1.0 / (1.0 + exp(-score));
                (
                    chance - f64::from(u8::from(is)),
                    (chance * (1.0 - chance)).max(1e-6),
                )
            })
            .unzip();
        let tree = boost::grow(&binned, members, &gradient, &curvature, growth, &features);
        for (row, score) in scores.iter_mut().enumerate() {
            *score += tree.value(&binned, row);
        }
        trees.push(tree);
    }
    trees
}

/// The scores of the candidates of a note.
#[must_use]
pub fn scores(trees: &[GrownTree], example: &LinkExample) -> Vec<f64> {
    kbnote_model::scores(&boost::trees(trees), &example.rows)
}
