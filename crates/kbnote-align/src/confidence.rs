//! The second look: which of the likeliest places is the right one, and how probably.
//!
//! Two small ensembles of trees judge a place: one gives the probability that it is within ten
//! seconds of where the claim is said, if it is said, the other that the captions speak of the claim
//! at all. Their product is the score.

use kbnote_model::math;

use crate::alignment::Confidence;
use crate::evidence::COUNT;
use crate::features;
use crate::weights::weights;

/// From this score on an answer is sure.
const LEAST_HIGH: f64 = 0.9;

/// Where less of a claim than this is said around a place, each word by its rarity, the captions do not
/// speak of it there, whatever else is in favour: in a short track something always is.
const LEAST_SAID: f32 = 0.15;

/// How an answer is judged.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ScoredPlaces {
    /// For each place in question, the probability that it is right.
    pub(crate) scores: Vec<f64>,
    /// The number of the best place.
    pub(crate) best: usize,
    pub(crate) confidence: Confidence,
}

/// Judges the places in question by their evidence; none if there are none.
pub(crate) fn judge(evidence: &[[f32; COUNT]]) -> Option<ScoredPlaces> {
    let first = evidence.first_chunk::<1>()?;
    let weights = weights();
    let support: f64 = kbnote_model::scores(&weights.support, first).iter().sum();
    let supported = probability(support);
    let is_said = features::share_around(&first[0]) >= LEAST_SAID;
    let is_refused = !is_said || supported < weights.least_support;
    let supported = if is_refused {
        supported.min(MOST_REFUSED)
    } else {
        supported
    };
    let scores: Vec<f64> = kbnote_model::scores(&weights.right, evidence)
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
    Some(ScoredPlaces {
        scores,
        best,
        confidence,
    })
}

/// How probable it is at most that a claim is said that is refused.
const MOST_REFUSED: f64 = 0.5;

/// The probability for some log-odds.
fn probability(odds: f64) -> f64 {
    1.0 / (1.0 + math::exp(-odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_claim_has_no_score_above_a_half() {
        // Nothing of the claim is said around the place.
        let unsaid = [0.0; COUNT];
        let judgement = judge(&[unsaid, unsaid]).unwrap();
        assert_eq!(judgement.confidence, Confidence::None);
        assert!(judgement.scores.iter().all(|score| *score <= 0.5));
    }
}
