//! How well the sentences around a claim and its heading fit a place.

use super::feature_context::FeatureContext;
use crate::segment::SegmentIndex;
use crate::text_coverage::TextCoverage;

/// The names of the features.
pub(super) const NAMES: [&str; 16] = [
    "previous_1",
    "previous_3",
    "previous_4",
    "previous_below_peak",
    "previous_behind_0",
    "previous_behind_1",
    "previous_behind_2",
    "following_3",
    "following_4",
    "following_below_peak",
    "following_behind_1",
    "following_behind_2",
    "heading_4",
    "heading_below_peak",
    "heading_behind_1",
    "heading_behind_2",
];

/// The features of a place.
pub(super) fn context(context: &FeatureContext<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let ahead = |of: Option<&TextCoverage>, window| of.map_or(0.0, |r| r.ahead(window, at));
    let behind = |of: Option<&TextCoverage>, window| of.map_or(0.0, |r| r.behind(window, at));
    let below = |of: Option<&TextCoverage>| of.map_or(0.0, |r| r.below_peak(3, at));
    let (p, n, h) = (context.previous, context.next, Some(context.heading));
    [
        ahead(p, 1),
        ahead(p, 3),
        ahead(p, 4),
        below(p),
        behind(p, 0),
        behind(p, 1),
        behind(p, 2),
        ahead(n, 3),
        ahead(n, 4),
        below(n),
        behind(n, 1),
        behind(n, 2),
        ahead(h, 4),
        below(h),
        behind(h, 1),
        behind(h, 2),
    ]
}
