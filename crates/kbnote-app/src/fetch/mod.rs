//! Fetching videos: their metadata, chapters and captions, one video or many.

mod batch;
mod client;
mod download;
mod event;
mod failure;
mod journal;
mod offered;
mod preference;
mod queue;
mod select;
mod state;
mod video_report;
mod web;

pub use batch::FetchRequest;
pub use client::{RouteOptions, client_table};
pub use download::{FetchedTranscript, fetch_video, stored_already};
pub use event::{BatchReport, FetchDocument, FetchEvent, FetchObserver, StopReason};
pub use offered::{OfferedDocument, OfferedVideo};
pub use preference::TrackPreference;
pub use select::FetchSelection;
pub use video_report::{FetchStatus, VideoEntry, VideoReport};
pub use web::fetch_address;
