//! Where each claim lies, given how well each fits everywhere and how notes go on in time.
//!
//! A forward-backward pass over a hidden Markov model whose states are the cues. A step from one
//! claim to the next is a mixture of exponential kernels in time, forward and backward, and of
//! a jump to anywhere; so a pass costs a constant number of operations a claim and cue.

use crate::math;

/// One kernel of the mixture.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    /// Its share.
    pub(crate) weight: f64,
    /// Its mean step, in milliseconds; negative: back in time.
    pub(crate) mean: f64,
}

/// How a note goes from one claim to the next.
pub(crate) struct Steps<'a> {
    pub(crate) kernels: &'a [Kernel],
    pub(crate) anywhere: f64,
}

/// For each claim, the probability of each place. `fit` holds the likelihoods, a row a claim.
pub(crate) fn posterior(fit: &[Vec<f64>], starts: &[i64], steps: &Steps<'_>) -> Vec<Vec<f64>> {
    let spreads: Vec<Spread> = steps
        .kernels
        .iter()
        .map(|k| Spread::new(k, starts))
        .collect();
    let pass_on = |mass: &[f64], is_reversed: bool| {
        let total: f64 = mass.iter().sum();
        #[allow(clippy::cast_precision_loss)]
        let mut out = vec![steps.anywhere * total / mass.len() as f64; mass.len()];
        for spread in &spreads {
            spread.add(mass, &mut out, is_reversed);
        }
        out
    };
    let mut states = Vec::with_capacity(fit.len());
    let mut prior = vec![1.0; starts.len()];
    for row in fit {
        let state = normalised(&prior, row);
        prior = pass_on(&state, false);
        states.push(state);
    }
    let mut later = vec![1.0; starts.len()];
    for (state, row) in states.iter_mut().zip(fit).rev() {
        *state = normalised(state, &later);
        later = pass_on(&normalised(&later, row), true);
    }
    states
}

/// The product of two rows, brought to the sum 1.
fn normalised(left: &[f64], right: &[f64]) -> Vec<f64> {
    let mut row: Vec<f64> = left.iter().zip(right).map(|(a, b)| a * b).collect();
    let sum: f64 = row.iter().sum();
    if sum > 0.0 {
        row.iter_mut().for_each(|value| *value /= sum);
    }
    row
}

/// A kernel on the times of a track.
struct Spread {
    /// What a unit of mass gives to the place where the step begins.
    height: f64,
    goes_back: bool,
    /// How much is left of a mass on the way from each place to the next.
    left: Vec<f64>,
}

impl Spread {
    fn new(kernel: &Kernel, starts: &[i64]) -> Self {
        let rate = 1.0 / kernel.mean.abs();
        #[allow(clippy::cast_precision_loss)]
        let decay = |pair: &[i64]| math::exp((pair[0] - pair[1]) as f64 * rate);
        Self {
            height: kernel.weight * rate * USUAL_MILLIS,
            goes_back: kernel.mean < 0.0,
            left: starts.windows(2).map(decay).collect(),
        }
    }

    /// Takes each place's mass on by one step, or, `is_reversed`, back by one.
    fn add(&self, mass: &[f64], out: &mut [f64], is_reversed: bool) {
        let mut carried = 0.0;
        // Half of the mass of a place itself goes on with the kernel, half with its reverse.
        let mut visit = |at: usize, left: f64, before: Option<usize>| {
            carried = (carried + before.map_or(0.0, |before| mass[before])) * left;
            out[at] += self.height * (carried + 0.5 * mass[at]);
        };
        if self.goes_back == is_reversed {
            for at in 0..mass.len() {
                let before = at.checked_sub(1);
                visit(at, before.map_or(0.0, |before| self.left[before]), before);
            }
        } else {
            for at in (0..mass.len()).rev() {
                let before = (at + 1 < mass.len()).then_some(at + 1);
                visit(at, self.left.get(at).copied().unwrap_or(0.0), before);
            }
        }
    }
}

/// About how far apart places are: it makes a density over time a share of a place.
const USUAL_MILLIS: f64 = 3_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    const FORWARD: Steps<'static> = Steps {
        kernels: &[Kernel {
            weight: 0.9,
            mean: 5_000.0,
        }],
        anywhere: 0.1,
    };

    #[test]
    fn of_two_places_that_fit_the_one_behind_the_last_claim_is_likelier() {
        let starts = [0, 5_000, 10_000, 15_000, 20_000];
        let sure = vec![0.01, 0.01, 1.0, 0.01, 0.01];
        let torn = vec![0.01, 1.0, 0.01, 1.0, 0.01];
        let found = posterior(&[sure.clone(), torn.clone()], &starts, &FORWARD);
        assert!(found[1][3] > 2.0 * found[1][1]);
        let found = posterior(&[torn, sure], &starts, &FORWARD);
        assert!(found[0][1] > 2.0 * found[0][3]);
        for row in found {
            assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }
}
