//! What the index note of a channel should list.

use chrono::NaiveDate;
use kbnote_core::VideoId;

use crate::{LinkStyle, Resolver};

/// What the index note of a channel should list.
#[derive(Debug)]
pub struct ChannelIndex<'a> {
    /// The name of the index note: `channel/channel`.
    pub name: &'a str,
    /// The channel's videos that have notes, in any order.
    pub videos: &'a [IndexedVideo],
    /// Where links lead.
    pub resolver: &'a Resolver,
    /// How a link is written.
    pub style: LinkStyle,
}

/// A video with the notes on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexedVideo {
    /// Its id.
    pub id: VideoId,
    /// Its title; its id, where nothing is stored of it.
    pub title: String,
    /// Where it is watched, if it has an address.
    pub url: Option<String>,
    /// The day it was published.
    pub published: Option<NaiveDate>,
    /// The notes on it, in the order in which new ones are listed.
    pub topics: Vec<Topic>,
}

/// A note on a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its number in the resolver.
    pub note: usize,
    /// Its title.
    pub title: String,
}
