//! Chapters of a video.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// A titled section of a video; it lasts until the next one begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chapter {
    /// Its start, in milliseconds.
    #[serde(rename = "start_ms")]
    pub start: Timestamp,
    /// Its title.
    pub title: String,
    /// Its origin.
    pub source: ChapterSource,
}

/// The origin of a chapter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChapterSource {
    /// The video's author, as YouTube shows them.
    Author,
    /// YouTube's automatic chapters.
    #[serde(rename = "auto")]
    Automatic,
    /// Times listed in the video's description, by YouTube's rule for them.
    Description,
}
