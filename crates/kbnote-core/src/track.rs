//! Caption tracks.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Cue, LanguageTag};

/// All cues of one language of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// What tells it from the video's other tracks.
    pub id: TrackId,
    /// The language of its text.
    pub language: LanguageTag,
    /// Written by a person or by a machine.
    pub kind: TrackKind,
    /// The name its author gave it, if any.
    pub name: Option<String>,
    /// Its cues, in order of their start.
    pub cues: Vec<Cue>,
}

/// Who wrote a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TrackKind {
    /// A person.
    Manual,
    /// Speech recognition.
    #[serde(rename = "auto")]
    Automatic,
}

impl fmt::Display for TrackKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Manual => "manual",
            Self::Automatic => "automatic",
        })
    }
}

/// What tells a track from the others of its video: YouTube's `vssId`, `.en` for a manual track
/// in English, `a.en` for the automatic one, `.en.NAME` for a further one.
///
/// ```
/// # use kbnote_core::{LanguageTag, TrackId, TrackKind};
/// let id = TrackId::of(&LanguageTag::english(), TrackKind::Automatic);
/// assert_eq!(id.as_str(), "a.en");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TrackId(String);

impl TrackId {
    /// The id as YouTube gave it.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id of a language's only track of a kind.
    #[must_use]
    pub fn of(language: &LanguageTag, kind: TrackKind) -> Self {
        let prefix = match kind {
            TrackKind::Manual => ".",
            TrackKind::Automatic => "a.",
        };
        Self(format!("{prefix}{language}"))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TrackId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
