//! Trains the second look: which of the likeliest places is right, and whether a claim is said at
//! all.

use std::ops::Range;

use kbnote_align::training::{self, EVIDENCE_COUNT, NoteMarginals, Odds, PlaceContext};

use crate::boost::{self, Binned, GrownTree, Growth};
use crate::development::TrainingVideo;
use crate::examples::ExampleNote;
use crate::rng::Rng;
use crate::score;
use crate::scorer::Scorer;

/// A claim with its candidate places.
#[derive(Clone, Debug)]
pub struct Case {
    /// The group of its video.
    pub group: String,
    /// Its video, heading and text.
    pub text: String,
    /// Its weight in training.
    pub weight: f64,
    /// The places, the likeliest by the chain first.
    pub places: Vec<PlaceCase>,
    /// Whether it is from a note on another video.
    pub foreign: bool,
    /// The passages that say it, in milliseconds, where people marked them.
    pub passages: Vec<(i64, i64)>,
}

/// A candidate place.
#[derive(Clone, Debug)]
pub struct PlaceCase {
    /// The features of its judgement.
    pub evidence: [f32; EVIDENCE_COUNT],
    /// When it begins, in milliseconds.
    pub start: i64,
    /// The errors of the claim's anchors in seconds if it is chosen; none if no gold is known.
    pub errors: Vec<u64>,
}

impl PlaceCase {
    /// The least error.
    #[must_use]
    pub fn error(&self) -> Option<u64> {
        self.errors.iter().copied().min()
    }
}

impl Case {
    /// Whether it is known where it is said.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.places
            .first()
            .is_some_and(|place| !place.errors.is_empty())
    }
}

/// The cases of a note, by the answers of a scorer, each with a weight.
#[must_use]
pub fn cases(
    scorer: &Scorer,
    training_video: &TrainingVideo,
    note: &ExampleNote,
    weight: f64,
) -> Vec<Case> {
    let scores = scorer.scores(note);
    let chain = note.chain(&scores);
    let mass = training::marginals(&chain, &scorer.steps, note.span());
    let beliefs = NoteMarginals::new(&chain, &mass);
    let case = |(number, moments): (usize, Range<usize>)| {
        let example = &note.examples[moments.start];
        let claim = &training_video.notes[note.note].claims[example.claim];
        let odds = Odds {
            segments: &example.segments,
            mass: &mass[moments.start],
            starts: &note.starts,
        };
        let contenders = odds.contenders();
        let look = PlaceContext {
            features: &example.features,
            scores: &scores[moments.start],
            odds,
            shape: example.shape,
            contenders: &contenders,
            beliefs: &beliefs,
            number,
        };
        let further = &mass[moments.start + 1..moments.end];
        let places = look.evidence().into_iter().zip(&contenders);
        let place = |(evidence, place): ([f32; EVIDENCE_COUNT], &training::Contender)| {
            let found = odds.choose(place.candidate, further, moments.len());
            let seconds = |&s: &usize| note.starts[s].unsigned_abs() / 1000;
            let times: Vec<u64> = found.iter().map(seconds).collect();
            PlaceCase {
                evidence,
                start: example.starts[place.candidate],
                errors: score::claim_errors(claim, &times),
            }
        };
        Case {
            group: training_video.group.clone(),
            text: format!(
                "{} # {} # {}",
                training_video.video, claim.heading, claim.text
            ),
            weight,
            places: places.map(place).collect(),
            foreign: claim.foreign,
            passages: claim.passages.clone(),
        }
    };
    note.claims().into_iter().enumerate().map(case).collect()
}

/// The two ensembles.
#[derive(Clone)]
pub struct Judge {
    /// The log-odds of a place being right, if the claim is said.
    pub right: Vec<GrownTree>,
    /// The log-odds of the claim being said.
    pub support: Vec<GrownTree>,
}

/// Log-odds, whether the event occurred, and the weight.
pub type Odd = (f64, bool, f64);

/// The verdict of a judge on a case.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The number of the best place.
    pub best: usize,
    /// How probable it is that the claim is said.
    pub said: f64,
    /// For each place, how probable it is that the claim is said there.
    pub scores: Vec<f64>,
}

impl Verdict {
    /// How probable it is that the best place is right.
    #[must_use]
    pub fn score(&self) -> f64 {
        self.scores[self.best]
    }
}

/// The features that are the same at all places of a track, whatever is written: a judge that saw
/// them would know the videos it learned from by them.
#[must_use]
pub fn track_constants() -> Vec<usize> {
    let is_constant = |name: &str| name == "marked";
    let names = training::evidence_names().enumerate();
    names
        .filter(|(_, name)| is_constant(name))
        .map(|(at, _)| at)
        .collect()
}

/// How the ensembles are grown.
#[must_use]
pub fn growth() -> Growth {
    Growth {
        trees: 220,
        leaves: 12,
        rate: 0.06,
        least_rows: 60,
        damping: 5.0,
        note_share: 0.7,
        ..Growth::default()
    }
}

impl Judge {
    /// Learns from some cases; strangers count `strangers` times as much as others.
    #[must_use]
    pub fn train(cases: &[&Case], growth: &Growth, strangers: f64) -> Self {
        let mut right = Rows::default();
        let mut support = Rows::default();
        let mut rng = Rng::new(9);
        for case in cases {
            let Some(first) = case.places.first() else {
                continue;
            };
            if case.foreign {
                support.push(first, false, strangers * case.weight);
            } else if case.is_known() {
                support.push(first, true, case.weight);
                for (rank, place) in case.places.iter().enumerate() {
                    let is_right = place.error().is_some_and(|error| error <= 10);
                    let is_plain = !is_right && rank >= PLAIN_RANK;
                    if !is_plain {
                        right.push(place, is_right, case.weight);
                    } else if rng.unit() < PLAIN_SHARE {
                        right.push(place, is_right, case.weight / PLAIN_SHARE);
                    }
                }
            }
        }
        Self {
            right: right.learn(growth),
            support: support.learn(growth),
        }
    }

    /// The log-odds of a case's places being right and of it being said, each with the truth and the
    /// weight.
    #[must_use]
    pub fn odds(&self, case: &Case, strangers: f64) -> (Vec<Odd>, Option<Odd>) {
        let first = case.places.first();
        let is_known = case.is_known() && !case.foreign;
        let weight = if case.foreign {
            strangers * case.weight
        } else {
            case.weight
        };
        let said = first.filter(|_| is_known || case.foreign);
        let said = said.map(|place| (odds(&self.support, place), !case.foreign, weight));
        let right = case.places.iter().filter(|_| is_known).map(|place| {
            let is_right = place.error().is_some_and(|error| error <= 10);
            (odds(&self.right, place), is_right, case.weight)
        });
        (right.collect(), said)
    }

    /// The judge with calibrated ensembles.
    #[must_use]
    pub fn calibrated(&self, right: Calibration, support: Calibration) -> Self {
        Self {
            right: right.apply(&self.right),
            support: support.apply(&self.support),
        }
    }

    /// Judges a case.
    #[must_use]
    pub fn verdict(&self, case: &Case) -> Verdict {
        let said = case
            .places
            .first()
            .map_or(0.0, |place| probability(&self.support, place));
        let scores = case
            .places
            .iter()
            .map(|place| said * probability(&self.right, place));
        let scores: Vec<f64> = scores.collect();
        let better = |best, at| if scores[at] > scores[best] { at } else { best };
        Verdict {
            best: (0..scores.len()).reduce(better).unwrap_or(0),
            said,
            scores,
        }
    }
}

/// A linear correction of the log-odds of an ensemble: trees that are grown in small steps stop short
/// of the truth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// The factor of the log-odds.
    pub slope: f64,
    /// The number added to them.
    pub shift: f64,
}

impl Calibration {
    /// The calibration under which some log-odds, each with its truth and weight, are likeliest (Platt
    /// 1999).
    #[must_use]
    pub fn fit(odds: &[Odd]) -> Self {
        let (mut slope, mut shift) = (1.0, 0.0);
        for _ in 0..30 {
            let (mut g, mut h) = ([1e-9; 2], [1e-6, 0.0, 1e-6]);
            for &(odds, is_good, weight) in odds {
                let p = 1.0 / (1.0 + (-(slope * odds + shift)).exp());
                let error = weight * (p - f64::from(u8::from(is_good)));
                let curve = weight * p * (1.0 - p);
                g = [g[0] + error * odds, g[1] + error];
                h = [
                    h[0] + curve * odds * odds,
                    h[1] + curve * odds,
                    h[2] + curve,
                ];
            }
            let determinant = h[0] * h[2] - h[1] * h[1];
            slope -= (h[2] * g[0] - h[1] * g[1]) / determinant;
            shift -= (h[0] * g[1] - h[1] * g[0]) / determinant;
        }
        Self { slope, shift }
    }

    /// The ensemble that gives calibrated log-odds.
    #[must_use]
    pub fn apply(self, trees: &[GrownTree]) -> Vec<GrownTree> {
        let scaled = trees.iter().map(|tree| tree.scaled(self.slope));
        scaled.chain([GrownTree::constant(self.shift)]).collect()
    }
}

/// Training rows of an ensemble.
#[derive(Default)]
struct Rows<'a> {
    rows: Vec<&'a [f32]>,
    good: Vec<f64>,
    weights: Vec<f64>,
}

impl<'a> Rows<'a> {
    fn push(&mut self, place: &'a PlaceCase, is_good: bool, weight: f64) {
        self.rows.push(&place.evidence);
        self.good.push(f64::from(u8::from(is_good)));
        self.weights.push(weight);
    }

    /// Trees whose sum is the log-odds of a row being good.
    fn learn(&self, growth: &Growth) -> Vec<GrownTree> {
        let binned = Binned::new(&self.rows);
        let mut sums = vec![0.0; self.rows.len()];
        let mut rng = Rng::new(7);
        let rows = 0..u32::try_from(self.rows.len()).unwrap_or(0);
        let mut trees = Vec::new();
        for _ in 0..growth.trees {
            let share = |sum: &f64| 1.0 / (1.0 + (-sum).exp());
            let share: Vec<f64> = sums.iter().map(share).collect();
            let both = share.iter().zip(&self.good).zip(&self.weights);
            let gradient: Vec<f64> = both.map(|((p, y), w)| w * (p - y)).collect();
            let both = share.iter().zip(&self.weights);
            let curvature = both
                .map(|(p, w)| w * (p * (1.0 - p)).max(1e-3))
                .collect::<Vec<_>>();
            let features = (0..EVIDENCE_COUNT).filter(|_| rng.unit() < growth.feature_share);
            let mut features: Vec<usize> = features.collect();
            features.retain(|feature| !growth.without.contains(feature));
            let members = rows
                .clone()
                .filter(|_| rng.unit() < growth.note_share)
                .collect();
            let tree = boost::grow(&binned, members, &gradient, &curvature, growth, &features);
            for (row, sum) in sums.iter_mut().enumerate() {
                *sum += tree.value(&binned, row);
            }
            trees.push(tree);
        }
        trees
    }
}

/// From this rank on wrong places are so many and so plainly wrong that a sample is enough, each
/// weighted by the inverse of its share.
const PLAIN_RANK: usize = 2;
const PLAIN_SHARE: f64 = 0.3;

/// The log-odds that an ensemble gives to a place.
fn odds(trees: &[GrownTree], place: &PlaceCase) -> f64 {
    let value = |tree: &GrownTree| f64::from(tree.tree.value(&place.evidence));
    trees.iter().map(value).sum()
}

/// The probability that an ensemble gives to a place.
fn probability(trees: &[GrownTree], place: &PlaceCase) -> f64 {
    1.0 / (1.0 + (-odds(trees, place)).exp())
}
