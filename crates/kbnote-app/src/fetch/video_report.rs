//! The outcome of one video of a fetch.

use kbnote_core::{LanguageTag, TrackId, TrackKind, Transcript, VideoId};
use kbnote_engine::transcript_changes::TranscriptChange;
use serde::Serialize;

use super::download::FetchedTranscript;
use crate::{Error, Workspace};

/// The outcome of one video.
#[derive(Debug)]
pub struct VideoReport {
    /// How it went.
    pub status: FetchStatus,
    /// Its entry in a JSON document.
    pub entry: VideoEntry,
    /// The tracks that were preferred.
    pub tracks: Vec<TrackId>,
    /// Number of chapters.
    pub chapters: usize,
    /// Data that was not available or is not as it should be.
    pub warnings: Vec<String>,
    /// Whether it is counted only: of a list, videos that are stored already are not shown each time.
    pub is_silent: bool,
}

/// How the fetch of a video went.
#[derive(Debug)]
pub enum FetchStatus {
    /// It was stored.
    Stored,
    /// It was stored already, and is the same.
    Unchanged,
    /// It is not available, or could not be stored.
    Failed(Error),
    /// It was published before the day requested, and was skipped.
    Older,
}

/// A video in a JSON document.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VideoEntry {
    /// The video, or the source that could not be read.
    pub video: String,
    /// `stored`, `unchanged` or `failed`; with `--list` `listed`.
    pub status: &'static str,
    /// Its stored transcript.
    #[serde(flatten)]
    pub stored: Option<StoredEntry>,
    /// Why it failed.
    pub error: Option<Error>,
    /// The differences from the transcript stored before: `what` is `title`, `channel`, `chapters`
    /// (numbers), `track` (a new one), `cues` or `details` (other metadata).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(test, schemars(with = "Vec<ChangeSchema>"))]
    pub changes: Vec<TranscriptChange>,
}

/// A stored transcript in a JSON document.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct StoredEntry {
    /// Its file.
    pub path: String,
    /// Title of the video.
    pub title: String,
    /// All its tracks; null for a video of a list.
    pub tracks: Vec<TrackEntry>,
}

/// A caption track in a JSON document.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TrackEntry {
    /// Its id.
    #[cfg_attr(test, schemars(with = "String"))]
    pub id: TrackId,
    /// Its language.
    #[cfg_attr(test, schemars(with = "String"))]
    pub lang: LanguageTag,
    /// `manual` or `auto`.
    #[cfg_attr(test, schemars(with = "String"))]
    pub kind: TrackKind,
    /// Number of cues.
    pub cues: usize,
}

/// What documents contain of a difference from the transcript stored before.
#[cfg(test)]
#[derive(schemars::JsonSchema, Serialize)]
#[serde(tag = "what", rename_all = "lowercase")]
#[expect(dead_code, reason = "only its schema is used")]
enum ChangeSchema {
    Title {
        /// The title or channel before, or the number of chapters.
        from: String,
        /// That after.
        to: String,
    },
    Channel {
        from: String,
        to: String,
    },
    Chapters {
        from: usize,
        to: usize,
    },
    Details {
        /// Names of metadata that changed.
        names: Vec<String>,
    },
    Track {
        /// The track.
        track: String,
        /// The automatic track that it replaces.
        instead_of: Option<String>,
    },
    Cues {
        track: String,
        /// How many captions changed.
        changed: usize,
        /// How many are new.
        added: usize,
        /// How many are gone.
        removed: usize,
    },
}

impl VideoEntry {
    pub(crate) fn new(
        workspace: &Workspace,
        transcript: &Transcript,
        status: &'static str,
    ) -> Self {
        let tracks = transcript.tracks.iter().map(|track| TrackEntry {
            id: track.id.clone(),
            lang: track.language.clone(),
            kind: track.kind,
            cues: track.cues.len(),
        });
        let path = workspace.vault.transcript_path(&transcript.video.id);
        Self {
            video: transcript.video.id.to_string(),
            status,
            stored: Some(StoredEntry {
                path: workspace.vault.display_path(&path).to_string(),
                title: transcript.video.title.clone(),
                tracks: tracks.collect(),
            }),
            error: None,
            changes: Vec::new(),
        }
    }
}

impl VideoReport {
    pub(super) fn new(workspace: &Workspace, fetched: FetchedTranscript) -> Self {
        let (status, word) = if fetched.changed {
            (FetchStatus::Stored, "stored")
        } else {
            (FetchStatus::Unchanged, "unchanged")
        };
        let entry = VideoEntry::new(workspace, &fetched.transcript, word);
        Self {
            status,
            entry: VideoEntry {
                changes: fetched.changes,
                ..entry
            },
            tracks: fetched.tracks,
            chapters: fetched.transcript.chapters.len(),
            warnings: fetched.warnings,
            is_silent: false,
        }
    }

    /// A failure. A stored transcript stays as it is, and the message says so.
    pub(super) fn failure(workspace: &Workspace, video: &VideoId, mut error: Error) -> Self {
        let stored = workspace.vault.read_transcript(video).ok().flatten();
        let Some(stored) = stored else {
            return Self::failed(video.to_string(), None, error);
        };
        let entry = VideoEntry::new(workspace, &stored, "failed");
        if let Some(stored) = &entry.stored {
            error = error.with_addition(format_args!("{} stays as it is", stored.path));
        }
        Self::failed(entry.video, entry.stored, error)
    }

    /// A source of which no video is known.
    pub(super) fn failed_source(source: String, error: Error) -> Self {
        Self::failed(source, None, error)
    }

    fn failed(video: String, stored: Option<StoredEntry>, error: Error) -> Self {
        Self {
            entry: VideoEntry {
                video,
                status: "failed",
                stored,
                error: Some(error.clone()),
                changes: Vec::new(),
            },
            ..Self::without_entry(FetchStatus::Failed(error))
        }
    }

    /// A video that was skipped, since it is too old.
    pub(super) const fn older() -> Self {
        Self::without_entry(FetchStatus::Older)
    }

    const fn without_entry(status: FetchStatus) -> Self {
        Self {
            status,
            entry: VideoEntry {
                video: String::new(),
                status: "older",
                stored: None,
                error: None,
                changes: Vec::new(),
            },
            tracks: Vec::new(),
            chapters: 0,
            warnings: Vec::new(),
            is_silent: true,
        }
    }
}
