//! Reads notes with what is stored of their recordings.

use std::path::Path;
use std::sync::Arc;

use kbnote_core::{TrackId, VideoId};
use kbnote_engine::note_view::Captions;
use kbnote_note::{Note, NoteState};
use kbnote_vault::{Vault, files};

use super::loaded_note::{LoadedNote, StoredRecording};
use crate::captions::no_transcript;
use crate::error::{Error, no_video_id};
use crate::stored_transcripts::StoredTranscripts;

/// Reads the notes of a vault.
#[derive(Debug)]
pub(super) struct NoteReader {
    vault: Vault,
    pub(super) transcripts: Arc<StoredTranscripts>,
}

impl NoteReader {
    pub(super) fn new(vault: Vault) -> Self {
        Self {
            vault,
            transcripts: Arc::default(),
        }
    }

    pub(super) fn read(&self, name: &str, path: &Path) -> Result<LoadedNote, Error> {
        let note = self.vault.note(files::read(path)?);
        // Notes may have been moved since their states were last searched for.
        self.vault.forget_found_states();
        let state = self.vault.read_state(path)?;
        Ok(self.loaded(name, note, state))
    }

    /// A note and its state, with what is stored of its recordings.
    pub(super) fn loaded(&self, name: &str, note: Note, state: Option<NoteState>) -> LoadedNote {
        let parts = match self.vault.is_on_others(&note) {
            true => self.vault.parts_of(note.read_again()),
            false => Vec::new(),
        };
        let own = (!parts.is_empty()).then(|| note.own_of(&parts));
        let remembered = state.as_ref().and_then(|state| state.track.as_ref());
        let recording = match self.vault.recording_of(&note) {
            Some(video) => self.stored(&video, own.as_ref().unwrap_or(&note), remembered),
            None => StoredRecording::unknown(no_video_id(name)),
        };
        let recordings = parts.iter().map(|part| {
            if part.is_own {
                return recording.clone();
            }
            let known = state.as_ref().map(|state| state.of_part(part, &parts));
            let remembered = known.as_ref().and_then(|known| known.track.as_ref());
            self.stored(&part.video, &part.note, remembered)
        });
        LoadedNote {
            recordings: recordings.collect(),
            recording,
            own,
            parts,
            note,
            state,
        }
    }

    /// What is stored of a recording, with the captions that a note is checked against.
    fn stored(
        &self,
        video: &VideoId,
        note: &Note,
        remembered: Option<&TrackId>,
    ) -> StoredRecording {
        let stored = self.transcripts.get(&self.vault, video);
        let stored = stored.map_err(Error::from);
        let stored =
            stored.and_then(|stored| stored.ok_or_else(|| no_transcript(&self.vault, video)));
        let known = stored.as_ref().ok();
        StoredRecording {
            fingerprint: known.map(|stored| stored.fingerprint),
            video: known.map(|stored| stored.transcript.transcript().video.clone()),
            captions: stored
                .and_then(|stored| Ok(Captions::new(stored.transcript, note, remembered)?))
                .map_err(Into::into),
        }
    }
}
