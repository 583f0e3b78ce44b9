//! The stored videos of notes, with their captions.

use std::collections::BTreeSet;
use std::sync::Arc;

use kbnote_check::{Contradiction, StoredVideo};
use kbnote_core::{Timestamp, Track, TrackId, VideoId};
use kbnote_note::Note;
use kbnote_vault::Vault;

use crate::{Error, Workspace};
use kbnote_engine::anchoring::{contradictions, video_end};
use kbnote_engine::prepared_transcript::{PreparedTranscript, TrackInUse};
use kbnote_engine::wording::Wording;

/// The stored videos of a vault.
pub(super) struct Videos<'a> {
    workspace: &'a Workspace,
    stored: BTreeSet<VideoId>,
}

impl<'a> Videos<'a> {
    pub(super) fn list(workspace: &'a Workspace) -> Result<Self, Error> {
        Ok(Self {
            workspace,
            stored: workspace.vault.stored_videos()?.into_iter().collect(),
        })
    }

    pub(super) fn vault(&self) -> &'a Vault {
        &self.workspace.vault
    }

    /// The stored videos, in order.
    pub(super) fn stored(&self) -> impl Iterator<Item = &VideoId> {
        self.stored.iter()
    }

    /// Whether something is stored of a video.
    pub(super) fn is_stored(&self, id: &VideoId) -> bool {
        self.stored.contains(id)
    }

    /// Reads a stored video, for comparing notes with its captions in some ways.
    pub(super) fn read(&self, id: &VideoId, compares: Comparisons) -> VideoCaptions {
        let read = self.workspace.prepared_transcript(id);
        let prepared = read.unwrap_or_else(|error| {
            let error = Error::from(error);
            self.workspace.observer().warn(format_args!("{error}"));
            None
        });
        VideoCaptions::new(prepared, compares)
    }
}

/// What of notes is compared with their captions.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Comparisons {
    /// The places of anchors, which takes an alignment of each note.
    pub(super) anchors: bool,
    /// Quotations and numbers.
    pub(super) words: bool,
}

/// A video, read once for all notes on it.
#[derive(Debug, Default)]
pub(super) struct VideoCaptions {
    pub(super) stored: StoredVideo,
    compares: Comparisons,
    /// The address at which it can be watched or heard.
    pub(super) address: Option<String>,
    /// None if nothing is compared with them.
    captions: Option<Arc<PreparedTranscript>>,
    /// The indexes of its tracks, manual ones before automatic ones.
    tracks: Vec<usize>,
}

impl VideoCaptions {
    fn new(prepared: Option<Arc<PreparedTranscript>>, compares: Comparisons) -> Self {
        // A transcript that cannot be read is stored nevertheless.
        let Some(prepared) = prepared else {
            return Self {
                stored: StoredVideo {
                    is_stored: true,
                    end: None,
                },
                ..Self::default()
            };
        };
        let transcript = prepared.transcript();
        let mut tracks: Vec<usize> = (0..transcript.tracks.len()).collect();
        tracks.retain(|_| compares.anchors || compares.words);
        tracks.sort_by_key(|&at| (transcript.tracks[at].kind, &transcript.tracks[at].id));
        Self {
            stored: StoredVideo {
                is_stored: true,
                end: video_end(transcript),
            },
            address: transcript.video.watch_url(),
            compares,
            captions: (!tracks.is_empty()).then(|| Arc::clone(&prepared)),
            tracks,
        }
    }

    /// The track that a note is compared with: the one that it was aligned with, else the first.
    pub(super) fn track_of(
        &self,
        note: &Note,
        remembered: impl FnOnce() -> Option<TrackId>,
    ) -> Option<TrackInUse<'_>> {
        let first = self.first_track()?;
        if !note.anchors().iter().any(|anchor| anchor.live) {
            return None;
        }
        let known = if self.tracks.len() > 1 {
            remembered()
        } else {
            None
        };
        let same = |found: &TrackInUse<'_>| Some(&found.track.id) == known.as_ref();
        Some(self.all_tracks().find(same).unwrap_or(first))
    }

    /// The track with whose captions anchors are compared, or else the first; none where they are not.
    pub(super) fn compared_track<'a>(&'a self, track: Option<TrackInUse<'a>>) -> Option<&'a Track> {
        let compared = track.or_else(|| self.first_track());
        let compared = compared.filter(|_| self.compares.anchors)?;
        Some(compared.track)
    }

    /// The anchors of a note that a track contradicts.
    pub(super) fn contradictions(&self, note: &Note, track: TrackInUse<'_>) -> Vec<Contradiction> {
        if !self.compares.anchors {
            return Vec::new();
        }
        contradictions(note, track.track, track.aligner(), self.end(track))
    }

    /// A track for comparing quotations and numbers with it.
    pub(super) fn wording<'a>(&self, track: TrackInUse<'a>) -> Option<Wording<'a>> {
        let wording = || Wording::new(track, self.end(track));
        self.compares.words.then(wording)
    }

    fn all_tracks(&self) -> impl Iterator<Item = TrackInUse<'_>> {
        let captions = self.captions.iter();
        captions.flat_map(|captions| self.tracks.iter().map(|&at| captions.track(at)))
    }

    fn first_track(&self) -> Option<TrackInUse<'_>> {
        self.all_tracks().next()
    }

    fn end(&self, track: TrackInUse<'_>) -> Timestamp {
        self.stored.end.unwrap_or_else(|| track.track.end())
    }
}
