//! What is stored of the videos that notes are on.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use kbnote_align::Aligner;
use kbnote_check::{Contradiction, StoredVideo};
use kbnote_core::{Track, TrackId, Transcript, VideoId};
use kbnote_note::Note;

use crate::context::Context;
use crate::error::CliError;
use kbnote_engine::anchoring::{aligner, contradictions, video_end};

/// The stored videos of a vault.
pub(super) struct Videos<'a> {
    cx: &'a Context,
    stored: BTreeSet<VideoId>,
}

impl<'a> Videos<'a> {
    pub(super) fn list(cx: &'a Context) -> Result<Self, CliError> {
        Ok(Self {
            cx,
            stored: cx.vault.stored_videos()?.into_iter().collect(),
        })
    }

    /// Whether none is stored.
    pub(super) fn is_empty(&self) -> bool {
        self.stored.is_empty()
    }

    /// Whether something is stored of a video.
    pub(super) fn is_stored(&self, id: &VideoId) -> bool {
        self.stored.contains(id)
    }

    /// Reads what is stored of a video; its tracks only if they are asked for.
    pub(super) fn read(&self, id: &VideoId, keeps_tracks: bool) -> VideoOfNotes {
        let read = self.cx.vault.read_transcript(id);
        let transcript = read.unwrap_or_else(|error| {
            self.cx.ui.warn(CliError::from(error).message());
            None
        });
        VideoOfNotes::new(transcript, keeps_tracks)
    }
}

/// A video, read once for all notes on it.
#[derive(Default)]
pub(super) struct VideoOfNotes {
    pub(super) stored: StoredVideo,
    /// Manual ones before automatic ones.
    tracks: Vec<Track>,
}

impl VideoOfNotes {
    fn new(transcript: Option<Transcript>, keeps_tracks: bool) -> Self {
        // One that is there and cannot be read is stored all the same.
        let Some(transcript) = transcript else {
            return Self {
                stored: StoredVideo {
                    is_stored: true,
                    end: None,
                },
                tracks: Vec::new(),
            };
        };
        let end = video_end(&transcript);
        let mut tracks = transcript.tracks;
        tracks.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        Self {
            stored: StoredVideo {
                is_stored: true,
                end,
            },
            tracks: if keeps_tracks { tracks } else { Vec::new() },
        }
    }

    /// The video with its tracks ready to be held against notes.
    pub(super) fn held(&self) -> HeldVideo<'_> {
        HeldVideo {
            video: self,
            aligners: self.tracks.iter().map(|_| OnceLock::new()).collect(),
        }
    }
}

/// A video whose tracks are made ready when the first note needs them, once for all notes.
pub(super) struct HeldVideo<'a> {
    pub(super) video: &'a VideoOfNotes,
    aligners: Vec<OnceLock<Aligner<'a>>>,
}

impl HeldVideo<'_> {
    /// The anchors of a note that the captions contradict: those of the track that it was aligned
    /// with, else of the first.
    pub(super) fn contradictions(
        &self,
        note: &Note,
        remembered: impl FnOnce() -> Option<TrackId>,
    ) -> Vec<Contradiction> {
        let tracks = &self.video.tracks;
        if tracks.is_empty() || !note.anchors().iter().any(|anchor| anchor.live) {
            return Vec::new();
        }
        let known = remembered();
        let same = |track: &Track| Some(&track.id) == known.as_ref();
        let number = tracks.iter().position(same).unwrap_or(0);
        let track = &tracks[number];
        let aligner = self.aligners[number].get_or_init(|| aligner(track));
        let end = self.video.stored.end.unwrap_or_else(|| track.end());
        contradictions(note, track, aligner, end)
    }
}
