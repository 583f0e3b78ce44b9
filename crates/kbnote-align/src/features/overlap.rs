//! The share of a claim that is said at a place, around it, and one segment further.

use super::feature_context::FeatureContext;
use crate::segment::SegmentIndex;

/// The names of the features.
pub(super) const NAMES: [&str; 32] = [
    "share_0",
    "share_1",
    "share_2",
    "share_3",
    "share_4",
    "said_0",
    "said_1",
    "said_2",
    "said_3",
    "said_4",
    "below_peak_0",
    "below_peak_1",
    "below_peak_2",
    "below_peak_3",
    "below_peak_4",
    "behind_0",
    "behind_1",
    "behind_2",
    "next_1",
    "before_1",
    "loss_1",
    "loss_2",
    "loss_3",
    "gain_1",
    "gain_2",
    "gain_3",
    "loss2_2",
    "loss2_3",
    "gain2_3",
    "weight",
    "said",
    "precision",
];

/// The index of the share said in the widest window ahead.
pub(super) const WIDEST_AHEAD: usize = 4;

/// The index of the share said in the widest window before.
pub(super) const WIDEST_BEHIND: usize = 17;

/// The features of a place.
pub(super) fn overlap(context: &FeatureContext<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let own = context.own;
    let a = |window| own.ahead(window, at);
    let s = |window, step| own.at(window, at, step);
    let p = |window| own.below_peak(window, at);
    let loss = |window, step| s(window, 0) - s(window, step);
    [
        a(0),
        a(1),
        a(2),
        a(3),
        a(4),
        s(0, 0),
        s(1, 0),
        s(2, 0),
        s(3, 0),
        s(4, 0),
        p(0),
        p(1),
        p(2),
        p(3),
        p(4),
        own.behind(0, at),
        own.behind(1, at),
        own.behind(2, at),
        s(0, 1),
        s(0, -1),
        loss(1, 1),
        loss(2, 1),
        loss(3, 1),
        loss(1, -1),
        loss(2, -1),
        loss(3, -1),
        loss(2, 2),
        loss(3, 2),
        loss(3, -2),
        own.query.weight,
        own.query.said / own.query.weight.max(1.0),
        s(0, 0) / context.index.segment_weight[at].max(1.0),
    ]
}
