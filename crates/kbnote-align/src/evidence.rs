//! The features of the second look: a place with its probabilities, compared with the other places.

use kbnote_model::math;

use crate::candidate::ClaimShape;
use crate::choice::{Contender, Odds};
use crate::features;
use crate::note_marginals::NoteMarginals;

/// The number of features of the second look.
pub const COUNT: usize = features::COUNT + NAMES.len() + features::RIVALED.len();

/// The names of the features that are made of probabilities.
const NAMES: [&str; 18] = [
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
    "look_note",
    "look_terms",
    "look_heading_terms",
    "look_answer",
];

/// A claim with its candidates and the places that come into question.
#[derive(Clone, Copy, Debug)]
pub struct PlaceContext<'a> {
    /// What is known of each candidate.
    pub features: &'a [[f32; features::COUNT]],
    /// The scores of the candidates by themselves, without their neighbours.
    pub scores: &'a [f64],
    /// How probable they are.
    pub odds: Odds<'a>,
    /// What the claim is like.
    pub shape: ClaimShape,
    /// The places that come into question.
    pub contenders: &'a [Contender],
    /// What the chain believes of the note.
    pub beliefs: &'a NoteMarginals<'a>,
    /// The number of the claim among those that ask for moments.
    pub number: usize,
}

impl PlaceContext<'_> {
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
        let (beliefs, number, shape) = (self.beliefs, self.number, self.shape);
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
            beliefs.sureness_of_others(number),
            shape.terms as f64,
            shape.heading_terms as f64,
            f64::from(u8::from(shape.is_answer)),
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

/// The names of the features, in order.
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
    fn a_place_is_compared_with_the_others() {
        let mut features = [[0.0; features::COUNT]; 2];
        features[1][features::RIVALED[0]] = 0.25;
        let odds = Odds {
            segments: &[0, 1],
            mass: &[0.6, 0.4],
            starts: &[0, 60_000],
        };
        let look = PlaceContext {
            features: &features,
            scores: &[0.0, 0.0],
            odds,
            shape: ClaimShape::default(),
            contenders: &odds.contenders(),
            beliefs: &NoteMarginals::new(&[], &[]),
            number: 0,
        };
        let lead = features::COUNT + NAMES.len();
        let leads: Vec<f32> = look.evidence().iter().map(|place| place[lead]).collect();
        assert_eq!(leads, [-0.25, 0.25]);
        assert_eq!(names().count(), COUNT);
    }
}
