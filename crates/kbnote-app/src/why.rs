//! The captions behind the anchors of a line.

use std::path::Path;

use kbnote_align::Explanation;
use kbnote_core::{Track, VideoId};
use kbnote_engine::anchoring::{aligner, aligner_claims};
use kbnote_note::{Claim, Note};
use kbnote_vault::files;

use crate::{Captions, ChosenTrack, Error, NotePlace, Workspace, no_video_id};

/// The captions behind the anchors of a line.
#[derive(Debug)]
pub struct WhyReport {
    /// The note.
    pub note: Note,
    /// Its video.
    pub video: VideoId,
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
        let note = Note::parse(files::read(path)?);
        let video = self
            .vault
            .recording_of(&note)
            .ok_or_else(|| no_video_id(&path.display().to_string()))?;
        let state = self.state(path)?;
        let remembered = state.as_ref().and_then(|state| state.track.as_ref());
        let captions = Captions::new(self, captions, track)?;
        let ChosenTrack { track, .. } = captions.choose(self, &video, &note, remembered)?;
        let all = note.claims();
        let aligner = aligner(&track);
        let aligner_claims = aligner_claims(&note, &all);
        let aligned = aligner.aligned(&aligner_claims);
        let explained = |claim: Claim| {
            let index = all.iter().position(|other| other.range == claim.range)?;
            let explanation = aligned.explain(index)?;
            Some(ExplainedClaim { claim, explanation })
        };
        let claims = place.claims(&note)?.into_iter().filter_map(explained);
        let claims = claims.collect();
        Ok(WhyReport {
            claims,
            note,
            video,
            track,
        })
    }
}
