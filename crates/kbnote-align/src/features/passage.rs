//! How much of a claim is said in the minute around a place, and how often: a sentence may sum up
//! a phase of what is said.

use std::ops::Range;

use super::feature_context::FeatureContext;
use crate::coverage::WINDOWS;
use crate::index::TrackIndex;
use crate::query::Query;
use crate::segment::SegmentIndex;
use crate::text_coverage::TextCoverage;

/// The names of the features.
pub(super) const NAMES: [&str; 21] = [
    "long_share",
    "long_below_peak",
    "around_share",
    "around_below_peak",
    "around_previous",
    "around_following",
    "around_heading",
    "around_heading_below_peak",
    "dense_around",
    "dense_ahead",
    "dense_near",
    "gathered_around",
    "gathered_ahead",
    "section_60",
    "section_180",
    "dense_around_below",
    "dense_near_below",
    "peak",
    "peak_around",
    "previous_peak_around",
    "following_peak_around",
];

/// The numbers that are known once all candidates are: how far two are below the best.
pub(super) const BELOW: [(usize, usize); 2] = [(8, 15), (10, 16)];

/// Compares the candidates of a claim with each other: how far some numbers are `below` the best;
/// `first` is the number of the group's first.
pub(super) fn compare<const N: usize>(
    candidates: &mut [[f32; N]],
    first: usize,
    below: &[(usize, usize)],
) {
    for &(of, below) in below {
        let values = candidates.iter().map(|numbers| numbers[first + of]);
        let best = values.fold(0.0, f32::max);
        for numbers in candidates.iter_mut() {
            numbers[first + below] = best - numbers[first + of];
        }
    }
}

/// How far from a place the windows reach, in milliseconds.
const AROUND_MILLIS: i64 = 30_000;
const AHEAD_MILLIS: i64 = 60_000;
const NEAR_MILLIS: i64 = 12_000;

/// Terms that tell no more are said nearly everywhere.
const TELLING: f32 = 1.0;

/// After so many times a term that is said once more tells half as much.
const ENOUGH: f32 = 1.5;

/// The numbers of the window of some seconds ahead, and of that around.
const NEAR: usize = 2;
const AROUND: usize = WINDOWS - 1;

/// The number of the longest window ahead.
const LONGEST: usize = 5;

/// The segments that begin in some time around a segment, and the segment itself.
fn window(index: &TrackIndex, at: SegmentIndex, from: i64, to: i64) -> Range<usize> {
    let start = index.starts[at];
    let segments = index.between(start + from, start + to);
    segments.start..segments.end.max(at + 1)
}

/// How densely the terms of a claim, its heading and the previous claim are said around each of some
/// places, in order of time.
pub(super) struct Densities {
    around: Vec<Density>,
    ahead: Vec<Density>,
    near: Vec<Density>,
    pub(super) heading: Vec<Density>,
    pub(super) previous: Vec<Density>,
}

impl Densities {
    pub(super) fn new(context: &FeatureContext<'_>, places: &[SegmentIndex]) -> Self {
        let (index, own) = (context.index, &context.own.query);
        let windows = |from, to| -> Vec<Range<usize>> {
            let windows = places.iter().map(|&at| window(index, at, from, to));
            windows.collect()
        };
        let of = |query: &Query, windows: &[_]| Density::of_windows(query, index, windows);
        let around = windows(-AROUND_MILLIS, AROUND_MILLIS);
        let none = || vec![Density::default(); places.len()];
        Self {
            ahead: of(own, &windows(-1_000, AHEAD_MILLIS)),
            near: of(own, &windows(-1_000, NEAR_MILLIS)),
            heading: of(&context.heading.query, &around),
            previous: context
                .previous
                .map_or_else(none, |p| of(&p.query, &around)),
            around: of(own, &around),
        }
    }
}

/// The numbers of a place: the one with a number among those whose densities are given.
pub(super) fn passage(
    context: &FeatureContext<'_>,
    at: SegmentIndex,
    densities: &Densities,
    number: usize,
) -> [f32; NAMES.len()] {
    let own = context.own;
    let around = &densities.around[number];
    let ahead = &densities.ahead[number];
    let near = &densities.near[number];
    let other = |of: Option<&TextCoverage>| of.map_or(0.0, |reading| reading.around(at));
    [
        own.ahead(LONGEST, at),
        own.below_peak(LONGEST, at),
        own.around(at),
        own.around_below_peak(at),
        other(context.previous),
        other(context.next),
        context.heading.around(at),
        context.heading.around_below_peak(at),
        around.dense,
        ahead.dense,
        near.dense,
        around.gathered,
        ahead.gathered,
        context.competition.section(at, 60_000),
        context.competition.section(at, 180_000),
        0.0,
        0.0,
        own.peak(NEAR),
        own.peak(AROUND),
        context
            .previous
            .map_or(0.0, |previous| previous.peak(AROUND)),
        context.next.map_or(0.0, |next| next.peak(AROUND)),
    ]
}

/// How often the terms of a claim are said in some segments, as shares of its weight.
#[derive(Clone, Debug, Default)]
pub(super) struct Density {
    /// Each term the more, the more often it is said, with less and less to gain.
    pub(super) dense: f32,
    /// Each term by the share of all its places that lie here.
    gathered: f32,
}

impl Density {
    /// The densities in some windows, whose beginnings and ends come in order: so each term's places
    /// are gone through once.
    #[allow(clippy::cast_precision_loss)]
    fn of_windows(query: &Query, index: &TrackIndex, windows: &[Range<usize>]) -> Vec<Self> {
        let mut all = vec![Self::default(); windows.len()];
        for term in query.terms.iter().filter(|term| term.rarity > TELLING) {
            let said = index.segments_of(term.id);
            let spread = said.len() as f32;
            let (mut first, mut end) = (0, 0);
            for (density, window) in all.iter_mut().zip(windows) {
                let reach = |mut at: usize, to: usize| {
                    while said.get(at).is_some_and(|&s| (s as usize) < to) {
                        at += 1;
                    }
                    at
                };
                first = reach(first, window.start);
                if first == said.len() {
                    break;
                }
                end = reach(end.max(first), window.end);
                let here = (end - first) as f32;
                if here > 0.0 {
                    density.dense += term.rarity * here / (here + ENOUGH);
                    density.gathered += term.rarity * here / spread;
                }
            }
        }
        let weight = query.weight.max(1.0);
        for density in &mut all {
            density.dense /= weight;
            density.gathered /= weight;
        }
        all
    }
}
