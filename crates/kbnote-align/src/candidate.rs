//! The first pass: from all places of a track to the few at which each claim may rest.

use std::cmp::Ordering;

use crate::aligner::Aligner;
use crate::chain::Link;
use crate::claim::Claim;
use crate::coverage::Coverage;
use crate::features::{self, Reading, Scene};
use crate::index::SegmentIndex;
use crate::math;
use crate::path::{self, Kernel, Steps};
use crate::query::Query;

/// How many places of each claim the second pass looks at.
const CANDIDATES: usize = 48;

/// How many of them are chosen by their probability among their neighbours.
const PROBABLE: usize = 36;

/// The places at which a claim may rest.
#[derive(Debug)]
pub struct Candidates {
    /// The number of the claim.
    pub claim: usize,
    /// How it follows the one before it that asks for moments.
    pub link: Link,
    /// The segments, in order of time.
    pub segments: Vec<SegmentIndex>,
    /// When they begin, in milliseconds.
    pub starts: Vec<i64>,
    /// The claim as terms.
    pub(crate) query: Query,
    /// What is known of each.
    pub features: Vec<[f32; features::COUNT]>,
}

/// Steps of the first pass: most go on a little, some go back or anywhere.
const STEPS: Steps<'static> = Steps {
    kernels: &[
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

/// The candidates of the claims that ask for moments.
pub(crate) fn candidates(aligner: &Aligner<'_>, claims: &[Claim<'_>]) -> Vec<Candidates> {
    let index = &aligner.index;
    let mut readings: Vec<Reading> = claims
        .iter()
        .map(|claim| read(aligner, claim.text))
        .collect();
    let fits: Vec<Vec<f32>> = readings.iter().map(fit).collect();
    let likelihood: Vec<Vec<f64>> = fits.iter().map(|row| likelihood(row)).collect();
    let posterior = path::posterior(&likelihood, &index.starts, &STEPS);
    let mut out = Vec::new();
    let mut heading: Option<(&str, Reading)> = None;
    let mut last_block = None;
    for (at, claim) in claims.iter().enumerate() {
        if claim.moments == 0 {
            continue;
        }
        if heading
            .as_ref()
            .is_none_or(|(text, _)| *text != claim.heading)
        {
            heading = Some((claim.heading, read(aligner, claim.heading)));
        }
        let previous = at.checked_sub(1);
        let next = (at + 1 < claims.len()).then_some(at + 1);
        let is_near = |other: Option<usize>| other.is_some_and(|o| claims[o].block == claim.block);
        #[allow(clippy::cast_precision_loss)]
        let scene = Scene {
            index,
            own: &readings[at],
            previous: previous.map(|p| &readings[p]),
            next: next.map(|n| &readings[n]),
            heading: heading.as_ref().map(|(_, reading)| reading),
            same_block: is_near(previous),
            previous_bare: is_near(previous) && previous.is_some_and(|p| claims[p].moments == 0),
            next_same_block: is_near(next),
            place: at as f32 / claims.len() as f32,
            fit: &fits[at],
        };
        let segments = likeliest(&posterior[at], &fits[at]);
        out.push(Candidates {
            claim: at,
            link: if last_block == Some(claim.block) {
                Link::SameBlock
            } else {
                Link::NextBlock
            },
            starts: segments.iter().map(|&s| index.starts[s]).collect(),
            features: segments
                .iter()
                .map(|&s| features::features(&scene, s))
                .collect(),
            query: Query::default(),
            segments,
        });
        last_block = Some(claim.block);
    }
    for candidates in &mut out {
        candidates.query = std::mem::take(&mut readings[candidates.claim].query);
    }
    out
}

fn read(aligner: &Aligner<'_>, text: &str) -> Reading {
    let query = Query::new(text, &aligner.index, &aligner.lexer);
    let coverage = Coverage::new(&query, &aligner.index, &aligner.reach);
    Reading::new(query, coverage)
}

/// The fit as a likelihood. Most segments share the fit of those that share no word.
fn likelihood(fit: &[f32]) -> Vec<f64> {
    let least = fit.iter().copied().fold(0.0, f32::min);
    let of_least = math::exp(f64::from(least));
    let one = |&fit: &f32| {
        if fit > least {
            math::exp(f64::from(fit))
        } else {
            of_least
        }
    };
    fit.iter().map(one).collect()
}

/// The most probable segments, and those that fit best by their words alone, in order of time.
fn likeliest(mass: &[f64], fit: &[f32]) -> Vec<SegmentIndex> {
    let mut chosen = top(mass.len(), PROBABLE, |a, b| mass[b].total_cmp(&mass[a]));
    let fitting = top(fit.len(), CANDIDATES, |a, b| fit[b].total_cmp(&fit[a]));
    for segment in fitting {
        if chosen.len() < CANDIDATES && !chosen.contains(&segment) {
            chosen.push(segment);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// The first numbers below `length` in some order, those that are equal in their own.
fn top(length: usize, count: usize, order: impl Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut all: Vec<usize> = (0..length).collect();
    let compare = |a: &usize, b: &usize| order(*a, *b).then(a.cmp(b));
    if length > count {
        all.select_nth_unstable_by(count - 1, compare);
        all.truncate(count);
    }
    all.sort_unstable_by(compare);
    all
}

/// How well each segment fits a claim by its words alone, on a logarithmic scale; 0 at best.
fn fit(reading: &Reading) -> Vec<f32> {
    let rows = &reading.coverage.ahead;
    let mut row: Vec<f32> = (0..rows[0].len())
        .map(|at| 0.15 * rows[0][at] + 0.2 * rows[2][at] + 0.2 * rows[3][at])
        .collect();
    let best = row.iter().copied().fold(0.0, f32::max);
    row.iter_mut().for_each(|f| *f -= best);
    row
}
