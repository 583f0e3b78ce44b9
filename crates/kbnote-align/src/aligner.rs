//! The aligner: a track, indexed for finding claims in it.

use kbnote_core::Track;

use crate::aligned::Aligned;
use crate::alignment::Alignment;
use crate::claim::Claim;
use crate::indexed_track::IndexedTrack;
use crate::options::AlignOptions;

/// A caption track, indexed for finding claims in it.
#[derive(Debug)]
pub struct Aligner<'a> {
    pub(crate) indexed: IndexedTrack<'a>,
}

impl<'a> Aligner<'a> {
    /// Indexes a track.
    #[must_use]
    pub fn new(track: &'a Track, options: AlignOptions) -> Self {
        let language = options.language.unwrap_or_else(|| track.language.clone());
        Self {
            indexed: IndexedTrack::new(track, &language),
        }
    }

    /// Finds the moments on which the claims of one note rest, one answer a claim.
    #[must_use]
    pub fn align(&self, claims: &[Claim<'_>]) -> Vec<Alignment> {
        self.aligned(claims).into_alignments()
    }

    /// Aligns as [`Aligner::align`] does, and keeps what explanations need.
    #[must_use]
    pub fn aligned<'n>(&'n self, claims: &'n [Claim<'n>]) -> Aligned<'n> {
        Aligned::new(&self.indexed, claims)
    }
}
