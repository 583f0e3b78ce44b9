//! The stored transcripts.

use std::path::PathBuf;

use kbnote_core::{Transcript, TranscriptError, VideoId};

use crate::{FileError, Vault, files};

/// A transcript that cannot be read or stored.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The file is there and is no transcript that can be read.
    #[error("cannot use {}", path.display())]
    Content {
        /// The transcript file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: TranscriptError,
    },
}

impl Vault {
    /// Where the transcript of a video is stored.
    #[must_use]
    pub fn transcript_path(&self, video: &VideoId) -> PathBuf {
        self.transcripts_dir().join(format!("{video}.json"))
    }

    /// The stored transcript of a video, if there is one.
    ///
    /// # Errors
    /// If there is one that cannot be read.
    pub fn read_transcript(&self, video: &VideoId) -> Result<Option<Transcript>, StoreError> {
        let path = self.transcript_path(video);
        let Some(bytes) = files::read_if_present(&path)? else {
            return Ok(None);
        };
        match Transcript::from_json(&bytes) {
            Ok(transcript) => Ok(Some(transcript)),
            Err(source) => Err(StoreError::Content { path, source }),
        }
    }

    /// Stores a transcript; says whether that changed anything.
    ///
    /// # Errors
    /// If it cannot be written, or would replace one written by a newer kbnote.
    pub fn write_transcript(&self, transcript: &Transcript) -> Result<bool, StoreError> {
        let path = self.transcript_path(&transcript.video.id);
        if let Err(
            error @ StoreError::Content {
                source: TranscriptError::Newer { .. },
                ..
            },
        ) = self.read_transcript(&transcript.video.id)
        {
            return Err(error);
        }
        Ok(files::replace(&path, transcript.to_json().as_bytes())?)
    }
}
