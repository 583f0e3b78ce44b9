//! The state of a note: the anchors that kbnote last wrote into it, and the base of merging.
//!
//! It distinguishes a time that the author set by hand from one that kbnote found, and a reworded
//! sentence from a new one. Nothing is lost without it: what the note says is then trusted.

use std::collections::BTreeMap;

use kbnote_core::{TrackId, VideoId};
use serde::{Deserialize, Serialize};

use super::MergeBase;

/// What kbnote knows of one note since it last wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteState {
    /// The track that the times were found in.
    pub track: Option<TrackId>,
    /// The fingerprint of that track's cues.
    pub captions: Option<String>,
    /// The fingerprint of the note as it was written.
    pub note: Option<String>,
    /// The recording that the note was on; states that older versions wrote name none.
    pub video: Option<VideoId>,
    /// The generation of the aligner that last decided which sentences get an anchor; states that
    /// older versions wrote name none.
    pub aligner: Option<u32>,
    /// The tracks of its parts on other recordings, see [`NotePart`](crate::NotePart).
    pub others: BTreeMap<VideoId, TrackState>,
    /// The claims that had anchors, in the order of the note.
    pub claims: Vec<ClaimState>,
    /// What it wrote besides anchors.
    pub base: MergeBase,
}

/// The track that times were found in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackState {
    /// Its id.
    pub track: Option<TrackId>,
    /// The fingerprint of its cues.
    pub captions: Option<String>,
}

/// One claim as it stood when kbnote last wrote the note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimState {
    /// Its plain text.
    pub text: String,
    /// The times of its anchors in whole seconds; none if the author removed the anchor.
    #[serde(rename = "seconds")]
    pub times: Vec<u64>,
    /// Whether the author set the times.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// Whether the times stood there before kbnote knew the note, and are others than it found.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trusted: bool,
    /// The recording that the times are of, if it was not that of the note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<VideoId>,
}

/// A state file that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParsedState {
    /// The state; `None` if the file is damaged or empty.
    pub state: Option<NoteState>,
    /// The schema that the file names if a newer kbnote wrote it, in which case the state may be incomplete.
    pub newer_schema: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Wire {
    #[serde(default)]
    pub(super) track: Option<TrackId>,
    #[serde(default)]
    pub(super) captions: Option<String>,
    #[serde(default)]
    pub(super) note: Option<String>,
    #[serde(default)]
    pub(super) video: Option<VideoId>,
    #[serde(default)]
    pub(super) aligner: Option<u32>,
    #[serde(default)]
    pub(super) others: BTreeMap<VideoId, TrackState>,
    #[serde(default)]
    pub(super) claims: Vec<ClaimState>,
    #[serde(default)]
    pub(super) base: MergeBase,
}

impl From<Wire> for NoteState {
    fn from(wire: Wire) -> Self {
        Self {
            track: wire.track,
            captions: wire.captions,
            note: wire.note,
            video: wire.video,
            aligner: wire.aligner,
            others: wire.others,
            claims: wire.claims,
            base: wire.base,
        }
    }
}

impl NoteState {
    /// Whether anything is known of the anchors. A note may have been written only for its links.
    #[must_use]
    pub fn knows_anchors(&self) -> bool {
        self.track.is_some() || !self.claims.is_empty()
    }
}
