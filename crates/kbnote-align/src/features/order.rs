//! Words said in the order of the claim, where they begin, and which of them are new.

use super::feature_context::FeatureContext;
use crate::query::{Hit, Query};
use crate::segment::SegmentIndex;

/// The names of the features.
pub(super) const NAMES: [&str; 9] = [
    "pairs_own",
    "pairs_wide",
    "longest_run",
    "first_match",
    "first_rare",
    "rarest",
    "center",
    "fresh",
    "fresh_share",
];

/// Beyond any place in the words ahead.
const FAR: f32 = 40.0;

/// From which rarity on a term is more than a function word, and from which it is rare.
const TELLING: f32 = 1.0;
const RARE: f32 = 3.0;

/// The features of a place.
pub(super) fn order(context: &FeatureContext<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let query = &context.own.query;
    let stretch = context.spans[at];
    let from = context.hits.partition_point(|hit| hit.token < stretch.from);
    let hits = &context.hits[from..];
    let hits = &hits[..hits.partition_point(|hit| hit.token < stretch.end)];
    let mut found = WordMatches::new();
    for (n, &hit) in hits.iter().enumerate() {
        let rarity = query.term(hit).rarity;
        #[allow(clippy::cast_precision_loss)]
        let distance = (hit.token - stretch.from) as f32;
        let is_own = hit.token < stretch.own_end;
        found.see(rarity, distance);
        if hit.before.is_none_or(|before| before < stretch.from) {
            let is_fresh = hit.before.is_none_or(|before| before < stretch.back);
            found.gather(rarity, distance, is_own && is_fresh);
        }
        let pair = before(query, &hits[..n], hit).map(|before| query.term(before).rarity);
        found.go_on(rarity, pair, is_own);
    }
    found.numbers(query.weight)
}

/// The hit right before another, or one further, that also precedes it in the claim.
fn before(query: &Query, hits: &[Hit], hit: Hit) -> Option<Hit> {
    let mut near = hits
        .iter()
        .rev()
        .take_while(|other| hit.token - other.token <= 2);
    near.find(|other| query.in_order(other.term, hit.term))
        .copied()
}

/// What is found along the words ahead.
struct WordMatches {
    pairs_own: f32,
    pairs_wide: f32,
    run: f32,
    longest_run: f32,
    first_match: f32,
    first_rare: f32,
    rarest: f32,
    /// The rarity of the different terms, and the same times their distance.
    matched: f32,
    moment: f32,
    fresh: f32,
}

impl WordMatches {
    fn new() -> Self {
        Self {
            pairs_own: 0.0,
            pairs_wide: 0.0,
            run: 0.0,
            longest_run: 0.0,
            first_match: FAR,
            first_rare: FAR,
            rarest: 0.0,
            matched: 0.0,
            moment: 0.0,
            fresh: 0.0,
        }
    }

    /// Takes in a term, said so many words ahead.
    fn see(&mut self, rarity: f32, distance: f32) {
        self.rarest = self.rarest.max(rarity);
        if rarity > TELLING {
            self.first_match = self.first_match.min(distance);
        }
        if rarity > RARE {
            self.first_rare = self.first_rare.min(distance);
        }
    }

    /// Takes in a term that was not among those before.
    fn gather(&mut self, rarity: f32, distance: f32, is_fresh: bool) {
        self.matched += rarity;
        self.moment += rarity * distance;
        if is_fresh {
            self.fresh += rarity;
        }
    }

    /// Takes in a term with the rarity of the one it is a pair with, if it is.
    fn go_on(&mut self, rarity: f32, pair: Option<f32>, is_own: bool) {
        if let Some(other) = pair {
            let gain = (rarity * other).sqrt();
            self.pairs_wide += gain;
            if is_own {
                self.pairs_own += gain;
            }
            self.run += rarity;
        } else {
            self.run = rarity;
        }
        self.longest_run = self.longest_run.max(self.run);
    }

    fn numbers(&self, weight: f32) -> [f32; NAMES.len()] {
        let center = if self.matched > 0.0 {
            self.moment / self.matched
        } else {
            FAR
        };
        [
            self.pairs_own,
            self.pairs_wide,
            self.longest_run,
            self.first_match,
            self.first_rare,
            self.rarest,
            center,
            self.fresh,
            self.fresh / weight.max(1.0),
        ]
    }
}
