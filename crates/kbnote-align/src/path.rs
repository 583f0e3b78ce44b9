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

/// For each claim, the probability of each cue. `fit` holds the likelihoods, a row a claim.
pub(crate) fn posterior(fit: &[Vec<f64>], starts: &[i64], steps: &Steps<'_>) -> Vec<Vec<f64>> {
    let mut forward = Vec::with_capacity(fit.len());
    let mut prior = vec![1.0; starts.len()];
    for row in fit {
        let mut state = product(&prior, row);
        normalise(&mut state);
        prior = spread(&state, starts, steps, false);
        forward.push(state);
    }
    let mut later = vec![1.0; starts.len()];
    for (state, row) in forward.iter_mut().zip(fit).rev() {
        let mut message = product(&later, row);
        normalise(&mut message);
        *state = product(state, &later);
        normalise(state);
        later = spread(&message, starts, steps, true);
    }
    forward
}

fn product(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(a, b)| a * b).collect()
}

fn normalise(row: &mut [f64]) {
    let sum: f64 = row.iter().sum();
    if sum > 0.0 {
        row.iter_mut().for_each(|value| *value /= sum);
    }
}

/// Takes each cue's mass on by one step, or, `reversed`, back by one.
fn spread(mass: &[f64], starts: &[i64], steps: &Steps<'_>, reversed: bool) -> Vec<f64> {
    let total: f64 = mass.iter().sum();
    #[allow(clippy::cast_precision_loss)]
    let mut out = vec![steps.anywhere * total / mass.len() as f64; mass.len()];
    for kernel in steps.kernels {
        let onward = (kernel.mean > 0.0) != reversed;
        let rate = 1.0 / kernel.mean.abs();
        let mut carried = 0.0;
        let mut last = None;
        let mut visit = |cue: usize| {
            if let Some(before) = last {
                let gap: i64 = starts[cue] - starts[before];
                #[allow(clippy::cast_precision_loss)]
                let gap = gap.abs() as f64;
                carried = (carried + mass[before]) * math::exp(-gap * rate);
            }
            // Half of the mass of a cue itself goes on with the kernel, half with its reverse.
            out[cue] += kernel.weight * rate * 3000.0 * (carried + 0.5 * mass[cue]);
            last = Some(cue);
        };
        if onward {
            (0..mass.len()).for_each(&mut visit);
        } else {
            (0..mass.len()).rev().for_each(&mut visit);
        }
    }
    out
}
