//! The transcripts that were read last, each prepared once for all that compares notes with it.

use std::sync::{Arc, Mutex};

use kbnote_core::{Fingerprint, VideoId};
use kbnote_engine::prepared_transcript::PreparedTranscript;
use kbnote_vault::{StoreError, Vault};

use crate::lru::LruCache;
use crate::mutex::lock;

/// How many transcripts are kept.
const KEPT: usize = 8;

/// The stored transcripts that were read last. A file that has changed is read again.
#[derive(Debug)]
pub(crate) struct StoredTranscripts(Mutex<LruCache<VideoId, StoredTranscript>>);

/// A stored transcript.
#[derive(Clone, Debug)]
pub(crate) struct StoredTranscript {
    /// The fingerprint of its file.
    pub(crate) fingerprint: Fingerprint,
    pub(crate) transcript: Arc<PreparedTranscript>,
}

impl Default for StoredTranscripts {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl StoredTranscripts {
    /// The transcript of a video as its file is now; none if there is no file.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(crate) fn get(
        &self,
        vault: &Vault,
        video: &VideoId,
    ) -> Result<Option<StoredTranscript>, StoreError> {
        let Some(bytes) = vault.transcript_file(video)? else {
            return Ok(None);
        };
        let fingerprint = Fingerprint::of(&bytes);
        let known = lock(&self.0).get(video);
        if let Some(known) = known.filter(|known| known.fingerprint == fingerprint) {
            return Ok(Some(known));
        }
        let transcript = vault.transcript_in(video, &bytes)?;
        let stored = StoredTranscript {
            fingerprint,
            transcript: Arc::new(transcript.into()),
        };
        lock(&self.0).put(video.clone(), stored.clone());
        Ok(Some(stored))
    }
}
