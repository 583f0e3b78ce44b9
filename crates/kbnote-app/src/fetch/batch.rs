//! A run over one video or many: stored videos are skipped, the rest requested at a polite rate.

use std::cell::RefCell;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;

use kbnote_fetch::{Batch, Client, FetchOptions, ServerSignal};

use super::client::{RouteOptions, client};
use super::download::{download, download_recording, store, stored_already};
use super::event::{BatchReport, FetchEvent, FetchObserver, StopReason};
use super::failure::wait_for;
use super::journal::ResumePoint;
use super::preference::TrackPreference;
use super::queue::{QueuedVideo, VideoOrigin};
use super::select::{FetchSelection, Selection};
use super::state::{BatchState, Outcome, Positioned};
use super::video_report::VideoReport;
use super::web::WebSources;
use crate::{Error, ErrorKind, Workspace};

/// Number of parallel requests where they need not be spaced.
const UNPACED_JOBS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(3);

/// The videos to fetch, and how.
#[derive(Clone, Debug)]
pub struct FetchRequest {
    /// Which videos.
    pub selection: FetchSelection,
    /// Which tracks.
    pub preference: TrackPreference,
    /// Whether a track is stored for every preferred language, not only the first available.
    pub all_languages: bool,
    /// Whether stored videos are fetched again.
    pub refetch: bool,
    /// By which route.
    pub route: RouteOptions,
    /// Videos a minute; 0 for no limit.
    pub per_minute: f64,
    /// Number of parallel requests.
    pub jobs: Option<NonZeroUsize>,
}

impl FetchRequest {
    /// A text that tells the preferred tracks of two requests apart.
    fn preference_text(&self) -> String {
        let each = if self.all_languages { " each" } else { "" };
        format!("{}{each}", self.preference)
    }
}

impl Workspace {
    /// Fetches videos and stores them.
    ///
    /// # Errors
    /// If the request is not valid, there is nothing to resume, or the journal cannot be written. The
    /// failure of a single video is in the report.
    pub fn fetch(
        &self,
        request: &FetchRequest,
        observer: &mut dyn FetchObserver,
    ) -> Result<BatchReport, Error> {
        let client = client(self, &request.route)?;
        let run = Run {
            workspace: self,
            request,
            client: &client,
            sources: WebSources::new(self, &client, &request.route)
                .with_limits(request.selection.list_limits()),
            options: request
                .preference
                .options(self, &request.route, request.all_languages),
            resumed: resume_point(self, request)?,
            state: RefCell::new(BatchState::new(self, observer)),
        };
        match wait_for(run.run()) {
            Ok(outcome) => outcome?,
            Err(error) if error.kind() == ErrorKind::Interrupted => {
                run.state.borrow_mut().stop(StopReason::Interrupted);
            }
            Err(error) => return Err(error),
        }
        run.state.into_inner().end()
    }
}

/// The batch to be resumed, if that is requested.
fn resume_point(workspace: &Workspace, request: &FetchRequest) -> Result<ResumePoint, Error> {
    if !request.selection.resume {
        return Ok(ResumePoint::default());
    }
    let last = ResumePoint::read(&workspace.vault)?;
    let preference = request.preference_text();
    if request.selection.only_resumes() {
        let last = last.map(|last| last.for_preference(&preference));
        return last.ok_or_else(|| {
            let message = "nothing to resume: the last batch finished";
            Error::new(ErrorKind::NotFound, "no-batch", message)
                .with_next_step("name a playlist, a channel, or `--missing`")
        });
    }
    let spec = request.selection.spec(preference.clone());
    let last = last.filter(|last| last.is_of(&spec));
    Ok(last.unwrap_or_default().for_preference(&preference))
}

/// A run over the videos of a request.
struct Run<'a> {
    workspace: &'a Workspace,
    request: &'a FetchRequest,
    client: &'a Client,
    sources: WebSources<'a>,
    options: FetchOptions,
    resumed: ResumePoint,
    state: RefCell<BatchState<'a>>,
}

impl Run<'_> {
    async fn run(&self) -> Result<(), Error> {
        let selection = self.selection().await?;
        let is_single = self.is_single(&selection);
        let is_complete = selection.failures.is_empty();
        self.state.borrow_mut().begin(is_single, is_complete);
        if selection.videos.is_empty() && selection.failures.is_empty() {
            let mut state = self.state.borrow_mut();
            if state.event(FetchEvent::NothingToFetch).is_break() {
                return Ok(());
            }
        }
        let videos = is_complete.then(|| selection.videos.clone());
        let ControlFlow::Continue(queue) = self.enter(selection) else {
            return Ok(());
        };
        if !is_single && (!queue.is_empty() || self.request.selection.resume) {
            self.workspace.vault.clear_leftovers()?;
            self.begin_journal(videos.as_deref())?;
        }
        self.request_all(queue).await
    }

    /// Whether one video was requested, or one source that cannot be read.
    fn is_single(&self, selection: &Selection) -> bool {
        let Selection { videos, failures } = selection;
        let are_named = videos
            .iter()
            .all(|queued| queued.origin == VideoOrigin::Named);
        !self.request.selection.missing && are_named && videos.len() + failures.len() == 1
    }

    async fn selection(&self) -> Result<Selection, Error> {
        // The videos of the vault's notes are read from the vault, not from the journal.
        match &self.resumed.videos {
            Some(videos) if !self.request.selection.missing => Ok(Selection {
                videos: videos.clone(),
                failures: Vec::new(),
            }),
            _ => {
                let selection = &self.request.selection;
                selection
                    .select(self.workspace, self.client, &self.sources)
                    .await
            }
        }
    }

    /// Begins the journal, with the videos if all of them are known.
    fn begin_journal(&self, videos: Option<&[QueuedVideo]>) -> Result<(), Error> {
        let selection = &self.request.selection;
        let spec =
            (!selection.only_resumes()).then(|| selection.spec(self.request.preference_text()));
        let journal = self
            .resumed
            .begin_journal(&self.workspace.vault, spec, videos)?;
        if journal.is_none() {
            self.workspace.observer().warn(format_args!(
                "another batch runs in this vault: this one cannot be resumed"
            ));
        }
        self.state.borrow_mut().journal = journal;
        Ok(())
    }

    /// Enters what needs no request, and returns the rest.
    fn enter(&self, selection: Selection) -> ControlFlow<(), Vec<Positioned>> {
        let failures = selection.failures.into_iter();
        let failures = failures.map(|(source, error)| VideoReport::failed_source(source, error));
        let mut known: Vec<(usize, VideoReport)> = failures.enumerate().collect();
        let mut queue = Vec::new();
        for (position, queued) in (known.len()..).zip(selection.videos) {
            match self.known(&queued) {
                Some(report) => known.push((position, report)),
                None => queue.push((position, queued)),
            }
        }
        self.state.borrow_mut().enter(known, &queue)?;
        ControlFlow::Continue(queue)
    }

    /// The outcome of a video that needs no request.
    fn known(&self, queued: &QueuedVideo) -> Option<VideoReport> {
        let (workspace, request, video) = (self.workspace, self.request, &queued.video);
        if let Some(error) = self.resumed.failure(video) {
            return Some(VideoReport::failure(workspace, video, error));
        }
        let without_captions = || {
            let error = self
                .sources
                .without_captions(queued.address.as_deref()?, video)?;
            Some(VideoReport::failure(workspace, video, error))
        };
        if request.refetch && !self.resumed.is_done(video) {
            return without_captions();
        }
        match stored_already(workspace, video, &request.preference, request.all_languages) {
            Ok(Some(fetched)) => Some(VideoReport {
                is_silent: queued.origin != VideoOrigin::Named,
                ..VideoReport::new(workspace, fetched)
            }),
            // It was found to be too old.
            Ok(None) if self.resumed.is_done(video) => Some(VideoReport::older()),
            Ok(None) => without_captions(),
            Err(error) => Some(VideoReport::failure(workspace, video, error)),
        }
    }

    async fn request_all(&self, queue: Vec<Positioned>) -> Result<(), Error> {
        let mut stopped = Ok(ControlFlow::Continue(()));
        let items = queue
            .into_iter()
            .filter(|(_, queued)| !self.state.borrow().is_too_old(queued));
        let work = |positioned: Positioned| async move {
            let outcome = self.fetch(&positioned.1).await;
            (positioned, outcome)
        };
        let done = |(positioned, outcome): (Positioned, Outcome)| {
            let signal = server_signal(&positioned.1, &outcome);
            let finished = self.state.borrow_mut().finish(positioned, outcome);
            if matches!(stopped, Ok(ControlFlow::Continue(()))) {
                stopped = finished;
            }
            match stopped {
                Ok(ControlFlow::Continue(())) => signal,
                _ => ServerSignal::Blocked,
            }
        };
        let end = self.batch().run(items, work, done).await;
        if end.gave_up {
            self.state.borrow_mut().stop(StopReason::Refused);
        }
        stopped.map(drop)
    }

    fn batch(&self) -> Batch {
        // Offline, no server has to be spared.
        let per_minute = if self.workspace.offline {
            0.0
        } else {
            self.request.per_minute
        };
        let jobs = if per_minute > 0.0 {
            NonZeroUsize::MIN
        } else {
            UNPACED_JOBS
        };
        Batch {
            per_minute,
            jobs: self.request.jobs.unwrap_or(jobs),
            ..Batch::default()
        }
    }

    /// Fetches a video and stores it, unless it is older than requested.
    async fn fetch(&self, queued: &QueuedVideo) -> Outcome {
        let (video, options) = (&queued.video, &self.options);
        let download = match &queued.address {
            Some(address) => {
                let recording = self.sources.recording(address, video).await?;
                download_recording(self.client, &recording, options).await?
            }
            None => download(self.workspace, self.client, video, options).await?,
        };
        let is_listed = matches!(queued.origin, VideoOrigin::List | VideoOrigin::Newest(_));
        let since = self.request.selection.since.or(self.resumed.since());
        let since = since.filter(|_| is_listed);
        if since.is_some_and(|since| download.published().is_some_and(|day| day < since)) {
            return Ok(None);
        }
        store(self.workspace, download).map(Some)
    }
}

/// What an outcome says about the server. Where nothing can be stored, no more requests are made.
fn server_signal(queued: &QueuedVideo, outcome: &Outcome) -> ServerSignal {
    // Elsewhere than on YouTube a page in place of captions says nothing about the next file.
    let is_other_content = |error: &Error| error.code() == "unexpected-content";
    if queued.address.is_some() && outcome.as_ref().is_err_and(is_other_content) {
        return ServerSignal::Answered;
    }
    if outcome.as_ref().is_err_and(Error::is_of_the_system) {
        return ServerSignal::Blocked;
    }
    match outcome.as_ref().map_err(Error::kind) {
        Err(ErrorKind::Blocked) => ServerSignal::Blocked,
        Err(ErrorKind::Refused) => ServerSignal::Refused,
        _ => ServerSignal::Answered,
    }
}
