//! The input of the features of a claim.

use crate::competition::CompetitionAt;
use crate::index::TrackIndex;
use crate::query::Hit;
use crate::segment_span::SegmentSpan;
use crate::text_coverage::TextCoverage;

/// A claim among its neighbours: the input of its features.
pub(crate) struct FeatureContext<'a> {
    pub(crate) index: &'a TrackIndex,
    /// For each segment, the words around it.
    pub(crate) spans: &'a [SegmentSpan],
    pub(crate) own: &'a TextCoverage,
    /// Where the terms of the claim are said, at least in the stretches around its candidates.
    pub(crate) hits: &'a [Hit],
    /// The sentences before and after it, if any.
    pub(crate) previous: Option<&'a TextCoverage>,
    pub(crate) next: Option<&'a TextCoverage>,
    pub(crate) heading: &'a TextCoverage,
    /// The place of the claim in its note, from 0 to 1.
    pub(crate) place: f32,
    /// The greatest share of a claim that is said in a short window, averaged over the note.
    pub(crate) note_peak: f32,
    /// From the first pass: how well each segment fits by its words alone.
    pub(crate) fit: &'a [f32],
    /// How the claims of the note compete for the places.
    pub(crate) competition: CompetitionAt<'a>,
}
