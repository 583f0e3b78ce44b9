//! Where each claim is said, given how well each fits everywhere and how notes progress in time.
//!
//! A forward-backward pass over a hidden Markov model whose states are the cues. A step from one
//! claim to the next is a mixture of exponential kernels in time, forward and backward, and of
//! a jump to anywhere; so a pass costs a constant number of operations a claim and cue.

use kbnote_model::math;

use crate::chain::DENSE_MILLIS;

/// One kernel of the mixture.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    /// Its share.
    pub(crate) weight: f64,
    /// Its mean step, in milliseconds; negative: back in time.
    pub(crate) mean: f64,
}

/// How a note goes from one claim to the next.
pub(crate) struct Steps {
    pub(crate) kernels: [Kernel; 3],
    pub(crate) anywhere: f64,
}

/// The steps of a dense note: most go forward a little, some go back or anywhere.
const STEPS: Steps = Steps {
    kernels: [
        Kernel {
            weight: 0.40,
            mean: 8_000.0,
        },
        Kernel {
            weight: 0.30,
            mean: 40_000.0,
        },
        Kernel {
            weight: 0.12,
            mean: -25_000.0,
        },
    ],
    anywhere: 0.18,
};

impl Steps {
    /// The steps of a note with so many claims on a track of so many milliseconds: the sparser it
    /// is, the longer.
    pub(crate) fn at_pace(span: i64, claims: usize) -> Self {
        #[allow(clippy::cast_precision_loss)]
        let pace = span as f64 / claims.max(1) as f64;
        let longer = (pace / DENSE_MILLIS).max(1.0);
        let kernels = STEPS.kernels.map(|kernel| Kernel {
            mean: kernel.mean * longer,
            ..kernel
        });
        Self { kernels, ..STEPS }
    }
}

/// For each claim, the probability of each segment. `likelihood` gives the row of a claim; it is
/// called twice for each, so that the rows need not be kept.
pub(crate) fn posterior(
    claims: usize,
    likelihood: impl Fn(usize) -> Vec<f64>,
    starts: &[i64],
    steps: &Steps,
) -> Vec<Vec<f64>> {
    let kernels: Vec<Decay> = steps
        .kernels
        .iter()
        .map(|kernel| Decay::new(*kernel, starts))
        .collect();
    let mut forward = Vec::with_capacity(claims);
    let mut prior = vec![1.0; starts.len()];
    for claim in 0..claims {
        let mut state = likelihood(claim);
        multiply(&mut state, &prior);
        normalise(&mut state);
        prior = spread(&state, &kernels, steps.anywhere, false);
        forward.push(state);
    }
    let mut later = vec![1.0; starts.len()];
    for (claim, state) in forward.iter_mut().enumerate().rev() {
        let mut message = likelihood(claim);
        multiply(&mut message, &later);
        normalise(&mut message);
        multiply(state, &later);
        normalise(state);
        later = spread(&message, &kernels, steps.anywhere, true);
    }
    forward
}

fn multiply(row: &mut [f64], by: &[f64]) {
    row.iter_mut().zip(by).for_each(|(a, b)| *a *= b);
}

fn normalise(row: &mut [f64]) {
    let sum: f64 = row.iter().sum();
    if sum > 0.0 {
        row.iter_mut().for_each(|value| *value /= sum);
    }
}

/// A kernel on a track: how much of the mass carried along remains from each cue to the next.
struct Decay {
    /// Whether it goes forward in time.
    onward: bool,
    /// What a cue is given of the mass that reaches it.
    share: f64,
    /// One less than there are cues.
    left: Vec<f64>,
}

impl Decay {
    fn new(kernel: Kernel, starts: &[i64]) -> Self {
        let rate = 1.0 / kernel.mean.abs();
        #[allow(clippy::cast_precision_loss)]
        let decay = |pair: &[i64]| math::exp(-((pair[1] - pair[0]).abs() as f64) * rate);
        Self {
            onward: kernel.mean > 0.0,
            share: kernel.weight * rate * 3000.0,
            left: starts.windows(2).map(decay).collect(),
        }
    }

    /// Adds to `out` what reaches each cue. Half of the mass of a cue itself moves on with the
    /// kernel, half with its reverse.
    fn carry(&self, mass: &[f64], onward: bool, out: &mut [f64]) {
        let mut carried = 0.0;
        let mut visit = |cue: usize, before: Option<(usize, f64)>| {
            if let Some((before, left)) = before {
                carried = (carried + mass[before]) * left;
            }
            out[cue] += self.share * (carried + 0.5 * mass[cue]);
        };
        if onward {
            for cue in 0..mass.len() {
                visit(
                    cue,
                    cue.checked_sub(1).map(|before| (before, self.left[before])),
                );
            }
        } else {
            for cue in (0..mass.len()).rev() {
                visit(cue, self.left.get(cue).map(|&left| (cue + 1, left)));
            }
        }
    }
}

/// Takes each cue's mass on by one step, or, `reversed`, back by one.
fn spread(mass: &[f64], kernels: &[Decay], anywhere: f64, reversed: bool) -> Vec<f64> {
    let total: f64 = mass.iter().sum();
    #[allow(clippy::cast_precision_loss)]
    let mut out = vec![anywhere * total / mass.len() as f64; mass.len()];
    for kernel in kernels {
        kernel.carry(mass, kernel.onward != reversed, &mut out);
    }
    out
}
