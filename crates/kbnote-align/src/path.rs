//! Where each claim is said, given how well each fits everywhere and how notes progress in time.
//!
//! A forward-backward pass over a hidden Markov model whose states are the cues. A step from one
//! claim to the next is a mixture of exponential kernels in time, forward and backward, and of
//! a jump to anywhere; so a pass costs a constant number of operations a claim and cue.

use kbnote_model::math;

/// One kernel of the mixture.
#[derive(Clone, Copy)]
pub(crate) struct Kernel {
    /// Its share.
    pub(crate) weight: f64,
    /// Its mean step, in milliseconds.
    pub(crate) mean: f64,
}

/// How a note goes from one claim to the next.
pub(crate) struct Steps {
    pub(crate) onward: [Kernel; 2],
    pub(crate) back: [Kernel; 1],
    pub(crate) anywhere: f64,
}

/// The steps of a dense note: most go forward a little, some go back or anywhere.
const STEPS: Steps = Steps {
    onward: [
        Kernel {
            weight: 0.40,
            mean: 8_000.0,
        },
        Kernel {
            weight: 0.30,
            mean: 40_000.0,
        },
    ],
    back: [Kernel {
        weight: 0.12,
        mean: 25_000.0,
    }],
    anywhere: 0.18,
};

/// Notes that have a moment at least every so many milliseconds of the track are dense.
const DENSE_MILLIS: f64 = 40_000.0;

impl Steps {
    /// The steps of a note with so many claims on a track of so many milliseconds: the sparser it
    /// is, the longer.
    pub(crate) fn at_pace(span: i64, claims: usize) -> Self {
        #[allow(clippy::cast_precision_loss)]
        let pace = span as f64 / claims.max(1) as f64;
        let longer = (pace / DENSE_MILLIS).max(1.0);
        let longer = |kernel: Kernel| Kernel {
            mean: kernel.mean * longer,
            ..kernel
        };
        Self {
            onward: STEPS.onward.map(longer),
            back: STEPS.back.map(longer),
            ..STEPS
        }
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
    let spread = Spread::new(steps, starts);
    let mut forward = Vec::with_capacity(claims);
    let mut prior = vec![1.0; starts.len()];
    for claim in 0..claims {
        let mut state = likelihood(claim);
        multiply(&mut state, &prior);
        normalise(&mut state);
        prior = spread.step(&state, false);
        forward.push(state);
    }
    let mut later = vec![1.0; starts.len()];
    for (claim, state) in forward.iter_mut().enumerate().rev() {
        let mut message = likelihood(claim);
        multiply(&mut message, &later);
        normalise(&mut message);
        multiply(state, &later);
        normalise(state);
        later = spread.step(&message, true);
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

/// The steps of a note on a track.
struct Spread {
    onward: Decay<2>,
    back: Decay<1>,
    anywhere: f64,
}

impl Spread {
    fn new(steps: &Steps, starts: &[i64]) -> Self {
        Self {
            onward: Decay::new(&steps.onward, starts),
            back: Decay::new(&steps.back, starts),
            anywhere: steps.anywhere,
        }
    }

    /// Takes each cue's mass on by one step, or, `reversed`, back by one.
    fn step(&self, mass: &[f64], reversed: bool) -> Vec<f64> {
        let total: f64 = mass.iter().sum();
        #[allow(clippy::cast_precision_loss)]
        let mut out = vec![self.anywhere * total / mass.len() as f64; mass.len()];
        self.onward.carry(mass, !reversed, &mut out);
        self.back.carry(mass, reversed, &mut out);
        out
    }
}

/// Some kernels on a track: how much of the mass carried along remains from each cue to the next.
struct Decay<const N: usize> {
    /// What a cue is given of the mass that reaches it.
    share: [f64; N],
    /// One less than there are cues.
    left: Vec<[f64; N]>,
}

impl<const N: usize> Decay<N> {
    fn new(kernels: &[Kernel; N], starts: &[i64]) -> Self {
        #[allow(clippy::cast_precision_loss)]
        let decay = |pair: &[i64]| {
            let step = (pair[1] - pair[0]).abs() as f64;
            kernels
                .each_ref()
                .map(|kernel| math::exp(-step * (1.0 / kernel.mean)))
        };
        Self {
            share: kernels
                .each_ref()
                .map(|kernel| kernel.weight * (1.0 / kernel.mean) * 3000.0),
            left: starts.windows(2).map(decay).collect(),
        }
    }

    /// Adds to `out` what reaches each cue. Half of the mass of a cue itself moves on with a kernel,
    /// half with its reverse.
    fn carry(&self, mass: &[f64], onward: bool, out: &mut [f64]) {
        let mut carried = [0.0; N];
        let mut reach = |left: &[f64; N], before: f64, own: f64, out: &mut f64| {
            for kernel in 0..N {
                carried[kernel] = (carried[kernel] + before) * left[kernel];
                *out += self.share[kernel] * (carried[kernel] + 0.5 * own);
            }
        };
        let steps = self.left.iter().zip(mass.windows(2));
        if onward {
            reach(&[0.0; N], 0.0, mass[0], &mut out[0]);
            for ((left, pair), out) in steps.zip(&mut out[1..]) {
                reach(left, pair[0], pair[1], out);
            }
        } else {
            let last = mass.len() - 1;
            reach(&[0.0; N], 0.0, mass[last], &mut out[last]);
            for ((left, pair), out) in steps.zip(&mut out[..last]).rev() {
                reach(left, pair[1], pair[0], out);
            }
        }
    }
}
