//! The state of a running batch: outcomes so far, videos left, the reason for a stop.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::time::Instant;

use kbnote_core::VideoId;

use super::download::FetchedTranscript;
use super::event::{BatchReport, FetchEvent, FetchObserver, StopReason};
use super::journal::BatchJournal;
use super::queue::{QueuedVideo, VideoOrigin};
use super::video_report::{FetchStatus, VideoReport};
use crate::{Error, ErrorKind, Workspace};

/// A video with its position among all.
pub(super) type Positioned = (usize, QueuedVideo);

/// The outcome of a request; nothing for a video that is too old.
pub(super) type Outcome = Result<Option<FetchedTranscript>, Error>;

/// The state of a running batch.
pub(super) struct BatchState<'a> {
    workspace: &'a Workspace,
    observer: &'a mut dyn FetchObserver,
    pub(super) journal: Option<BatchJournal>,
    report: BatchReport,
    is_single: bool,
    /// The videos without an outcome, by position.
    left: BTreeMap<usize, VideoId>,
    /// Outcomes that wait for those before them, so that they are reported in order.
    waiting: BTreeMap<usize, VideoReport>,
    /// Position of the next outcome to be reported.
    next: usize,
    /// The lists in which a video that is too old was found.
    exhausted_lists: BTreeSet<usize>,
    /// Whether resuming it would gain nothing.
    is_complete: bool,
    begun: Instant,
    requested: usize,
}

impl<'a> BatchState<'a> {
    pub(super) fn new(workspace: &'a Workspace, observer: &'a mut dyn FetchObserver) -> Self {
        Self {
            workspace,
            observer,
            journal: None,
            report: BatchReport::default(),
            is_single: false,
            left: BTreeMap::new(),
            waiting: BTreeMap::new(),
            next: 0,
            exhausted_lists: BTreeSet::new(),
            is_complete: true,
            begun: Instant::now(),
            requested: 0,
        }
    }

    /// Begins a run of a single thing or of many, whose lists could all be read or not.
    pub(super) fn begin(&mut self, is_single: bool, is_complete: bool) {
        self.is_single = is_single;
        self.is_complete = is_complete;
    }

    pub(super) fn event(&mut self, event: FetchEvent) -> ControlFlow<()> {
        self.observer.event(event)
    }

    /// Enters the outcomes that need no request, and the videos that need one.
    pub(super) fn enter(
        &mut self,
        known: Vec<(usize, VideoReport)>,
        queue: &[Positioned],
    ) -> ControlFlow<()> {
        let left = queue.iter();
        self.left = left
            .map(|(position, queued)| (*position, queued.video.clone()))
            .collect();
        self.begun = Instant::now();
        self.report.total = known.len() + queue.len();
        self.event(FetchEvent::Began {
            videos: self.report.total,
            known: known.len(),
            is_single: self.is_single,
        })?;
        known
            .into_iter()
            .try_for_each(|(position, report)| self.put(position, report))
    }

    /// Enters the outcome of a request.
    pub(super) fn finish(
        &mut self,
        (position, queued): Positioned,
        outcome: Outcome,
    ) -> Result<ControlFlow<()>, Error> {
        let report = match outcome {
            Ok(Some(fetched)) => VideoReport::new(self.workspace, fetched),
            Ok(None) => VideoReport::older(),
            Err(error) => {
                self.note_failure(&error);
                VideoReport::failure(self.workspace, &queued.video, error)
            }
        };
        self.record(&queued, &report.status)?;
        self.left.remove(&position);
        self.requested += 1;
        Ok(self
            .put(position, report)
            .is_break()
            .then_some(())
            .map_or_else(
                || {
                    self.observer.event(FetchEvent::Progress {
                        finished: self.next + self.waiting.len(),
                        requested: self.requested,
                        elapsed: self.begun.elapsed(),
                    })
                },
                ControlFlow::Break,
            ))
    }

    /// A refusal can be tried again; where nothing can be written, no more requests are made.
    fn note_failure(&mut self, error: &Error) {
        self.is_complete &= matches!(error.kind(), ErrorKind::NotFound | ErrorKind::Offline);
        if error.is_of_the_system() {
            self.stop(StopReason::Broken);
        }
    }

    fn record(&mut self, queued: &QueuedVideo, status: &FetchStatus) -> Result<(), Error> {
        if let (FetchStatus::Older, VideoOrigin::Newest(list)) = (status, queued.origin) {
            self.exhausted_lists.insert(list);
        }
        let Some(journal) = &mut self.journal else {
            return Ok(());
        };
        match status {
            FetchStatus::Failed(error) => journal.failed(&queued.video, error)?,
            _ => journal.done(&queued.video)?,
        }
        Ok(())
    }

    /// Reports an outcome as soon as those before it are reported.
    fn put(&mut self, position: usize, report: VideoReport) -> ControlFlow<()> {
        self.waiting.insert(position, report);
        while let Some(report) = self.waiting.remove(&self.next) {
            self.next += 1;
            self.report_video(report)?;
        }
        ControlFlow::Continue(())
    }

    fn report_video(&mut self, report: VideoReport) -> ControlFlow<()> {
        match &report.status {
            FetchStatus::Stored => self.report.stored += 1,
            FetchStatus::Unchanged => self.report.unchanged += 1,
            FetchStatus::Failed(error) => {
                self.report.failed += 1;
                if self.is_single {
                    self.report.failure = Some(error.clone());
                }
            }
            FetchStatus::Older => return ControlFlow::Continue(()),
        }
        self.observer.event(FetchEvent::Video(Box::new(report)))
    }

    /// Whether the video follows, in a list with the newest first, one that is too old.
    pub(super) fn is_too_old(&self, queued: &QueuedVideo) -> bool {
        match queued.origin {
            VideoOrigin::Newest(list) => self.exhausted_lists.contains(&list),
            _ => false,
        }
    }

    /// Notes why the run stops; the first reason counts.
    pub(super) fn stop(&mut self, reason: StopReason) {
        self.report.stopped = self.report.stopped.or(Some(reason));
    }

    /// Ends the run.
    pub(super) fn end(mut self) -> Result<BatchReport, Error> {
        for (_, report) in std::mem::take(&mut self.waiting) {
            if self.report_video(report).is_break() {
                break;
            }
        }
        let is_complete = self.is_complete && self.report.stopped.is_none();
        if let Some(journal) = self.journal.take().filter(|_| is_complete) {
            journal.end()?;
        }
        // Without a stop, only videos behind too old ones are left.
        if self.report.stopped.is_some() {
            self.report.left = self.left.into_values().collect();
        }
        Ok(self.report)
    }
}
