//! The aligner: a track, read for finding claims in it.

use kbnote_core::Track;

use crate::alignment::{Alignment, Confidence, Moment};
use crate::claim::Claim;
use crate::index::{TermId, TrackIndex};
use crate::math;
use crate::options::AlignOptions;
use crate::path::{self, Kernel, Steps};
use crate::text::Lexer;
use crate::window;

/// A caption track, read for finding claims in it.
pub struct Aligner<'a> {
    track: &'a Track,
    lexer: Lexer,
    index: TrackIndex,
}

const KERNELS: [Kernel; 3] = [
    Kernel {
        weight: 0.40,
        mean: 8_000.0,
    },
    Kernel {
        weight: 0.3,
        mean: 40_000.0,
    },
    Kernel {
        weight: 0.12,
        mean: -25_000.0,
    },
];

impl<'a> Aligner<'a> {
    /// Reads a track.
    #[must_use]
    pub fn new(track: &'a Track, options: AlignOptions) -> Self {
        let language = options.language.unwrap_or_else(|| track.language.clone());
        let lexer = Lexer::new(&language);
        let index = TrackIndex::new(track, &lexer);
        Self {
            track,
            lexer,
            index,
        }
    }

    /// Finds the moments on which the claims of one note rest, one answer a claim.
    #[must_use]
    pub fn align(&self, claims: &[Claim<'_>]) -> Vec<Alignment> {
        let fit: Vec<Vec<f64>> = claims.iter().map(|claim| self.fit(claim)).collect();
        let steps = Steps {
            kernels: &KERNELS,
            anywhere: 0.18,
        };
        let posterior = path::posterior(&fit, &self.index.starts, &steps);
        claims
            .iter()
            .zip(&posterior)
            .map(|(claim, mass)| self.choose(claim, mass))
            .collect()
    }

    fn fit(&self, claim: &Claim<'_>) -> Vec<f64> {
        let mut terms: Vec<TermId> = self
            .lexer
            .terms(claim.text)
            .iter()
            .filter_map(|term| self.index.find(&term.form))
            .collect();
        terms.sort_unstable();
        terms.dedup();
        let own = window::overlap(&self.index, &terms, 1);
        let pair = window::overlap(&self.index, &terms, 2);
        let wide = window::overlap(&self.index, &terms, 5);
        let score = |cue: usize| 0.15 * own[cue] + 0.2 * pair[cue] + 0.2 * wide[cue];
        let best = (0..own.len()).map(score).fold(0.0, f64::max);
        (0..own.len())
            .map(|cue| math::exp(score(cue) - best))
            .collect()
    }

    fn choose(&self, claim: &Claim<'_>, mass: &[f64]) -> Alignment {
        let mut moments: Vec<Moment> = Vec::new();
        let starts = &self.index.starts;
        let near = |cue: usize, reach: i64| {
            let from = starts.partition_point(|&start| start < starts[cue] - reach);
            let to = starts.partition_point(|&start| start <= starts[cue] + reach);
            mass[from..to].iter().sum::<f64>() + 0.5 * mass[cue]
        };
        let mut order: Vec<(f64, usize)> =
            (0..mass.len()).map(|cue| (near(cue, 4500), cue)).collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, cue) in &order {
            if moments.len() >= claim.moments {
                break;
            }
            if moments
                .iter()
                .any(|m| starts[m.cues.start].abs_diff(starts[cue]) < 10_000)
            {
                continue;
            }
            moments.push(Moment {
                time: self.track.cues[cue].start(),
                cues: cue..cue + 1,
                estimated: false,
            });
        }
        moments.sort_by_key(|moment| moment.time);
        let score = order.first().map_or(0.0, |best| best.0.min(1.0));
        Alignment {
            moments,
            score,
            confidence: Confidence::Low,
        }
    }
}
