//! Trains the scorer as part of its chain: a conditional random field whose
//! scores are boosted trees.
//!
//! The gradient of the log-likelihood by the score of a candidate is its probability in the
//! chain, less its probability when the gold is known. A tree is grown on that, and so on.

use std::sync::Arc;
use std::thread;

use kbnote_align::training::{
    self, STEP_CLASSES, STEP_ROWS, StepFactors, Weights, row_link, step_class, step_row,
};

use crate::boost::{self, Binned, GrownTree, Growth};
use crate::examples::{Example, ExampleNote};
use crate::rng::Rng;

/// A trained scorer.
#[derive(Clone)]
pub struct Scorer {
    /// Its trees, in order.
    pub trees: Vec<GrownTree>,
    /// The factors of steps.
    pub steps: StepFactors,
}

impl Scorer {
    /// A scorer read from a file; the gains of its forks are unknown.
    #[must_use]
    pub fn of(weights: &Weights) -> Self {
        Self {
            trees: weights.trees.iter().map(GrownTree::of).collect(),
            steps: weights.steps,
        }
    }

    /// The weights of a scorer without a second look.
    #[must_use]
    pub fn weights(&self) -> Weights {
        Weights {
            steps: self.steps,
            trees: boost::trees(&self.trees),
            ..Weights::default()
        }
    }

    /// The scores of all candidates of a note.
    #[must_use]
    pub fn scores(&self, note: &ExampleNote) -> Vec<Vec<f64>> {
        let trees = boost::trees(&self.trees);
        let scores = |example: &Example| kbnote_model::scores(&trees, &example.features);
        note.examples.iter().map(scores).collect()
    }

    /// The probabilities of all candidates of a note.
    #[must_use]
    pub fn marginals(&self, note: &ExampleNote) -> Vec<Vec<f64>> {
        training::marginals(&note.chain(&self.scores(note)), &self.steps, note.span())
    }
}

/// Trains on some notes.
#[must_use]
pub fn train(notes: &[&ExampleNote], growth: &Growth, seed: u64) -> Scorer {
    let steps = step_factors(notes, LEARNING);
    let places: Vec<&[f32]> = notes
        .iter()
        .flat_map(|note| note.examples.iter().flat_map(|e| &e.features))
        .map(<[f32; training::FEATURE_COUNT]>::as_slice)
        .collect();
    let binned = Binned::new(&places);
    let rows = places.len();
    let mut scores = vec![0.0; rows];
    let mut offsets = vec![0];
    for note in notes {
        let count: usize = note.examples.iter().map(|e| e.starts.len()).sum();
        offsets.push(offsets.last().copied().unwrap_or(0) + count);
    }
    let mut rng = Rng::new(seed);
    let mut trees = Vec::new();
    for _ in 0..growth.trees {
        let picked = rng.pick(notes.len(), growth.note_share);
        let mut features = rng.pick(training::FEATURE_COUNT, growth.feature_share);
        features.retain(|feature| !growth.without.contains(feature));
        let (mut gradient, mut curvature) = gradients(notes, &picked, &offsets, &scores, &steps);
        let mut members = Vec::new();
        for row in picked.iter().flat_map(|&n| offsets[n]..offsets[n + 1]) {
            let weight = weight(gradient[row], &mut rng);
            gradient[row] *= weight;
            curvature[row] *= weight;
            members.extend(u32::try_from(row).ok().filter(|_| weight > 0.0));
        }
        let tree = boost::grow(&binned, members, &gradient, &curvature, growth, &features);
        for (row, score) in scores.iter_mut().enumerate() {
            *score += tree.value(&binned, row);
        }
        trees.push(tree);
    }
    Scorer {
        trees,
        steps: steps.map(|row| row.map(|factor| factor.powf(RELAXED))),
    }
}

/// The exponent of the factors of steps while the trees are grown: the words of
/// neighbours tell part of it.
const LEARNING: f64 = 0.9;

/// The exponent of these factors in use, where the trees know more than they did at first.
const RELAXED: f64 = 0.7;

/// Below this a gradient is faint: the candidate is out of the question, as most are.
const FAINT: f64 = 0.01;

/// The share of the rows of faint gradient that a tree is grown on.
const FAINT_SHARE: f64 = 0.1;

/// The weight of a row for the next tree: those of faint gradient are sampled, and represent
/// the rest of their kind (gradient-based one-side sampling, Ke and others 2017).
fn weight(gradient: f64, rng: &mut Rng) -> f64 {
    if gradient.abs() >= FAINT {
        1.0
    } else if rng.unit() < FAINT_SHARE {
        1.0 / FAINT_SHARE
    } else {
        0.0
    }
}

/// The first row, then the gradients and curvatures from it on.
type Slopes = (usize, Vec<f64>, Vec<f64>);

fn gradients(
    notes: &[&ExampleNote],
    picked: &[usize],
    offsets: &[usize],
    scores: &[f64],
    steps: &StepFactors,
) -> (Vec<f64>, Vec<f64>) {
    let mut gradient = vec![0.0; scores.len()];
    let mut curvature = vec![0.0; scores.len()];
    let half = picked.len().div_ceil(2).max(1);
    let parts: Vec<Vec<Slopes>> = thread::scope(|scope| {
        let handles: Vec<_> = picked
            .chunks(half)
            .map(|chunk| {
                scope.spawn(move || {
                    chunk
                        .iter()
                        .map(|&n| {
                            let (g, h) =
                                note_gradient(notes[n], &scores[offsets[n]..offsets[n + 1]], steps);
                            (offsets[n], g, h)
                        })
                        .collect()
                })
            })
            .collect();
        handles.into_iter().filter_map(|h| h.join().ok()).collect()
    });
    for (offset, g, h) in parts.into_iter().flatten() {
        gradient[offset..offset + g.len()].copy_from_slice(&g);
        curvature[offset..offset + h.len()].copy_from_slice(&h);
    }
    (gradient, curvature)
}

fn note_gradient(note: &ExampleNote, scores: &[f64], steps: &StepFactors) -> (Vec<f64>, Vec<f64>) {
    let mut rest = scores;
    let free: Vec<Vec<f64>> = note
        .examples
        .iter()
        .map(|example| {
            let (own, tail) = rest.split_at(example.starts.len());
            rest = tail;
            own.to_vec()
        })
        .collect();
    let known: Vec<Vec<f64>> = free
        .iter()
        .zip(&note.examples)
        .map(|(scores, example)| {
            scores
                .iter()
                .zip(&example.worth)
                .map(|(s, w)| s + w)
                .collect()
        })
        .collect();
    let free = training::marginals(&note.chain(&free), steps, note.span());
    let mut known = training::marginals(&note.chain(&known), steps, note.span());
    for ((example, free), known) in note.examples.iter().zip(&free).zip(&mut known) {
        // A trimmed likelihood (Neykov and others 2007).
        if example.believed(free) < note.doubt {
            known.clone_from(free);
        }
    }
    let pairs = free.iter().flatten().zip(known.iter().flatten());
    let weight = note.weight;
    pairs
        .map(|(p, q)| (weight * (p - q), weight * (p * (1.0 - p)).max(5e-4)))
        .unzip()
}

/// How much likelier each class of steps is between neighbours than between any two moments of the
/// same video; tempered, since the words of neighbours tell part of it already.
#[must_use]
pub fn step_factors(notes: &[&ExampleNote], temper: f64) -> StepFactors {
    let any = steps_anywhere(notes);
    let all: f64 = any.iter().sum();
    step_counts(notes).map(|row| {
        let total: f64 = row.iter().sum();
        std::array::from_fn(|class| ((row[class] / total) / (any[class] / all)).powf(temper))
    })
}

/// How many steps a row of factors borrows from all rows of its link, whatever the pace and the text.
const BORROWED: f64 = 60.0;

/// How often each class of steps is in each row.
fn step_counts(notes: &[&ExampleNote]) -> StepFactors {
    let mut by_link = [[3.0; STEP_CLASSES]; 4];
    let mut counts = [[0.0; STEP_CLASSES]; STEP_ROWS];
    for note in notes {
        let pace = training::pace(note.span(), note.examples.len());
        let known = note.examples.iter().filter_map(|e| Some((e, e.gold?)));
        let known: Vec<(&Example, i64)> = known.collect();
        for pair in known.windows(2) {
            let next = pair[1].0;
            let class = step_class(pair[1].1 - pair[0].1);
            let row = step_row(next.link, next.chars_between, pace);
            counts[row][class] += note.weight;
            by_link[next.link as usize][class] += note.weight;
        }
    }
    for (at, row) in counts.iter_mut().enumerate() {
        let of_link = &by_link[row_link(at) as usize];
        let total: f64 = of_link.iter().sum();
        for (count, of_link) in row.iter_mut().zip(of_link) {
            *count += BORROWED * of_link / total;
        }
    }
    counts
}

/// How often each class of steps is between any two moments of a video.
fn steps_anywhere(notes: &[&ExampleNote]) -> [f64; STEP_CLASSES] {
    let mut any = [5.0; STEP_CLASSES];
    for video in notes.chunk_by(|a, b| Arc::ptr_eq(&a.starts, &b.starts)) {
        let examples = video.iter().flat_map(|note| &note.examples);
        let times: Vec<i64> = examples.filter_map(|example| example.gold).collect();
        for (n, from) in times.iter().enumerate() {
            for to in times.iter().skip(n % 13).step_by(13) {
                any[step_class(to - from)] += video[0].weight;
            }
        }
    }
    any
}
