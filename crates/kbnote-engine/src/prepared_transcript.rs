//! A transcript with what is made of its tracks, once for all notes on it.

use std::sync::OnceLock;

use kbnote_align::Aligner;
use kbnote_core::{Track, Transcript};

use crate::anchoring::aligner;
use crate::note_view::cue_view::ShownCues;
use crate::wording::spoken_names::SpokenNames;

/// A transcript whose tracks are prepared when a note first needs that.
#[derive(Debug)]
pub struct PreparedTranscript {
    transcript: Transcript,
    /// One for each track.
    prepared: Vec<PreparedTrack>,
}

#[derive(Debug, Default)]
struct PreparedTrack {
    aligner: OnceLock<Aligner>,
    fingerprint: OnceLock<String>,
    cues: OnceLock<ShownCues>,
    spoken_names: OnceLock<SpokenNames>,
}

/// A track and what is made of it.
#[derive(Clone, Copy, Debug)]
pub struct TrackInUse<'a> {
    /// The track.
    pub track: &'a Track,
    prepared: &'a PreparedTrack,
}

impl PreparedTranscript {
    /// The transcript.
    #[must_use]
    pub fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// The track at a valid index.
    #[must_use]
    pub fn track(&self, at: usize) -> TrackInUse<'_> {
        TrackInUse {
            track: &self.transcript.tracks[at],
            prepared: &self.prepared[at],
        }
    }
}

impl From<Transcript> for PreparedTranscript {
    fn from(transcript: Transcript) -> Self {
        let tracks = transcript.tracks.iter();
        Self {
            prepared: tracks.map(|_| PreparedTrack::default()).collect(),
            transcript,
        }
    }
}

impl<'a> TrackInUse<'a> {
    /// Its aligner.
    #[must_use]
    pub fn aligner(self) -> &'a Aligner {
        self.prepared.aligner.get_or_init(|| aligner(self.track))
    }

    /// Its fingerprint.
    #[must_use]
    pub fn fingerprint(self) -> &'a str {
        let made = || self.track.fingerprint();
        self.prepared.fingerprint.get_or_init(made)
    }

    /// What names in its notes are compared with.
    pub(crate) fn spoken_names(self) -> &'a SpokenNames {
        let made = || SpokenNames::new(self.track);
        self.prepared.spoken_names.get_or_init(made)
    }

    /// Its captions as they are shown.
    pub(crate) fn cues(self) -> &'a ShownCues {
        let made = || ShownCues::new(self.track);
        self.prepared.cues.get_or_init(made)
    }
}
