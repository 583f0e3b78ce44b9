//! Events and result of a batch.

use std::ops::ControlFlow;
use std::time::Duration;

use kbnote_core::VideoId;
use serde::Serialize;

use super::video_report::{VideoEntry, VideoReport};
use crate::Error;

/// Receives the events of a batch.
pub trait FetchObserver {
    /// Handles an event; `Break` stops the batch.
    fn event(&mut self, event: FetchEvent) -> ControlFlow<()>;
}

/// An event of a batch.
#[derive(Debug)]
pub enum FetchEvent {
    /// Nothing was selected.
    NothingToFetch,
    /// The videos are known.
    Began {
        /// Their number.
        videos: usize,
        /// How many need no request.
        known: usize,
        /// Whether a single thing was requested, whose failure is that of the run.
        is_single: bool,
    },
    /// The outcome of a video, in the order of the videos.
    Video(Box<VideoReport>),
    /// A request was answered.
    Progress {
        /// Number of videos with an outcome.
        finished: usize,
        /// Number of videos requested in this run.
        requested: usize,
        /// Time since the first request.
        elapsed: Duration,
    },
}

/// Why a batch stopped before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StopReason {
    /// YouTube kept refusing.
    Refused,
    /// The user interrupted it.
    Interrupted,
    /// Nothing more can be written.
    Broken,
}

/// The result of a batch.
#[derive(Debug, Default)]
pub struct BatchReport {
    /// Why it stopped, if it did.
    pub stopped: Option<StopReason>,
    /// The videos without an outcome.
    pub left: Vec<VideoId>,
    /// Number of videos.
    pub total: usize,
    /// Number of videos stored.
    pub stored: usize,
    /// Number of videos that were stored already.
    pub unchanged: usize,
    /// Number of videos that failed.
    pub failed: usize,
    /// The failure of a single thing that was requested.
    pub failure: Option<Error>,
}

/// `kbnote fetch`: what was stored of each video.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FetchDocument<'a> {
    schema: &'static str,
    /// The videos, in the order of the list.
    videos: &'a [VideoEntry],
    /// Null, or why the run stopped: `refused`, `interrupted` or `broken`.
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    stopped: Option<StopReason>,
    /// The videos that were not requested then.
    #[cfg_attr(test, schemars(with = "Vec<String>"))]
    left: &'a [VideoId],
}

impl BatchReport {
    /// Its JSON document, with the entries of the videos that were reported.
    #[must_use]
    pub fn document<'a>(&'a self, videos: &'a [VideoEntry]) -> FetchDocument<'a> {
        FetchDocument {
            schema: "kbnote.fetch/1",
            videos,
            stopped: self.stopped,
            left: &self.left,
        }
    }
}
