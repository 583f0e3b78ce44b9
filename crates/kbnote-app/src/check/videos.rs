//! The stored videos of notes, with their captions.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use kbnote_align::Aligner;
use kbnote_check::{Contradiction, StoredVideo};
use kbnote_core::{Timestamp, Track, TrackId, Transcript, VideoId};
use kbnote_note::Note;
use kbnote_vault::Vault;

use crate::{Error, Workspace};
use kbnote_engine::anchoring::{contradictions, video_end};
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
        let read = self.workspace.vault.read_transcript(id);
        let transcript = read.unwrap_or_else(|error| {
            let error = Error::from(error);
            self.workspace.observer().warn(format_args!("{error}"));
            None
        });
        VideoCaptions::new(transcript, compares)
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
    /// Manual ones before automatic ones.
    tracks: Vec<Track>,
}

impl VideoCaptions {
    fn new(transcript: Option<Transcript>, compares: Comparisons) -> Self {
        // A transcript that cannot be read is stored nevertheless.
        let Some(transcript) = transcript else {
            return Self {
                stored: StoredVideo {
                    is_stored: true,
                    end: None,
                },
                ..Self::default()
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
            compares,
            tracks: if compares.anchors || compares.words {
                tracks
            } else {
                Vec::new()
            },
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
    /// The index of the track that a note is compared with: the one that it was aligned with, else
    /// the first.
    pub(super) fn track_of(
        &self,
        note: &Note,
        remembered: impl FnOnce() -> Option<TrackId>,
    ) -> Option<usize> {
        let tracks = &self.video.tracks;
        if tracks.is_empty() || !note.anchors().iter().any(|anchor| anchor.live) {
            return None;
        }
        let known = if tracks.len() > 1 { remembered() } else { None };
        let same = |track: &Track| Some(&track.id) == known.as_ref();
        Some(tracks.iter().position(same).unwrap_or(0))
    }

    /// The track with whose captions anchors are compared, or else the first; none where they are not.
    pub(super) fn compared_track(&self, track: Option<usize>) -> Option<&Track> {
        let compares = self.video.compares.anchors;
        let tracks = compares.then_some(&self.video.tracks)?;
        tracks.get(track.unwrap_or(0))
    }

    /// The anchors of a note that a track contradicts.
    pub(super) fn contradictions(&self, note: &Note, track: usize) -> Vec<Contradiction> {
        if !self.video.compares.anchors {
            return Vec::new();
        }
        let (aligner, track) = (&self.aligners[track], &self.video.tracks[track]);
        let aligner = aligner.get_or_init(|| kbnote_engine::anchoring::aligner(track));
        contradictions(note, track, aligner, self.end(track))
    }

    /// A track for comparing quotations and numbers with it.
    pub(super) fn wording(&self, track: usize) -> Option<Wording<'_>> {
        let track = &self.video.tracks[track];
        let wording = || Wording::new(track, self.end(track));
        self.video.compares.words.then(wording)
    }

    fn end(&self, track: &Track) -> Timestamp {
        self.video.stored.end.unwrap_or_else(|| track.end())
    }
}
