//! What the captions say of the sentences of an open note.

use std::sync::{Arc, Mutex};

use kbnote_core::{Fingerprint, Transcript, VideoId};
use kbnote_engine::note_view::{Captions, ReviewedClaim, review};
use kbnote_note::{NotePart, NoteState};
use kbnote_vault::{Vault, files};

use crate::captions::stored_transcript;
use crate::open_notes::{LruCache, lock_mutex as lock};
use crate::{Error, NoteFile, Workspace};

/// How many transcripts are kept.
const CACHED: usize = 8;

/// The stored transcripts that were read last.
#[derive(Debug)]
pub struct StoredTranscripts(Mutex<LruCache<(VideoId, Fingerprint), Arc<Transcript>>>);

impl Default for StoredTranscripts {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(CACHED)))
    }
}

impl StoredTranscripts {
    /// The transcript of a video, parsed once for each content of its file.
    fn get(&self, vault: &Vault, video: &VideoId) -> Result<Arc<Transcript>, Error> {
        let bytes = files::read_if_present(&vault.transcript_path(video))?;
        let key = (video.clone(), Fingerprint::of(&bytes.unwrap_or_default()));
        if let Some(cached) = lock(&self.0).get(&key) {
            return Ok(cached);
        }
        let transcript = Arc::new(stored_transcript(vault, video)?);
        lock(&self.0).put(key, Arc::clone(&transcript));
        Ok(transcript)
    }
}

/// What of a note is on one recording, held against its captions.
#[derive(Debug)]
pub struct ReviewedPart {
    /// The part.
    pub part: NotePart,
    /// Its captions, or why there are none.
    pub captions: Result<Captions, Error>,
    /// Its sentences, in their order.
    pub claims: Vec<ReviewedClaim>,
    /// What is known of it.
    pub(super) known: Option<NoteState>,
}

impl Workspace {
    /// Holds each part of an open note against its captions.
    ///
    /// # Errors
    /// If the state of the note cannot be read.
    pub fn review(
        &self,
        file: &NoteFile,
        transcripts: &StoredTranscripts,
    ) -> Result<Vec<ReviewedPart>, Error> {
        let state = file.state(self)?;
        let parts = self.vault.parts_of(file.note());
        let known = parts.iter().map(|part| {
            let state = state.as_ref()?;
            Some(state.of_part(part, &parts))
        });
        let known: Vec<Option<NoteState>> = known.collect();
        let reviewed = |(part, known): (NotePart, Option<NoteState>)| {
            let remembered = known.as_ref().and_then(|known| known.track.as_ref());
            let captions = transcripts
                .get(&self.vault, &part.video)
                .and_then(|transcript| Ok(Captions::new(transcript, &part.note, remembered)?));
            ReviewedPart {
                claims: review(&part.note, captions.as_ref().ok(), known.as_ref()),
                captions,
                part,
                known,
            }
        };
        Ok(parts.into_iter().zip(known).map(reviewed).collect())
    }
}
