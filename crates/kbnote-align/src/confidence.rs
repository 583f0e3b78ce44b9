//! How sure an answer is: whether it is right, and whether the captions speak of it at all.
//!
//! Two small ensembles of trees look at the chosen place: one gives the probability that it is
//! within ten seconds, the other that the claim is about this video.

use crate::alignment::Confidence;
use crate::choice::{Choice, Odds};
use crate::features;
use crate::math;
use crate::model::{self, Tree};
use crate::weights;

/// How many numbers the judgement is made on.
pub const COUNT: usize = features::COUNT + EXTRA;

const EXTRA: usize = 6;

/// Where less of a claim than this is said around a place, each word by its rarity, the captions do not
/// speak of it there, whatever else is in favour: in a short track something always is.
const LEAST_SAID: f32 = 0.15;

/// What a judgement is made on: the features of the best place, and how it stands among others.
///
/// `scores` are those of the candidates before their neighbours were heard.
#[must_use]
pub fn evidence(
    features: &[[f32; features::COUNT]],
    scores: &[f64],
    odds: &Odds<'_>,
    choice: &Choice,
) -> [f32; COUNT] {
    let mut evidence = [0.0; COUNT];
    let (own, extra) = evidence.split_at_mut(features::COUNT);
    own.copy_from_slice(&features[choice.best]);
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = scores.iter().map(|score| math::exp(score - best)).sum();
    #[allow(clippy::cast_possible_truncation)]
    let numbers = [
        choice.probability,
        odds.runner_up(choice),
        odds.mass[choice.best],
        scores[choice.best],
        scores[choice.best] - best,
        math::ln(sum),
    ]
    .map(|number| number as f32);
    extra.copy_from_slice(&numbers);
    evidence
}

/// How likely an answer is right, from 0 to 1, and what that means.
pub(crate) fn judge(evidence: &[f32; COUNT]) -> (f64, Confidence) {
    let right = probability(&weights::RIGHT, evidence);
    let supported = probability(&weights::SUPPORT, evidence);
    let is_said = features::share_around(evidence) >= LEAST_SAID;
    let confidence = if !is_said || supported < weights::LEAST_SUPPORT {
        Confidence::None
    } else if right >= weights::LEAST_HIGH {
        Confidence::High
    } else {
        Confidence::Low
    };
    (right, confidence)
}

/// The probability that an ensemble gives.
fn probability(trees: &[Tree<'_>], evidence: &[f32; COUNT]) -> f64 {
    1.0 / (1.0 + math::exp(-model::score(trees, evidence)))
}
