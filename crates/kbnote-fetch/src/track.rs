//! The caption tracks of a video.

use std::fmt;

use kbnote_core::{LanguageTag, TrackId, TrackKind, VideoId};

use crate::web::files::WebFiles;

/// An available caption track, before its captions are fetched.
#[derive(Clone, PartialEq, Eq)]
pub struct OfferedTrack {
    /// YouTube's `vssId`, unique in the video.
    pub id: TrackId,
    /// The language of its text; undetermined if YouTube's code is invalid.
    pub language: LanguageTag,
    /// Whether it was written by a person or a machine.
    pub kind: TrackKind,
    /// YouTube's label: `English (auto-generated)`.
    pub label: String,
    /// The author's name for it, if any.
    pub name: Option<String>,
    /// Whether YouTube can translate it.
    pub translatable: bool,
    /// Whether the client that reported it needs a token for its captions.
    pub needs_token: bool,
    /// Its video.
    pub(crate) video: VideoId,
    /// The signed URL of its captions.
    pub(crate) address: String,
    /// The client that reported it.
    pub(crate) client: String,
    /// Its files, if the video is not on YouTube.
    pub(crate) web: Option<WebFiles>,
}

impl OfferedTrack {
    /// Its video.
    #[must_use]
    pub const fn video(&self) -> &VideoId {
        &self.video
    }

    /// Whether its language is only what somebody declared: a feed or page, not YouTube.
    #[must_use]
    pub const fn is_from_web(&self) -> bool {
        self.web.is_some()
    }

    /// Whether its text must be read to know the language.
    pub(crate) fn has_unknown_language(&self) -> bool {
        self.is_from_web() && self.language == LanguageTag::undetermined()
    }

    /// Whether both have the same captions, possibly reported by different clients.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id
            || (self.language == other.language
                && self.kind == other.kind
                && self.name == other.name)
    }
}

/// Its language, and whether it is automatic: `en`, `de (automatic)`.
impl fmt::Display for OfferedTrack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.language)?;
        match (&self.name, self.kind) {
            (Some(name), _) => write!(f, " \"{name}\""),
            (None, TrackKind::Automatic) => write!(f, " (automatic)"),
            (None, TrackKind::Manual) => Ok(()),
        }
    }
}

/// Without the URL, which contains a signature and the IP address of the user.
impl fmt::Debug for OfferedTrack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OfferedTrack")
            .field("video", &self.video)
            .field("id", &self.id)
            .field("language", &self.language)
            .field("kind", &self.kind)
            .field("label", &self.label)
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

/// All caption tracks of a video, in YouTube's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackList {
    /// The tracks.
    pub tracks: Vec<OfferedTrack>,
    /// The spoken language, if known.
    pub original: Option<LanguageTag>,
    /// The languages into which YouTube translates tracks.
    pub translations: Vec<LanguageTag>,
    /// Whether the video is live, so that captions may still be added.
    pub is_live: bool,
}

impl TrackList {
    /// A list of the tracks: `en, de (automatic)`.
    #[must_use]
    pub fn summary(&self) -> String {
        let tracks: Vec<String> = self.tracks.iter().map(ToString::to_string).collect();
        tracks.join(", ")
    }
}
