//! What is remembered of a batch, so that it can be gone on with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kbnote_app::{Error, ErrorKind};
use kbnote_core::VideoId;
use kbnote_vault::{FileError, Journal, Vault};
use serde::{Deserialize, Serialize};

use super::select::{Order, Wanted};
use crate::error::CliError;

/// A line of the journal.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// A batch begins.
    Batch(Order),
    /// All its videos. Not written where a list broke off: it is then to be read again.
    Videos(Vec<Wanted>),
    /// A video is stored as it was wished for.
    Done(VideoId),
    /// A video is not to be had.
    Failed { video: VideoId, error: Failure },
}

/// Why a video is not to be had.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Failure {
    kind: String,
    message: String,
    hint: Option<String>,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let error = Self::new(ErrorKind::NotFound, failure.kind, failure.message);
        match failure.hint {
            Some(hint) => error.with_next_step(hint),
            None => error,
        }
    }
}

/// How far a batch had got.
#[derive(Default)]
pub(super) struct Past {
    order: Order,
    /// Its videos, if all lists could be read.
    pub(super) videos: Option<Vec<Wanted>>,
    done: BTreeSet<VideoId>,
    failed: BTreeMap<VideoId, Failure>,
}

impl Past {
    /// The last batch, if it did not come to its end.
    pub(super) fn read(vault: &Vault) -> Result<Option<Self>, FileError> {
        let mut past: Option<Self> = None;
        for line in vault.read_journal::<Line>()? {
            if let Line::Batch(order) = line {
                past = Some(Self {
                    order,
                    ..Self::default()
                });
            } else if let Some(past) = &mut past {
                past.take_in(line);
            }
        }
        Ok(past)
    }

    fn take_in(&mut self, line: Line) {
        match line {
            Line::Batch(order) => self.order = order,
            Line::Videos(videos) => self.videos = Some(videos),
            Line::Done(video) => drop(self.done.insert(video)),
            Line::Failed { video, error } => drop(self.failed.insert(video, error)),
        }
    }

    /// Whether it was a batch of the same videos.
    pub(super) fn is_of(&self, order: &Order) -> bool {
        self.order.is_of_same_videos(order)
    }

    /// What it still tells where other tracks are wished for: which videos there are.
    pub(super) fn for_wish(mut self, wish: &str) -> Self {
        if self.order.wish != wish {
            wish.clone_into(&mut self.order.wish);
            self.done.clear();
            self.failed.clear();
        }
        self
    }

    /// The day before which videos were not wished for.
    pub(super) fn since(&self) -> Option<NaiveDate> {
        self.order.since
    }

    pub(super) fn is_done(&self, video: &VideoId) -> bool {
        self.done.contains(video)
    }

    /// Why a video is not to be had, if it was asked for.
    pub(super) fn failure(&self, video: &VideoId) -> Option<CliError> {
        self.failed
            .get(video)
            .cloned()
            .map(Error::from)
            .map(CliError::from)
    }

    /// Begins the journal of the batch that goes on with this one; `None` while another process
    /// writes one.
    pub(super) fn go_on(
        &self,
        vault: &Vault,
        order: Option<Order>,
        videos: Option<&[Wanted]>,
    ) -> Result<Option<BatchJournal>, FileError> {
        let Some(mut journal) = vault.begin_journal()? else {
            return Ok(None);
        };
        let order = order.unwrap_or_else(|| self.order.clone());
        journal.add(&Line::Batch(order))?;
        if let Some(videos) = videos {
            journal.add(&Line::Videos(videos.to_vec()))?;
        }
        for video in &self.done {
            journal.add(&Line::Done(video.clone()))?;
        }
        for (video, error) in self.failed.clone() {
            journal.add(&Line::Failed { video, error })?;
        }
        Ok(Some(BatchJournal(journal)))
    }
}

/// The journal of the batch that runs.
pub(super) struct BatchJournal(Journal);

impl BatchJournal {
    pub(super) fn done(&mut self, video: &VideoId) -> Result<(), FileError> {
        self.0.add(&Line::Done(video.clone()))
    }

    /// Remembers a video that is not to be had. One that was refused is asked for again.
    pub(super) fn failed(&mut self, video: &VideoId, error: &CliError) -> Result<(), FileError> {
        let Some(error) = error
            .error()
            .filter(|error| error.kind() == ErrorKind::NotFound)
        else {
            return Ok(());
        };
        let failure = Failure {
            kind: error.code().to_owned(),
            message: error.message().to_owned(),
            hint: error.next_step().map(str::to_owned),
        };
        self.0.add(&Line::Failed {
            video: video.clone(),
            error: failure,
        })
    }

    pub(super) fn end(self) -> Result<(), FileError> {
        self.0.end()
    }
}
