//! The journal of a batch, from which it can be resumed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kbnote_core::VideoId;
use kbnote_vault::{FileError, Journal, Vault};
use serde::{Deserialize, Serialize};

use super::queue::{BatchSpec, QueuedVideo};
use crate::{Error, ErrorKind};

/// A line of the journal.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum JournalLine {
    /// A batch begins.
    Batch(BatchSpec),
    /// All its videos. Not written where a list broke off: it is then to be read again.
    Videos(Vec<QueuedVideo>),
    /// A video is stored with the preferred tracks.
    Done(VideoId),
    /// A video is not available.
    Failed { video: VideoId, error: Failure },
}

/// Why a video is not available.
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

/// The point at which a batch can be resumed.
#[derive(Default)]
pub(super) struct ResumePoint {
    spec: BatchSpec,
    /// Its videos, if all lists could be read.
    pub(super) videos: Option<Vec<QueuedVideo>>,
    done: BTreeSet<VideoId>,
    failed: BTreeMap<VideoId, Failure>,
}

impl ResumePoint {
    /// Reads the last batch, if it did not finish.
    pub(super) fn read(vault: &Vault) -> Result<Option<Self>, FileError> {
        let mut resume_point: Option<Self> = None;
        for line in vault.read_journal::<JournalLine>()? {
            if let JournalLine::Batch(spec) = line {
                resume_point = Some(Self {
                    spec,
                    ..Self::default()
                });
            } else if let Some(resume_point) = &mut resume_point {
                resume_point.take_in(line);
            }
        }
        Ok(resume_point)
    }

    fn take_in(&mut self, line: JournalLine) {
        match line {
            JournalLine::Batch(spec) => self.spec = spec,
            JournalLine::Videos(videos) => self.videos = Some(videos),
            JournalLine::Done(video) => drop(self.done.insert(video)),
            JournalLine::Failed { video, error } => drop(self.failed.insert(video, error)),
        }
    }

    /// Whether it was a batch of the same videos.
    pub(super) fn is_of(&self, spec: &BatchSpec) -> bool {
        self.spec.has_same_videos(spec)
    }

    /// The same point for preferred tracks: if others were preferred, only the list of videos stays.
    pub(super) fn for_preference(mut self, preference: &str) -> Self {
        if self.spec.preference != preference {
            preference.clone_into(&mut self.spec.preference);
            self.done.clear();
            self.failed.clear();
        }
        self
    }

    /// The day before which videos are skipped.
    pub(super) fn since(&self) -> Option<NaiveDate> {
        self.spec.since
    }

    pub(super) fn is_done(&self, video: &VideoId) -> bool {
        self.done.contains(video)
    }

    /// Why a video is not available, if that is known.
    pub(super) fn failure(&self, video: &VideoId) -> Option<Error> {
        self.failed.get(video).cloned().map(Error::from)
    }

    /// Begins the journal of the batch that resumes this one; `None` while another process writes
    /// one.
    pub(super) fn begin_journal(
        &self,
        vault: &Vault,
        spec: Option<BatchSpec>,
        videos: Option<&[QueuedVideo]>,
    ) -> Result<Option<BatchJournal>, FileError> {
        let Some(mut journal) = vault.begin_journal()? else {
            return Ok(None);
        };
        let spec = spec.unwrap_or_else(|| self.spec.clone());
        journal.add(&JournalLine::Batch(spec))?;
        if let Some(videos) = videos {
            journal.add(&JournalLine::Videos(videos.to_vec()))?;
        }
        for video in &self.done {
            journal.add(&JournalLine::Done(video.clone()))?;
        }
        for (video, error) in self.failed.clone() {
            journal.add(&JournalLine::Failed { video, error })?;
        }
        Ok(Some(BatchJournal(journal)))
    }
}

/// The journal of the running batch.
pub(super) struct BatchJournal(Journal);

impl BatchJournal {
    pub(super) fn done(&mut self, video: &VideoId) -> Result<(), FileError> {
        self.0.add(&JournalLine::Done(video.clone()))
    }

    /// Records that a video is not available. One that was refused is requested again.
    pub(super) fn failed(&mut self, video: &VideoId, error: &Error) -> Result<(), FileError> {
        if error.kind() != ErrorKind::NotFound {
            return Ok(());
        }
        let failure = Failure {
            kind: error.code().to_owned(),
            message: error.message().to_owned(),
            hint: error.next_step().map(str::to_owned),
        };
        self.0.add(&JournalLine::Failed {
            video: video.clone(),
            error: failure,
        })
    }

    pub(super) fn end(self) -> Result<(), FileError> {
        self.0.end()
    }
}
