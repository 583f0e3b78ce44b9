//! YouTube, podcasts, PeerTube and other sites over HTTP: metadata, chapters and caption tracks of a recording.
//!
//! A [`Client`] presents itself as one of the programs of its [`ClientTable`]. [`Client::fetch`] does
//! everything for one video, according to its [`FetchOptions`]. The steps are also available one by one:
//! [`Client::video`] returns a [`FetchedVideo`], [`choose()`] selects a track of its [`TrackList`] by
//! [`TrackPreferences`], and [`Client::captions`] fetches the [`CaptionBytes`] of that track.
//! [`Client::listing`] iterates the videos of a [`Source`], and a [`Batch`] fetches many videos at a
//! limited rate. Failures are [`FetchError`]s.
//!
//! [`Client::open`] opens an address elsewhere, a podcast feed for example, and returns a [`WebSource`] of
//! [`WebRecording`]s, whose captions [`Client::fetch_recording`] fetches.
//!
//! Nothing is written to disk. For a video on YouTube no request goes to any host except YouTube's own, or the
//! server that [`ClientBuilder::base_url`] sets in their place. Other sources lead to public hosts, without cookies;
//! to private addresses only if the source itself is there.
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
mod client_failures;
mod error;
mod fetch;
mod http;
mod innertube;
mod lists;
mod oembed;
mod page;
mod peertube;
mod peertube_lists;
mod podcast;
mod track;
mod video;
mod web;
mod yt_dlp;

pub use batch::{Batch, BatchEnd, ServerSignal};
pub use blocking::{block_on, block_on_until_interrupt};
pub use builder::{ClientBuildError, ClientBuilder};
pub use captions::CaptionBytes;
pub use choose::{KindPreference, LanguagePreference, TrackPreferences, choose};
pub use client::Client;
pub use error::{Cause, ClientAnswer, ErrorClass, FetchError};
pub use fetch::{FetchOptions, FetchedCaptions, Route};
pub use http::backoff::Backoff;
pub use http::cookies::CookieFileError;
pub use innertube::profile::{ClientProfile, ClientTable, Endpoint, Purpose};
pub use lists::listed_video::ListedVideo;
pub use lists::listing::Listing;
pub use lists::source::{ChannelName, ParseSourceError, Source};
pub use track::{OfferedTrack, TrackList};
pub use video::FetchedVideo;
pub use web::error::{WebError, WebProblem};
pub use web::recording::{ListLimits, WebRecording, WebSource};
pub use yt_dlp::YtDlp;
