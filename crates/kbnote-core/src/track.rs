//! Caption tracks.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Cue, Fingerprint, LanguageTag, Timestamp};

/// All cues of one language of a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// Its id, unique in the video.
    pub id: TrackId,
    /// The language of its text.
    pub language: LanguageTag,
    /// Whether it was written by a person or a machine.
    pub kind: TrackKind,
    /// The author's name for it, if any.
    pub name: Option<String>,
    /// Its cues, in order of their start.
    pub cues: Vec<Cue>,
}

impl Track {
    /// The only track of a language and kind.
    ///
    /// ```
    /// # use kbnote_core::{LanguageTag, Track, TrackKind};
    /// let track = Track::new(LanguageTag::english(), TrackKind::Manual, Vec::new());
    /// assert_eq!(track.id.as_str(), ".en");
    /// ```
    #[must_use]
    pub fn new(language: LanguageTag, kind: TrackKind, cues: Vec<Cue>) -> Self {
        Self {
            id: TrackId::of(&language, kind),
            language,
            kind,
            name: None,
            cues,
        }
    }

    /// The fingerprint of the times, words and speakers of the cues; the same on every machine.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut print = Fingerprint::new();
        for cue in &self.cues {
            print = print
                .and(&cue.start().as_millis().to_le_bytes())
                .and(&cue.end().as_millis().to_le_bytes())
                .and(cue.text().as_bytes());
            for word in cue.words() {
                print = print.and(&word.start.as_millis().to_le_bytes());
            }
            if let Some(speaker) = cue.speaker() {
                print = print.and(b"\0speaker").and(speaker.as_bytes());
            }
        }
        print.to_string()
    }

    /// The end of its last cue; zero without cues.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.cues.iter().map(Cue::end).max().unwrap_or_default()
    }
}

/// The origin of a track.
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

/// The id of a track, unique in its video: YouTube's `vssId`, `.en` for a manual English track, `a.en`
/// for the automatic one, `.en.NAME` for another one.
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
    /// YouTube's id.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id of the only track of a language and kind.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TimeSpan;

    fn track(text: &str, start: u64) -> Track {
        let at = Timestamp::from_millis;
        let cue = Cue::new(TimeSpan::new(at(start), at(9_000)), text);
        Track::new(LanguageTag::english(), TrackKind::Manual, vec![cue])
    }

    #[test]
    fn the_fingerprint_depends_on_texts_and_times() {
        let print = |text, start| track(text, start).fingerprint();
        assert_eq!(print("one", 10), print("one", 10));
        assert_ne!(print("one", 10), print("one", 11));
        assert_ne!(print("one", 10), print("two", 10));
    }

    #[test]
    fn the_fingerprint_depends_on_speakers() {
        let print = |speaker| {
            let cue = track("one", 10).cues.remove(0).with_speaker(speaker);
            Track::new(LanguageTag::english(), TrackKind::Manual, vec![cue]).fingerprint()
        };
        assert_eq!(print(None), track("one", 10).fingerprint());
        assert_ne!(print(Some("Ann")), print(None));
        assert_ne!(print(Some("Ann")), print(Some("Bo")));
    }

    #[test]
    fn a_track_ends_with_its_last_cue() {
        assert_eq!(track("one", 10).end(), Timestamp::from_millis(9_000));
    }
}
