//! Selects videos: those named, those of playlists and channels, those of the notes.

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use chrono::NaiveDate;
use kbnote_core::{Transcript, VideoId, is_media_file};
use kbnote_fetch::{Client, FetchError, ListLimits, ListedVideo, Source, WebRecording};
use kbnote_vault::files;
use regex_lite::Regex;

use super::failure::fetch_error;
use super::queue::{BatchSpec, QueuedVideo, VideoOrigin};
use super::web::WebSources;
use crate::{Error, ErrorKind, Workspace};

/// Which videos are to be fetched.
#[derive(Clone, Debug, Default)]
pub struct FetchSelection {
    /// Videos, playlists and channels, as they were given.
    pub sources: Vec<String>,
    /// The videos of all notes that have no transcript yet.
    pub missing: bool,
    /// Whether the last batch is resumed.
    pub resume: bool,
    /// At most this many videos of each list.
    pub limit: Option<usize>,
    /// Only videos of lists published on this day or later.
    pub since: Option<NaiveDate>,
    /// Only videos of lists whose titles match.
    pub title: Option<Regex>,
}

/// The selected videos, each once, and the sources that could not be read.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) videos: Vec<QueuedVideo>,
    pub(super) failures: Vec<(String, Error)>,
}

impl FetchSelection {
    /// Whether nothing is requested but to resume.
    pub(super) fn only_resumes(&self) -> bool {
        self.resume && !self.missing && self.sources.is_empty()
    }

    pub(super) fn spec(&self, preference: String) -> BatchSpec {
        let shown = |text: &String| {
            let source = text.parse::<Source>();
            source.map_or_else(|_| text.clone(), |source| source.to_string())
        };
        BatchSpec {
            sources: self.sources.iter().map(shown).collect(),
            missing: self.missing,
            limit: self.limit,
            since: self.since,
            title: self.title.as_ref().map(|title| title.as_str().to_owned()),
            preference,
        }
    }

    /// How much of a list has to be read. Which titles match is known only once all are.
    pub(super) fn list_limits(&self) -> ListLimits {
        ListLimits {
            most: self.limit.filter(|_| self.title.is_none()),
            since: self.since,
        }
    }

    fn matches(&self, title: &str) -> bool {
        self.title
            .as_ref()
            .is_none_or(|regex| regex.is_match(title))
    }

    /// Finds the videos. A list that breaks off contributes those before the break.
    pub(super) async fn select(
        &self,
        workspace: &Workspace,
        client: &Client,
        sources: &WebSources<'_>,
    ) -> Result<Selection, Error> {
        let mut selection = Selection::default();
        let mut seen = HashSet::new();
        for (number, text) in self.sources.iter().enumerate() {
            let mut videos = Vec::new();
            if let Err(error) = self
                .of_source((workspace, client, sources), (number, text), &mut videos)
                .await
            {
                selection.failures.push((text.clone(), error));
            }
            videos.retain(|video| seen.insert(video.video.clone()));
            selection.videos.extend(videos);
        }
        if self.missing {
            let mut videos = self.of_notes(workspace)?;
            videos.retain(|video| seen.insert(video.video.clone()));
            selection.videos.extend(videos);
        }
        Ok(selection)
    }

    async fn of_source(
        &self,
        (workspace, client, sources): (&Workspace, &Client, &WebSources<'_>),
        (number, text): (usize, &str),
        videos: &mut Vec<QueuedVideo>,
    ) -> Result<(), Error> {
        if let Some(queued) = stored_elsewhere(workspace, text) {
            videos.push(queued);
            return Ok(());
        }
        let source: Source = text
            .parse()
            .map_err(|error: kbnote_fetch::ParseSourceError| {
                Error::from_error(ErrorKind::Usage, "usage", &error)
            })?;
        if let Source::Video(video) = source {
            videos.push(QueuedVideo {
                video,
                title: String::new(),
                origin: VideoOrigin::Named,
                address: None,
            });
            return Ok(());
        }
        if let Source::Web(address) = &source {
            return self.of_address(workspace, sources, address, videos).await;
        }
        if workspace.offline {
            let message =
                format!("{source}: its videos can be listed only online, and --offline is set");
            return Err(Error::new(ErrorKind::Offline, "offline", message)
                .with_next_step("run without --offline"));
        }
        let listed = self.of_list(client, &source, number, videos).await;
        listed.map_err(|error| fetch_error(&source, &error))
    }

    /// The recordings at an address that is not on YouTube. Where it is that of a stored recording, nothing is requested.
    async fn of_address(
        &self,
        workspace: &Workspace,
        sources: &WebSources<'_>,
        address: &str,
        videos: &mut Vec<QueuedVideo>,
    ) -> Result<(), Error> {
        let own_id = VideoId::of_address(address);
        if let Some(video) = own_id.filter(|id| workspace.vault.transcript_path(id).exists()) {
            videos.push(QueuedVideo {
                video,
                title: String::new(),
                origin: VideoOrigin::Named,
                address: Some(address.to_owned()),
            });
            return Ok(());
        }
        let opened = sources.open(address).await?;
        let source = &opened.source;
        let origin = if source.is_list {
            VideoOrigin::Recent
        } else {
            VideoOrigin::Named
        };
        let selected = source
            .recordings
            .iter()
            .filter(|recording| !source.is_list || self.selects(recording))
            .take(self.limit.unwrap_or(usize::MAX))
            .map(|recording| QueuedVideo {
                video: recording.video.id.clone(),
                title: recording.video.title.clone(),
                origin,
                address: Some(
                    recording
                        .opens_at
                        .clone()
                        .unwrap_or_else(|| address.to_owned()),
                ),
            });
        videos.extend(selected);
        Ok(())
    }

    /// Whether a recording of a list is new enough, and its title matches.
    fn selects(&self, recording: &WebRecording) -> bool {
        let published = recording.video.published;
        let is_old = |since: NaiveDate| published.is_some_and(|day| day < since);
        !self.since.is_some_and(is_old) && self.matches(&recording.video.title)
    }

    async fn of_list(
        &self,
        client: &Client,
        source: &Source,
        number: usize,
        videos: &mut Vec<QueuedVideo>,
    ) -> Result<(), FetchError> {
        let limit = self.limit.unwrap_or(usize::MAX);
        if let Some(recent) = self.recent(client, source).await? {
            let fitting = recent
                .into_iter()
                .filter(|video| self.matches(&video.title));
            videos.extend(
                fitting
                    .take(limit)
                    .map(|video| queued(video, VideoOrigin::Recent)),
            );
            return Ok(());
        }
        let origin = match (self.since, source) {
            (None, _) => VideoOrigin::Recent,
            (Some(_), Source::Channel(_)) => VideoOrigin::Newest(number),
            (Some(_), _) => VideoOrigin::List,
        };
        let mut listing = client.listing(source).await?;
        while videos.len() < limit {
            match listing.next().await? {
                Some(video) if self.matches(&video.title) => videos.push(queued(video, origin)),
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// The videos in a channel's feed since a day, if it reaches back that far.
    async fn recent(
        &self,
        client: &Client,
        source: &Source,
    ) -> Result<Option<Vec<ListedVideo>>, FetchError> {
        let (Some(since), Source::Channel(channel)) = (self.since, source) else {
            return Ok(None);
        };
        match client.recent(channel, since).await {
            Err(error) if error.is_block() => Err(error),
            // If anything is wrong, reading the list reports it.
            Err(_) => Ok(None),
            recent => recent,
        }
    }

    /// The videos of the vault's notes that have no transcript, in the order of their ids.
    fn of_notes(&self, workspace: &Workspace) -> Result<Vec<QueuedVideo>, Error> {
        let mut titles = BTreeMap::new();
        for note in workspace.vault.index()?.notes() {
            let title = &note.summary.title;
            if !self.matches(title) {
                continue;
            }
            let others = videos_of_others(workspace, &note.path);
            for video in note.summary.video.clone().into_iter().chain(others) {
                titles.entry(video).or_insert(title.clone());
            }
        }
        titles.retain(|video, _| {
            video.has_youtube_form() && !workspace.vault.transcript_path(video).exists()
        });
        let videos = titles.into_iter().take(self.limit.unwrap_or(usize::MAX));
        let origin = if self.since.is_some() {
            VideoOrigin::List
        } else {
            VideoOrigin::Recent
        };
        Ok(videos
            .map(|(video, title)| QueuedVideo {
                video,
                title,
                origin,
                address: None,
            })
            .collect())
    }
}

/// The other recordings that a note is on.
fn videos_of_others(workspace: &Workspace, path: &Path) -> Vec<VideoId> {
    let note = files::read(path).ok();
    let note = note.map(|bytes| workspace.vault.note(bytes));
    let note = note.filter(|note| workspace.vault.is_on_others(note));
    let parts = note
        .map(|note| workspace.vault.parts_of(note))
        .unwrap_or_default();
    parts.into_iter().map(|part| part.video).collect()
}

/// The stored recording with this id, if it is not on YouTube: it is fetched from where it was fetched before.
fn stored_elsewhere(workspace: &Workspace, id: &str) -> Option<QueuedVideo> {
    let id = VideoId::try_from(id.trim().to_owned()).ok()?;
    // One that is damaged is fetched anew.
    let stored = workspace.vault.read_transcript(&id).ok().flatten();
    let Transcript { video, .. } = stored.filter(|stored| !stored.video.is_on_youtube())?;
    // A media file alone does not lead to captions.
    let is_page = |url: &String| {
        let name = url
            .split(['?', '#'])
            .next()
            .unwrap_or(url)
            .rsplit('/')
            .next();
        url.contains("://") && !name.is_some_and(is_media_file)
    };
    let page = video.watch_url().filter(is_page);
    Some(QueuedVideo {
        video: id,
        address: video.source.or(page),
        title: video.title,
        origin: VideoOrigin::Named,
    })
}

fn queued(video: ListedVideo, origin: VideoOrigin) -> QueuedVideo {
    QueuedVideo {
        video: video.id,
        title: video.title,
        origin,
        address: None,
    }
}
