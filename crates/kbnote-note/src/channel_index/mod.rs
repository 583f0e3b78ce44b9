//! The index note of a channel: its videos, and below each the notes on it.
//!
//! ```text
//! ### [Counting birds in winter](https://www.youtube.com/watch?v=kbnoteDemo1)
//!
//! - [[counting_birds_in_winter | Counting birds in winter]]
//! ```
//!
//! An index note is the author's as any other: what stands in it stays, in its place and with its
//! words. What is missing is added. An entry is changed or taken out only if it still is as it was
//! written here, which an [`IndexRecord`] remembers; one that the author took out stays out.

mod additions;
mod order;
mod plan;
mod record;
mod section;

use chrono::NaiveDate;
use kbnote_core::VideoId;

pub use self::order::by_date;
pub use self::plan::{IndexPlan, IndexPlanError};
pub use self::record::{IndexRecord, RecordStep};
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
    /// Where it is watched.
    pub url: String,
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

#[cfg(test)]
mod tests;
