//! Properties of the place itself: whether a sentence begins, its length, its position in the video.

use super::feature_context::FeatureContext;
use crate::segment::SegmentIndex;

/// The names of the features.
pub(super) const NAMES: [&str; 10] = [
    "marked",
    "opens",
    "next_opens",
    "gap",
    "duration",
    "tokens",
    "when",
    "apart",
    "fit",
    "nth",
];

#[allow(clippy::cast_precision_loss)]
/// The features of a place.
pub(super) fn place(context: &FeatureContext<'_>, at: SegmentIndex) -> [f32; NAMES.len()] {
    let index = context.index;
    let segment = &index.segments[at];
    let before = at.checked_sub(1).map(|b| &index.segments[b]);
    let gap = before
        .map_or(3000, |b| segment.start - b.end)
        .clamp(-1000, 3000);
    let span = (index.starts[index.len() - 1] - index.starts[0]).max(1) as f32;
    let when = (segment.start - index.starts[0]) as f32 / span;
    [
        index.marked,
        f32::from(segment.opens_sentence),
        f32::from(index.segments.get(at + 1).is_some_and(|s| s.opens_sentence)),
        gap as f32 / 1000.0,
        (segment.end - segment.start).clamp(0, 20_000) as f32 / 1000.0,
        (index.first_token[at + 1] - index.first_token[at]) as f32,
        when,
        when - context.place,
        context.fit[at],
        0.0,
    ]
}
