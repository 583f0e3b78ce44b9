//! How the other claims of the note compete for a place.

use kbnote_model::math;

use super::feature_context::FeatureContext;
use crate::segment::SegmentIndex;

/// The names of the features.
pub(super) const NAMES: [&str; 12] = [
    "odds",
    "rival",
    "others",
    "odds_share",
    "others_near",
    "odds_share_near",
    "previous_odds",
    "previous_odds_close",
    "next_odds",
    "next_odds_close",
    "second_previous_odds",
    "second_next_odds",
];

/// The features of a place.
pub(super) fn crowd(context: &FeatureContext<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let competition = &context.competition;
    let share = |own: f32, others: f32| own / (own + others).max(1e-9);
    let (own, others) = (competition.own(at), competition.others(at));
    let (near, others_near) = competition.near(at);
    [
        logarithm(own),
        logarithm(competition.rival(at)),
        others,
        share(own, others),
        others_near,
        share(near, others_near),
        competition.neighbour(-1, at, -40_000, 0),
        competition.neighbour(-1, at, -8_000, 0),
        competition.neighbour(1, at, 0, 40_000),
        competition.neighbour(1, at, 0, 8_000),
        competition.neighbour(-2, at, -60_000, 10_000),
        competition.neighbour(2, at, -10_000, 60_000),
    ]
}

#[allow(clippy::cast_possible_truncation)]
fn logarithm(odds: f32) -> f32 {
    math::ln(f64::from(odds.max(1e-6))) as f32
}
