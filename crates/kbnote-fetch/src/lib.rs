//! YouTube over HTTP: metadata, chapters and caption tracks of a video.
//!
//! A [`Client`] asks YouTube in the name of the programs of its [`ClientTable`] and gives a
//! [`FetchedVideo`]; [`choose()`] picks a track of its [`TrackList`] by [`TrackWishes`];
//! [`Client::captions`] fetches that track's [`CaptionBytes`], which are left unread. Why something
//! is not to be had says a [`FetchError`].
//!
//! Nothing is written to disk, and no request goes to any host but YouTube's own, or the one server
//! that [`ClientBuilder::base_url`] puts in their place.
//!
//! ```no_run
//! use kbnote_fetch::{Client, TrackWishes, block_on};
//!
//! let client = Client::builder().build()?;
//! let captions = block_on(async {
//!     let fetched = client.video(&"kbnoteDemo1".parse()?).await?;
//!     let track = fetched.choose(&TrackWishes::default())?;
//!     Ok::<_, Box<dyn std::error::Error>>(client.captions(track).await?)
//! })??;
//! println!("{} bytes in {}", captions.bytes.len(), captions.language());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod blocking;
mod builder;
mod captions;
mod choose;
mod client;
mod error;
mod http;
mod innertube;
mod lists;
mod oembed;
mod track;
mod verdict;
mod video;
mod yt_dlp;

pub use batch::{Batch, BatchEnd, Mood};
pub use blocking::block_on;
pub use builder::{ClientBuildError, ClientBuilder};
pub use captions::CaptionBytes;
pub use choose::{KindWish, TrackWish, TrackWishes, choose, choose_each};
pub use client::Client;
pub use error::{Cause, ErrorClass, FetchError};
pub use http::backoff::Backoff;
pub use http::cookies::CookieFileError;
pub use innertube::profile::{ClientProfile, ClientTable, Endpoint, Purpose};
pub use lists::listing::{ListedVideo, Listing};
pub use lists::source::{ChannelName, ParseSourceError, Source};
pub use track::{OfferedTrack, TrackList};
pub use video::FetchedVideo;
pub use yt_dlp::YtDlp;
