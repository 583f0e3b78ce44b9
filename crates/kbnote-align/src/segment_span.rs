//! The words around a segment: those in which order and newness are looked at.

use crate::index::TrackIndex;
use crate::segment::SegmentIndex;

/// How far the order of words is looked at, and how far back something counts as said already.
const ORDER_MILLIS: i64 = 12_000;
const FRESH_MILLIS: i64 = 20_000;

/// The words around a segment, by the numbers of their tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SegmentSpan {
    /// From here on something counts as said already.
    pub(crate) back: u32,
    /// Where the segment begins.
    pub(crate) from: u32,
    /// Where it ends.
    pub(crate) own_end: u32,
    /// How far the order of words is looked at.
    pub(crate) end: u32,
}

impl SegmentSpan {
    /// The words around each segment.
    pub(crate) fn all(index: &TrackIndex) -> Vec<Self> {
        (0..index.len()).map(|at| Self::around(index, at)).collect()
    }

    fn around(index: &TrackIndex, at: SegmentIndex) -> Self {
        let start = index.starts[at];
        let back = index.starts.partition_point(|&s| s < start - FRESH_MILLIS);
        let end = index
            .starts
            .partition_point(|&s| s <= start + ORDER_MILLIS)
            .max(at + 1);
        Self {
            back: index.first_token[back],
            from: index.first_token[at],
            own_end: index.first_token[at + 1],
            end: index.first_token[end],
        }
    }

    /// All of its tokens.
    pub(crate) fn tokens(self) -> std::ops::Range<u32> {
        self.back..self.end
    }
}
