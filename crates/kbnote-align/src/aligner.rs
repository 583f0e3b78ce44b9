//! The aligner: a track, indexed for finding claims in it.

use kbnote_core::Track;

use crate::aligned::Aligned;
use crate::alignment::Alignment;
use crate::claim::Claim;
use crate::indexed_track::IndexedTrack;
use crate::memory::Memory;
use crate::options::AlignOptions;

/// A caption track, indexed for finding claims in it. It may be kept for any number of notes.
#[derive(Debug)]
pub struct Aligner {
    pub(crate) indexed: IndexedTrack,
    memory: Memory,
}

impl Aligner {
    /// Indexes a track.
    #[must_use]
    pub fn new(track: &Track, options: AlignOptions) -> Self {
        let language = options.language.unwrap_or_else(|| track.language.clone());
        Self {
            indexed: IndexedTrack::new(track, &language),
            memory: Memory::default(),
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
        Aligned::new(&self.indexed, &self.memory, claims)
    }
}
