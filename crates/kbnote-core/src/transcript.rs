//! The transcript file.

use crate::{Chapter, Track, Video};

/// What is stored of one video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transcript {
    /// Its metadata.
    pub video: Video,
    /// Its chapters, in order of their start.
    pub chapters: Vec<Chapter>,
    /// Its caption tracks, in order of their ids.
    pub tracks: Vec<Track>,
}

/// Why a transcript file cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TranscriptError {
    /// It is not the JSON of a transcript.
    #[error("not a transcript file")]
    Malformed(#[source] serde_json::Error),
    /// It was written by a newer kbnote.
    #[error("written in the format `{found}`, which is newer than this kbnote reads")]
    Newer {
        /// The schema it names.
        found: String,
    },
}
