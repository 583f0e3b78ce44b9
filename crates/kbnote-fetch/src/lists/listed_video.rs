//! A video of a playlist or channel.

use chrono::NaiveDate;
use kbnote_core::VideoId;

/// A video as a list names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedVideo {
    /// Its id.
    pub id: VideoId,
    /// Its title; empty where the list does not say.
    pub title: String,
    /// Its length in milliseconds.
    pub duration_ms: Option<u64>,
    /// The day it was published. Only feeds say.
    pub published: Option<NaiveDate>,
}
