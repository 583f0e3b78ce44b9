//! A note with the captions that its sentences rest on, aligned once.

use std::path::Path;

use kbnote_align::Alignment;
use kbnote_core::{Track, VideoId};
use kbnote_engine::anchoring::{aligner, aligner_claims};
use kbnote_note::{Claim, Note, NoteState};
use serde::Serialize;

use crate::{Captions, ChosenTrack, Error, NoteFile, Workspace, no_video_id};

/// A note and its captions, aligned.
#[derive(Debug)]
pub struct CaptionedNote {
    /// The note.
    pub note: Note,
    /// Its video.
    pub video: VideoId,
    /// The track that it is aligned with.
    pub track: Track,
    /// Its sentences.
    pub claims: Vec<Claim>,
    /// The address of its recording.
    pub(crate) address: Option<String>,
    pub(crate) state: Option<NoteState>,
    /// The alignment of each claim.
    pub(crate) alignments: Vec<Alignment>,
}

impl CaptionedNote {
    /// Aligns a note with a caption file or a stored track.
    pub(crate) fn new(
        workspace: &Workspace,
        file: &NoteFile,
        captions: Option<&Path>,
        track: Option<&str>,
    ) -> Result<Self, Error> {
        let note = file.note();
        let recording = workspace.vault.recording_of(&note);
        let video = recording.ok_or_else(|| no_video_id(&file.shown()))?;
        let state = file.state(workspace)?;
        let remembered = state.as_ref().and_then(|state| state.track.as_ref());
        let captions = Captions::new(workspace, captions, track)?;
        let chosen = captions.choose(workspace, &video, &note, remembered)?;
        let ChosenTrack { track, address, .. } = chosen;
        let claims = note.claims();
        let alignments = aligner(&track).align(&aligner_claims(&note, &claims));
        Ok(Self {
            note,
            video,
            track,
            address,
            state,
            claims,
            alignments,
        })
    }

    /// The sentences with these indexes, as documents have them.
    pub(crate) fn sentences(&self, indexes: &[usize]) -> Vec<SentenceEntry> {
        let claims = indexes.iter().filter_map(|&index| self.claims.get(index));
        let sentence = |claim: &Claim| SentenceEntry {
            line: claim.line,
            text: claim.text.clone(),
        };
        claims.map(sentence).collect()
    }
}

/// A sentence of a note in a JSON document.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct SentenceEntry {
    /// The line on which it starts.
    line: usize,
    /// Its text without markup.
    text: String,
}
