//! How much of a claim is said in the minute around a place, and how often: a sentence may sum up
//! a phase of what is said.

use super::Scene;
use crate::coverage::WINDOWS;
use crate::index::{SegmentIndex, TrackIndex};
use crate::query::Query;
use crate::reading::Reading;

/// The names of the numbers.
pub(super) const NAMES: [&str; 23] = [
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
    "asks",
    "answers",
    "dense_around_below",
    "dense_near_below",
    "peak",
    "peak_around",
    "previous_peak_around",
    "following_peak_around",
];

/// The numbers that are known once all candidates are: how far two are below the best.
const BELOW: [(usize, usize); 2] = [(8, 17), (10, 18)];

/// Compares the candidates of a claim with each other; `first` is the number of the group's first.
pub(super) fn compare<const N: usize>(candidates: &mut [[f32; N]], first: usize) {
    for (of, below) in BELOW {
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

/// The numbers of a place.
pub(super) fn passage(scene: &Scene<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let (index, own) = (scene.index, scene.own);
    let start = index.starts[at];
    let window = |from: i64, to: i64| {
        let segments = index.between(start + from, start + to);
        segments.start..segments.end.max(at + 1)
    };
    let of = |query: &Query, from, to| Density::of(query, index, &window(from, to));
    let around = of(&own.query, -AROUND_MILLIS, AROUND_MILLIS);
    let ahead = of(&own.query, -1_000, AHEAD_MILLIS);
    let near = of(&own.query, -1_000, NEAR_MILLIS);
    let other = |of: Option<&Reading>| of.map_or(0.0, |reading| reading.around(at));
    let questions = index.questions(&window(-1_000, NEAR_MILLIS));
    let answered = index.questions(&window(-NEAR_MILLIS, -1_000));
    [
        own.ahead(LONGEST, at),
        own.below_peak(LONGEST, at),
        own.around(at),
        own.around_below_peak(at),
        other(scene.previous),
        other(scene.next),
        scene.heading.around(at),
        scene.heading.around_below_peak(at),
        around.dense,
        ahead.dense,
        near.dense,
        around.gathered,
        ahead.gathered,
        scene.standing.section(at, 60_000),
        scene.standing.section(at, 180_000),
        questions,
        answered,
        0.0,
        0.0,
        own.peak(NEAR),
        own.peak(AROUND),
        scene.previous.map_or(0.0, |previous| previous.peak(AROUND)),
        scene.next.map_or(0.0, |next| next.peak(AROUND)),
    ]
}

/// How often the terms of a claim are said in some segments, as shares of its weight.
struct Density {
    /// Each term the more, the more often it is said, with less and less to gain.
    dense: f32,
    /// Each term by the share of all its places that lie here.
    gathered: f32,
}

impl Density {
    #[allow(clippy::cast_precision_loss)]
    fn of(query: &Query, index: &TrackIndex, segments: &std::ops::Range<usize>) -> Self {
        let mut density = Self {
            dense: 0.0,
            gathered: 0.0,
        };
        for term in query.terms.iter().filter(|term| term.rarity > TELLING) {
            let here = index.spread_in(term.id, segments) as f32;
            if here > 0.0 {
                density.dense += term.rarity * here / (here + ENOUGH);
                density.gathered += term.rarity * here / index.spread(term.id) as f32;
            }
        }
        let weight = query.weight.max(1.0);
        density.dense /= weight;
        density.gathered /= weight;
        density
    }
}
