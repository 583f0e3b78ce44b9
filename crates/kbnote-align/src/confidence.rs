//! The second look: which of the likeliest places a claim rests at, and how sure that is.
//!
//! Two small ensembles of trees judge a place: one gives the probability that it is within ten
//! seconds of where the claim is said, if it is said, the other that the captions speak of the claim
//! at all. Their product is the score.

use crate::alignment::Confidence;
use crate::beliefs::Beliefs;
use crate::choice::{Contender, Odds};
use crate::features;
use crate::math;
use crate::model;
use crate::weights::weights;

/// How many numbers the judgement is made on.
pub const COUNT: usize = features::COUNT + NAMES.len() + features::RIVALED.len();

/// The names of the numbers that are made of probabilities.
const NAMES: [&str; 14] = [
    "look_probability",
    "look_rival",
    "look_mass",
    "look_score",
    "look_below_best",
    "look_sum",
    "look_rank",
    "look_within_30",
    "look_previous",
    "look_previous_close",
    "look_next",
    "look_next_close",
    "look_section_60",
    "look_section_180",
];

/// From this score on an answer is sure.
const LEAST_HIGH: f64 = 0.9;

/// Where less of a claim than this is said around a place, each word by its rarity, the captions do not
/// speak of it there, whatever else is in favour: in a short track something always is.
const LEAST_SAID: f32 = 0.15;

/// A claim with its candidates and the places that come into question.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// What is known of each candidate.
    pub features: &'a [[f32; features::COUNT]],
    /// The scores of the candidates before their neighbours were heard.
    pub scores: &'a [f64],
    /// How probable they are.
    pub odds: Odds<'a>,
    /// The places that come into question.
    pub contenders: &'a [Contender],
    /// What the chain believes of the note.
    pub beliefs: &'a Beliefs<'a>,
    /// The number of the claim among those that ask for moments.
    pub number: usize,
}

/// How an answer is judged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judgement {
    /// For each place in question, the probability that it is right.
    pub(crate) scores: Vec<f64>,
    /// The number of the best place.
    pub(crate) best: usize,
    pub(crate) confidence: Confidence,
}

impl Look<'_> {
    /// What the judgement of each place in question is made on.
    #[must_use]
    pub fn evidence(&self) -> Vec<[f32; COUNT]> {
        let best = self
            .scores
            .iter()
            .copied()
            .fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = self.scores.iter().map(|s| math::exp(s - best)).sum();
        let places = 0..self.contenders.len();
        places.map(|rank| self.of_place(rank, best, sum)).collect()
    }

    fn of_place(&self, rank: usize, best: f64, sum: f64) -> [f32; COUNT] {
        let Contender {
            candidate,
            probability,
        } = self.contenders[rank];
        let at = self.odds.starts[self.odds.segments[candidate]];
        let (beliefs, number) = (self.beliefs, self.number);
        #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation)]
        let numbers = [
            probability,
            self.rival(rank),
            self.odds.mass[candidate],
            self.scores[candidate],
            self.scores[candidate] - best,
            math::ln(sum),
            rank as f64,
            self.odds.within(candidate, 30_000),
            beliefs.neighbour(number, -1, at - 60_000, at + 5_000),
            beliefs.neighbour(number, -1, at - 15_000, at + 2_000),
            beliefs.neighbour(number, 1, at - 5_000, at + 60_000),
            beliefs.neighbour(number, 1, at - 2_000, at + 15_000),
            beliefs.section(number, at - 60_000, at + 60_000),
            beliefs.section(number, at - 180_000, at + 180_000),
        ]
        .map(|number| number as f32);
        let mut evidence = [0.0; COUNT];
        let (own, rest) = evidence.split_at_mut(features::COUNT);
        own.copy_from_slice(&self.features[candidate]);
        let (probabilities, leads) = rest.split_at_mut(NAMES.len());
        probabilities.copy_from_slice(&numbers);
        for (lead, feature) in leads.iter_mut().zip(features::RIVALED) {
            *lead = self.lead(rank, feature);
        }
        evidence
    }

    /// How probable the best other place is.
    fn rival(&self, rank: usize) -> f64 {
        let others = (0..)
            .zip(self.contenders)
            .filter(|(other, _)| *other != rank);
        others
            .map(|(_, other)| other.probability)
            .fold(0.0, f64::max)
    }

    /// How much more of something is known of a place than of any other.
    fn lead(&self, rank: usize, feature: usize) -> f32 {
        let value = |place: &Contender| self.features[place.candidate][feature];
        let others = (0..)
            .zip(self.contenders)
            .filter(|(other, _)| *other != rank);
        let most = others.map(|(_, other)| value(other)).fold(0.0, f32::max);
        value(&self.contenders[rank]) - most
    }
}

/// Judges the places in question by their evidence; none if there are none.
pub(crate) fn judge(evidence: &[[f32; COUNT]]) -> Option<Judgement> {
    let first = evidence.first()?;
    let weights = weights();
    let supported = probability(model::score(&weights.support, first));
    let is_said = features::share_around(first) >= LEAST_SAID;
    let is_refused = !is_said || supported < weights.least_support;
    let supported = if is_refused {
        supported.min(MOST_REFUSED)
    } else {
        supported
    };
    let scores: Vec<f64> = model::scores(&weights.right, evidence)
        .into_iter()
        .map(|odds| supported * probability(odds))
        .collect();
    let better = |best, at| if scores[at] > scores[best] { at } else { best };
    let best = (0..scores.len()).reduce(better)?;
    let confidence = if is_refused {
        Confidence::None
    } else if scores[best] >= LEAST_HIGH {
        Confidence::High
    } else {
        Confidence::Low
    };
    Some(Judgement {
        scores,
        best,
        confidence,
    })
}

/// How probable it is at most that a claim is said that is refused.
const MOST_REFUSED: f64 = 0.5;

/// The probability that some log-odds stand for.
fn probability(odds: f64) -> f64 {
    1.0 / (1.0 + math::exp(-odds))
}

/// The names of the numbers, in order.
pub fn names() -> impl Iterator<Item = String> {
    let all: Vec<&str> = features::names().collect();
    let leads = features::RIVALED.map(|feature| format!("lead_{}", all[feature]));
    let names = all.into_iter().chain(NAMES).map(str::to_owned);
    names.chain(leads).collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_has_no_score_above_a_half() {
        // Nothing of the claim is said around the place.
        let unsaid = [0.0; COUNT];
        let judgement = judge(&[unsaid, unsaid]).unwrap();
        assert_eq!(judgement.confidence, Confidence::None);
        assert!(judgement.scores.iter().all(|score| *score <= 0.5));
    }

    #[test]
    fn a_place_is_compared_with_the_others() {
        let mut features = [[0.0; features::COUNT]; 2];
        features[1][features::RIVALED[0]] = 0.25;
        let odds = Odds {
            segments: &[0, 1],
            mass: &[0.6, 0.4],
            starts: &[0, 60_000],
        };
        let look = Look {
            features: &features,
            scores: &[0.0, 0.0],
            odds,
            contenders: &odds.contenders(),
            beliefs: &Beliefs::new(&[], &[]),
            number: 0,
        };
        let lead = features::COUNT + NAMES.len();
        let leads: Vec<f32> = look.evidence().iter().map(|place| place[lead]).collect();
        assert_eq!(leads, [-0.25, 0.25]);
        assert_eq!(names().count(), COUNT);
    }
}
