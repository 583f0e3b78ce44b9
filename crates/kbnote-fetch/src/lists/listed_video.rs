//! A video of a playlist or channel.

use chrono::NaiveDate;
use kbnote_core::VideoId;

/// A video in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedVideo {
    /// Its id.
    pub id: VideoId,
    /// Its title; empty if the list has none.
    pub title: String,
    /// Its length in milliseconds.
    pub duration_ms: Option<u64>,
    /// Its publication date, in feeds only.
    pub published: Option<NaiveDate>,
}
