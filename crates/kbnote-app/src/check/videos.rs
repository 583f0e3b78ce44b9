//! The stored videos of notes, with their captions.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use kbnote_align::Aligner;
use kbnote_check::{Contradiction, StoredVideo};
use kbnote_core::{Track, TrackId, Transcript, VideoId};
use kbnote_note::Note;

use crate::{Error, Workspace};
use kbnote_engine::anchoring::{aligner, contradictions, video_end};

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

    /// Whether something is stored of a video.
    pub(super) fn is_stored(&self, id: &VideoId) -> bool {
        self.stored.contains(id)
    }

    /// Reads a stored video; its tracks only if requested.
    pub(super) fn read(&self, id: &VideoId, keeps_tracks: bool) -> VideoCaptions {
        let read = self.workspace.vault.read_transcript(id);
        let transcript = read.unwrap_or_else(|error| {
            let error = Error::from(error);
            self.workspace.observer().warn(format_args!("{error}"));
            None
        });
        VideoCaptions::new(transcript, keeps_tracks)
    }
}

/// A video, read once for all notes on it.
#[derive(Default)]
pub(super) struct VideoCaptions {
    pub(super) stored: StoredVideo,
    /// The address at which it can be watched or heard.
    pub(super) address: Option<String>,
    /// Manual ones before automatic ones.
    tracks: Vec<Track>,
}

impl VideoCaptions {
    fn new(transcript: Option<Transcript>, keeps_tracks: bool) -> Self {
        // A transcript that cannot be read is stored nevertheless.
        let Some(transcript) = transcript else {
            return Self {
                stored: StoredVideo {
                    is_stored: true,
                    end: None,
                },
                address: None,
                tracks: Vec::new(),
            };
        };
        let end = video_end(&transcript);
        let address = transcript.video.watch_url();
        let mut tracks = transcript.tracks;
        tracks.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        Self {
            stored: StoredVideo {
                is_stored: true,
                end,
            },
            address,
            tracks: if keeps_tracks { tracks } else { Vec::new() },
        }
    }

    /// The video with its tracks ready to be compared with notes.
    pub(super) fn alignable(&self) -> AlignableVideo<'_> {
        AlignableVideo {
            video: self,
            aligners: self.tracks.iter().map(|_| OnceLock::new()).collect(),
        }
    }
}

/// A video whose tracks are prepared when the first note needs them, once for all notes.
pub(super) struct AlignableVideo<'a> {
    pub(super) video: &'a VideoCaptions,
    aligners: Vec<OnceLock<Aligner<'a>>>,
}

impl AlignableVideo<'_> {
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
