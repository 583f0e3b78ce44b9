//! What is known of a video beside its captions.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::VideoId;

/// The metadata of a video.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Video {
    /// Its id.
    pub id: VideoId,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub channel: Channel,
    /// Where it can be watched, if not on YouTube.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its length in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// The day it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<NaiveDate>,
    /// What its author says of it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its author's key words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Addresses of its pictures, smallest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub thumbnails: Vec<String>,
}

impl Video {
    /// The address at which the video is watched.
    #[must_use]
    pub fn watch_url(&self) -> String {
        self.url.clone().unwrap_or_else(|| self.id.url())
    }
}

/// Who publishes videos.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// The name as shown; empty if not known.
    pub name: String,
    /// The name of its folder among the notes, set when the video is first stored: it stays when
    /// the channel is renamed.
    pub folder: String,
    /// YouTube's id of it (`UC…`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its handle without `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
}
