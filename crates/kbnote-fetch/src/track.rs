//! The caption tracks that a video offers.

use std::fmt;

use kbnote_core::{LanguageTag, TrackId, TrackKind, VideoId};

/// A caption track that a video offers, before its captions are fetched.
#[derive(Clone, PartialEq, Eq)]
pub struct OfferedTrack {
    /// YouTube's `vssId`: what tells the track from the video's others.
    pub id: TrackId,
    /// The language of its text; undetermined where YouTube's code is none.
    pub language: LanguageTag,
    /// Written by a person or by a machine.
    pub kind: TrackKind,
    /// How YouTube names it: `English (auto-generated)`.
    pub label: String,
    /// The name its author gave it, if any.
    pub name: Option<String>,
    /// Whether YouTube translates it.
    pub translatable: bool,
    /// Whether the client that told of it is refused its captions without a token.
    pub needs_token: bool,
    /// The video it belongs to.
    pub(crate) video: VideoId,
    /// Where its captions are, signed.
    pub(crate) address: String,
    /// The client that told of it.
    pub(crate) client: String,
}

impl OfferedTrack {
    /// The video it belongs to.
    #[must_use]
    pub const fn video(&self) -> &VideoId {
        &self.video
    }

    /// Whether both stand for the same captions, whichever client told of them.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.id == other.id
            || (self.language == other.language
                && self.kind == other.kind
                && self.name == other.name)
    }
}

/// Its language, and whether a machine wrote it: `en`, `de (automatic)`.
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

/// Without the address, which holds a signature and the asker's own address.
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

/// All caption tracks that a video offers, in YouTube's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrackList {
    /// The tracks.
    pub tracks: Vec<OfferedTrack>,
    /// The language spoken in the video, where it is known.
    pub original: Option<LanguageTag>,
    /// The languages into which YouTube translates tracks.
    pub translations: Vec<LanguageTag>,
    /// Whether the video is live now, so that captions may still come.
    pub is_live: bool,
}

impl TrackList {
    /// The tracks as a person reads them: `en, de (automatic)`.
    #[must_use]
    pub fn summary(&self) -> String {
        let tracks: Vec<String> = self.tracks.iter().map(ToString::to_string).collect();
        tracks.join(", ")
    }
}
