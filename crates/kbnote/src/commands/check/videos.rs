//! What is stored of the videos that notes are on.

use std::collections::BTreeSet;

use kbnote_align::{AlignOptions, Aligner};
use kbnote_check::{Contradiction, Levels, StoredVideo, rules};
use kbnote_core::{Timestamp, Track, TrackId, Transcript, VideoId};
use kbnote_note::Note;

use crate::anchoring::contradictions;
use crate::context::Context;
use crate::error::CliError;

/// The stored videos of a vault.
pub(super) struct Videos<'a> {
    cx: &'a Context,
    stored: BTreeSet<VideoId>,
    /// Whether anchors are held against the captions.
    wants_captions: bool,
}

impl<'a> Videos<'a> {
    pub(super) fn list(cx: &'a Context, captions: bool, levels: &Levels) -> Result<Self, CliError> {
        let is_asked = rules::find("captions-disagree").and_then(|rule| levels.of(rule));
        Ok(Self {
            cx,
            stored: cx.vault.stored_videos()?.into_iter().collect(),
            wants_captions: captions && is_asked.is_some(),
        })
    }

    /// Reads what is stored of a video.
    pub(super) fn read(&self, id: &VideoId) -> VideoOfNotes {
        if !self.stored.contains(id) {
            return VideoOfNotes::default();
        }
        let read = self.cx.vault.read_transcript(id);
        let transcript = read.unwrap_or_else(|error| {
            self.cx.ui.warn(CliError::from(error).message);
            None
        });
        VideoOfNotes::new(transcript, self.wants_captions)
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
        let mut tracks = transcript.tracks;
        let duration = transcript.video.duration_ms.map(Timestamp::from_millis);
        let last_caption = tracks.iter().map(Track::end).max();
        tracks.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        Self {
            stored: StoredVideo {
                is_stored: true,
                end: duration
                    .max(last_caption)
                    .filter(|end| *end > Timestamp::ZERO),
            },
            tracks: if keeps_tracks { tracks } else { Vec::new() },
        }
    }

    /// The track that a note is held against: the remembered one, else the first.
    fn track(&self, remembered: Option<&TrackId>) -> Option<&Track> {
        let known = self
            .tracks
            .iter()
            .find(|track| Some(&track.id) == remembered);
        known.or(self.tracks.first())
    }

    /// The anchors of a note that the captions contradict.
    pub(super) fn contradictions(
        &self,
        note: &Note,
        remembered: Option<&TrackId>,
    ) -> Vec<Contradiction> {
        let has_anchor = note.anchors().iter().any(|anchor| anchor.live);
        let Some(track) = self.track(remembered).filter(|_| has_anchor) else {
            return Vec::new();
        };
        let options = AlignOptions::for_language(track.language.clone());
        contradictions(note, &Aligner::new(track, options))
    }
}
