//! The captions behind the anchors of a line.

use std::path::Path;

use kbnote_align::Explanation;
use kbnote_core::Track;
use kbnote_engine::anchoring::pinning::{AuthorDecision, decided_claims};
use kbnote_engine::anchoring::{aligner, aligner_claims};
use kbnote_note::{Claim, NotePart, NoteState};
use kbnote_vault::files;

use crate::{CaptionedPart, Captions, Error, NotePlace, Workspace};

/// The captions behind the anchors of a line.
#[derive(Debug)]
pub struct WhyReport {
    /// The parts of the note with claims at the place; mostly one.
    pub parts: Vec<WhyPart>,
}

/// The claims at a place that are on one recording.
#[derive(Debug)]
pub struct WhyPart {
    /// The part of the note.
    pub part: NotePart,
    /// The track that it is aligned with.
    pub track: Track,
    /// The claims at the place.
    pub claims: Vec<ExplainedClaim>,
}

/// A claim with the candidates for its anchors.
#[derive(Debug)]
pub struct ExplainedClaim {
    /// The claim.
    pub claim: Claim,
    /// What the author decided about it.
    pub decision: Option<AuthorDecision>,
    /// The candidates.
    pub explanation: Explanation,
}

impl Workspace {
    /// Explains the anchors at a place of a note, by a caption file or by a stored track.
    ///
    /// # Errors
    /// If the note has no video, no claim there, or no captions.
    pub fn why(
        &self,
        place: &NotePlace,
        captions: Option<&Path>,
        track: Option<&str>,
    ) -> Result<WhyReport, Error> {
        let path = &place.note;
        let note = self.vault.note(files::read(path)?);
        let state = self.state(path)?;
        let captions = Captions::new(self, captions, track)?;
        let parts = captions.of_parts(self, note, state.as_ref());
        let parts = place.parts(parts)?;
        let mut explained = Vec::new();
        for (captioned, claims) in parts {
            let CaptionedPart {
                part,
                known,
                captions,
            } = captioned;
            let track = captions?.track;
            explained.push(WhyPart::new(part, known.as_ref(), track, &claims));
        }
        Ok(WhyReport { parts: explained })
    }
}

impl WhyPart {
    fn new(part: NotePart, known: Option<&NoteState>, track: Track, claims: &[Claim]) -> Self {
        let decided = decided_claims(&part.note, known);
        let all: Vec<Claim> = decided.iter().map(|(claim, _)| claim.clone()).collect();
        let explained = {
            let aligner = aligner(&track);
            let aligner_claims = aligner_claims(&part.note, &all);
            let aligned = aligner.aligned(&aligner_claims);
            let explained = |(index, (claim, decision))| {
                Some(ExplainedClaim {
                    explanation: aligned.explain(index)?,
                    claim,
                    decision,
                })
            };
            let decided = decided.into_iter().enumerate();
            let meant = decided.filter(|(_, (claim, _))| claims.contains(claim));
            meant.filter_map(explained).collect()
        };
        Self {
            part,
            track,
            claims: explained,
        }
    }
}
