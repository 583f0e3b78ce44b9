//! A text as the track answers it: its terms, and how much of them is said where.

use std::sync::Arc;

use crate::coverage::{AHEAD, Coverage, WINDOWS};
use crate::indexed_track::IndexedTrack;
use crate::query::Query;
use crate::segment::SegmentIndex;

/// A text's coverage of the track, with its greatest values.
#[derive(Debug)]
pub(crate) struct TextCoverage {
    pub(crate) query: Arc<Query>,
    pub(crate) coverage: Coverage<WINDOWS>,
}

impl TextCoverage {
    pub(crate) fn new(indexed: &IndexedTrack, text: &str) -> Self {
        let query = Query::new(text, &indexed.index, &indexed.lexer);
        Self::of(indexed, Arc::new(query))
    }

    pub(crate) fn of(indexed: &IndexedTrack, query: Arc<Query>) -> Self {
        let windows = std::array::from_fn(|window| window);
        let coverage = Coverage::new(&query, &indexed.index, &indexed.reach, windows);
        Self { query, coverage }
    }

    /// The share of the text that is said in a window ahead.
    pub(crate) fn ahead(&self, window: usize, at: SegmentIndex) -> f32 {
        self.coverage.rows[at][window] / self.query.weight.max(1.0)
    }

    /// The share of the text that is said in a window before.
    pub(crate) fn behind(&self, window: usize, at: SegmentIndex) -> f32 {
        self.coverage.rows[at][AHEAD.len() + window] / self.query.weight.max(1.0)
    }

    /// The share of the text that is said in the window around a segment.
    pub(crate) fn around(&self, at: SegmentIndex) -> f32 {
        self.coverage.rows[at][WINDOWS - 1] / self.query.weight.max(1.0)
    }

    /// The greatest share of the text that is said in a window anywhere.
    pub(crate) fn peak(&self, window: usize) -> f32 {
        self.coverage.peaks[window] / self.query.weight.max(1.0)
    }

    /// How much less of the text is said there than at best, as a share.
    pub(crate) fn around_below_peak(&self, at: SegmentIndex) -> f32 {
        (self.coverage.peaks[WINDOWS - 1] - self.coverage.rows[at][WINDOWS - 1])
            / self.query.weight.max(1.0)
    }

    /// How much less is said in a window ahead than at best.
    pub(crate) fn below_peak(&self, window: usize, at: SegmentIndex) -> f32 {
        self.coverage.peaks[window] - self.coverage.rows[at][window]
    }

    /// What is said in a window that begins `step` segments further; 0 outside of the track.
    pub(crate) fn at(&self, window: usize, at: SegmentIndex, step: isize) -> f32 {
        at.checked_add_signed(step)
            .and_then(|place| self.coverage.rows.get(place))
            .map_or(0.0, |row| row[window])
    }
}
