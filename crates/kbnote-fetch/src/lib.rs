//! YouTube over HTTP: metadata, chapters and caption tracks of a video.
//!
//! A [`Client`] asks YouTube in the name of the programs of its [`ClientTable`].
//! [`Client::fetch`] does the whole of it for one video, as its [`FetchOptions`] say. Its steps can
//! be gone one by one: [`Client::video`] gives a [`FetchedVideo`], [`choose()`] picks a track of its
//! [`TrackList`] by [`TrackWishes`], and [`Client::captions`] fetches that track's
//! [`CaptionBytes`], which are left unread. [`Client::listing`] goes through the videos of a
//! [`Source`], and a [`Batch`] sees to it that many videos are fetched with manners. Why something
//! is not to be had says a [`FetchError`].
//!
//! Nothing is written to disk, and no request goes to any host but YouTube's own, or the one server
//! that [`ClientBuilder::base_url`] puts in their place.
//!
//! ```no_run
//! use kbnote_fetch::{Client, FetchOptions, block_on};
//!
//! let client = Client::builder().build()?;
//! let id = "kbnoteDemo1".parse()?;
//! let fetched = block_on(client.fetch(&id, &FetchOptions::default()))??;
//! for captions in &fetched.captions {
//!     println!("{}: {} bytes", captions.language(), captions.bytes.len());
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod batch;
mod blocking;
mod builder;
mod captions;
mod choose;
mod client;
mod error;
mod fetch;
mod http;
mod innertube;
mod lists;
mod oembed;
mod track;
mod verdict;
mod video;
mod yt_dlp;

pub use batch::{Batch, BatchEnd, Mood};
pub use blocking::{block_on, block_on_until_interrupt};
pub use builder::{ClientBuildError, ClientBuilder};
pub use captions::CaptionBytes;
pub use choose::{KindWish, TrackWish, TrackWishes, choose};
pub use client::Client;
pub use error::{Cause, ErrorClass, FetchError};
pub use fetch::{FetchOptions, FetchedCaptions, Route};
pub use http::backoff::Backoff;
pub use http::cookies::CookieFileError;
pub use innertube::profile::{ClientProfile, ClientTable, Endpoint, Purpose};
pub use lists::listed_video::ListedVideo;
pub use lists::listing::Listing;
pub use lists::source::{ChannelName, ParseSourceError, Source};
pub use track::{OfferedTrack, TrackList};
pub use video::FetchedVideo;
pub use yt_dlp::YtDlp;
