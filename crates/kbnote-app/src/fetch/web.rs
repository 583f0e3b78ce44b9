//! Recordings that are not on YouTube: their sources, each opened once in a run.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use kbnote_core::VideoId;
use kbnote_fetch::{Client, FetchError, ListLimits, Route, WebRecording, WebSource};

use super::client::{RouteOptions, client};
use super::download::{FetchedTranscript, download_recording, store, stored_already};
use super::failure::{error_kind, fetch_error, wait_for};
use super::preference::TrackPreference;
use crate::{Error, ErrorKind, Workspace};

/// The sources of a run.
pub(super) struct WebSources<'a> {
    workspace: &'a Workspace,
    client: &'a Client,
    route: &'a RouteOptions,
    limits: ListLimits,
    opened: RefCell<HashMap<String, Rc<OpenedSource>>>,
}

/// A source, with the places of its recordings.
pub(super) struct OpenedSource {
    pub(super) source: WebSource,
    places: HashMap<VideoId, usize>,
}

impl OpenedSource {
    fn new(source: WebSource) -> Self {
        let recordings = source.recordings.iter().enumerate();
        let places = recordings.map(|(place, recording)| (recording.video.id.clone(), place));
        Self {
            places: places.collect(),
            source,
        }
    }

    /// The recording with an id; where the address is that of one recording, that one.
    fn recording(&self, id: &VideoId) -> Option<&WebRecording> {
        let recordings = &self.source.recordings;
        match recordings.as_slice() {
            [only] if !self.source.is_list => Some(only),
            _ => recordings.get(*self.places.get(id)?),
        }
    }
}

impl<'a> WebSources<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        client: &'a Client,
        route: &'a RouteOptions,
    ) -> Self {
        Self {
            workspace,
            client,
            route,
            limits: ListLimits::default(),
            opened: RefCell::default(),
        }
    }

    /// The same, of lists in pages no more than is wanted.
    pub(super) fn with_limits(mut self, limits: ListLimits) -> Self {
        self.limits = limits;
        self
    }

    /// What is at an address. What could not be read of it goes to the observer.
    pub(super) async fn open(&self, address: &str) -> Result<Rc<OpenedSource>, Error> {
        if let Some(source) = self.opened.borrow().get(address) {
            return Ok(Rc::clone(source));
        }
        if self.workspace.offline {
            let message = format!(
                "{address}: its recordings can be listed only online, and --offline is set"
            );
            return Err(Error::new(ErrorKind::Offline, "offline", message)
                .with_next_step("run without --offline, or `kbnote import FILE --url URL`"));
        }
        let source = match self.route.route {
            Route::YtDlp => {
                self.client
                    .open_with_yt_dlp(address, &self.route.yt_dlp())
                    .await
            }
            _ => self.client.open_list(address, self.limits).await,
        };
        let mut source = source.map_err(|error| source_error(address, &error))?;
        for problem in &source.problems {
            self.workspace.observer().warn(format_args!("{problem}"));
        }
        self.keep_stored_ids(&mut source)?;
        let source = Rc::new(OpenedSource::new(source));
        self.opened
            .borrow_mut()
            .insert(address.to_owned(), Rc::clone(&source));
        Ok(source)
    }

    /// Gives episodes whose titles changed the ids under which they are stored.
    fn keep_stored_ids(&self, source: &mut WebSource) -> Result<(), Error> {
        let stored = self.workspace.vault.stored_videos()?;
        let by_hash: HashMap<&str, &VideoId> = stored
            .iter()
            .filter_map(|id| Some((id.episode_hash()?, id)))
            .collect();
        for recording in &mut source.recordings {
            let hash = recording.video.id.episode_hash();
            if let Some(id) = hash.and_then(|hash| by_hash.get(hash)) {
                *recording = recording.clone().with_id(VideoId::clone(id));
            }
        }
        Ok(())
    }

    /// The recording with an id at an address.
    pub(super) async fn recording(
        &self,
        address: &str,
        id: &VideoId,
    ) -> Result<WebRecording, Error> {
        let opened = self.open(address).await?;
        let found = opened.recording(id);
        let found = found.ok_or_else(|| {
            let message = format!("{id}: {address} does not list it any more");
            Error::new(ErrorKind::NotFound, "unavailable", message)
                .with_next_step("fetch the list again without --resume")
        })?;
        Ok(found_at(address, found.clone()).with_id(id.clone()))
    }
}

impl WebSources<'_> {
    /// The failure of a recording of which its source says that it has no captions: no request is needed.
    pub(super) fn without_captions(&self, address: &str, id: &VideoId) -> Option<Error> {
        let opened = self.opened.borrow().get(address).cloned()?;
        let recording = opened.recording(id)?;
        let list = &recording.list;
        let has_none = list.tracks.is_empty() && !list.is_live && recording.opens_at.is_none();
        has_none.then(|| fetch_error(id, &FetchError::NoCaptions))
    }
}

/// A recording with the address at which it was found, if that is not its own.
fn found_at(address: &str, mut recording: WebRecording) -> WebRecording {
    let video = &mut recording.video;
    let is_elsewhere = video.url.as_deref() != Some(address);
    video.source = is_elsewhere.then(|| address.to_owned());
    recording
}

/// A failure to open an address. Those of other servers name the place.
fn source_error(address: &str, error: &FetchError) -> Error {
    match error {
        FetchError::Web(_) => {
            Error::from_error(error_kind(error), error.kind(), error).with_next_step(error.hint())
        }
        _ => fetch_error(address, error),
    }
}

/// Fetches the one recording at an address and stores it, unless it is stored with the preferred track.
///
/// # Errors
/// If there are several or none, its captions are not available, or the transcript cannot be stored.
pub fn fetch_address(
    workspace: &Workspace,
    address: &str,
    preference: &TrackPreference,
    route: &RouteOptions,
) -> Result<FetchedTranscript, Error> {
    let known = |id: &VideoId| stored_already(workspace, id, preference, false);
    if let Some(id) = VideoId::of_address(address)
        && let Some(stored) = known(&id)?
    {
        return Ok(stored);
    }
    let client = client(workspace, route)?;
    let sources = WebSources::new(workspace, &client, route);
    let recording = wait_for(only_recording(&sources, address))??;
    if let Some(stored) = known(&recording.video.id)? {
        return Ok(stored);
    }
    let options = preference.options(workspace, route, false);
    let download = wait_for(download_recording(&client, &recording, &options))??;
    let fetched = store(workspace, download)?;
    for warning in &fetched.warnings {
        workspace.observer().warn(format_args!("{warning}"));
    }
    Ok(fetched)
}

async fn only_recording(sources: &WebSources<'_>, address: &str) -> Result<WebRecording, Error> {
    let opened = sources.open(address).await?;
    match opened.source.recordings.as_slice() {
        [only] => Ok(found_at(address, only.clone())),
        several => {
            let count = several.len();
            let message = format!("{address} is a list of {count} recordings; a note is on one");
            Err(Error::new(ErrorKind::Usage, "usage", message).with_next_step(format!(
                "`kbnote fetch {address} --match TITLE` stores one and prints its id; then `kbnote new ID`"
            )))
        }
    }
}
