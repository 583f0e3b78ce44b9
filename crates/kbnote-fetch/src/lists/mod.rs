//! Many videos: playlists, channels, feeds.

mod feed;
pub(crate) mod listed_video;
pub(crate) mod listing;
pub(crate) mod source;
