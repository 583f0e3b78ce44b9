//! The videos of a batch, and the request they come from.

use chrono::NaiveDate;
use kbnote_core::VideoId;
use serde::{Deserialize, Serialize};

/// The request of a batch, as its journal stores it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct BatchSpec {
    pub(super) sources: Vec<String>,
    pub(super) missing: bool,
    pub(super) limit: Option<usize>,
    pub(super) since: Option<NaiveDate>,
    pub(super) title: Option<String>,
    /// The preferred tracks.
    #[serde(rename = "wish")]
    pub(super) preference: String,
}

impl BatchSpec {
    /// Whether it asks for the same videos, whatever tracks it prefers.
    pub(super) fn has_same_videos(&self, other: &Self) -> bool {
        let preference = other.preference.clone();
        *other
            == Self {
                preference,
                ..self.clone()
            }
    }
}

/// A video of a batch.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct QueuedVideo {
    pub(super) video: VideoId,
    #[serde(default)]
    pub(super) title: String,
    /// Its source.
    pub(super) origin: VideoOrigin,
    /// The address at which it is found, if it is not on YouTube.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<String>,
}

/// The source of a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum VideoOrigin {
    /// The request itself.
    Named,
    /// A list in any order.
    List,
    /// A list with the newest first: the source with this number.
    Newest(usize),
    /// A list all of whose videos are new enough.
    Recent,
}
