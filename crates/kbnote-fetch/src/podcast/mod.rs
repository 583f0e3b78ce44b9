//! Podcasts: feeds in RSS with the Podcasting 2.0 namespace, their episodes, transcripts and chapters.

pub(crate) mod apple;
pub(crate) mod chapters;
mod elements;
pub(crate) mod episodes;
pub(crate) mod feed;
mod items;
pub(crate) mod page_transcript;
mod pages;
pub(crate) mod source;
pub(crate) mod values;
