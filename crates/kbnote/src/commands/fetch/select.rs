//! Which videos are meant: those named, those of playlists and channels, those of the notes.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;
use kbnote_app::ErrorKind;
use kbnote_core::VideoId;
use kbnote_fetch::{Client, FetchError, ListedVideo, Source};
use regex_lite::Regex;
use serde::{Deserialize, Serialize};

use crate::context::Context;
use crate::error::CliError;
use crate::fetching;

/// Which videos are meant.
#[derive(clap::Args, Debug)]
pub(super) struct SelectArgs {
    /// Video, playlist or channel: its id, any form of its address, or a channel's @handle
    #[arg(value_name = "SOURCE",
        required_unless_present_any = ["video", "missing", "resume", "clients"])]
    pub(super) sources: Vec<String>,
    /// A video; for ids that begin with a hyphen
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    pub(super) video: Vec<String>,
    /// The videos of all notes of the vault that have no transcript yet
    #[arg(long)]
    pub(super) missing: bool,
    /// Go on with the last batch: nothing that succeeded or failed for good is asked for again
    #[arg(long)]
    pub(super) resume: bool,
    /// Of each list, no more than the first N videos
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Of each list, the videos published on this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(super) since: Option<NaiveDate>,
    /// Of each list, the videos whose titles match
    #[arg(long = "match", value_name = "REGEX")]
    title: Option<Regex>,
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "give a day of the form YYYY-MM-DD".to_owned())
}

/// What a batch was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Order {
    sources: Vec<String>,
    missing: bool,
    limit: Option<usize>,
    pub(super) since: Option<NaiveDate>,
    title: Option<String>,
    /// Which tracks are wished for.
    pub(super) wish: String,
}

impl Order {
    /// Whether the same videos are meant, whatever tracks of them are wished for.
    pub(super) fn is_of_same_videos(&self, other: &Self) -> bool {
        let wish = other.wish.clone();
        *other
            == Self {
                wish,
                ..self.clone()
            }
    }
}

/// A video that is meant.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Wanted {
    pub(super) video: VideoId,
    #[serde(default)]
    pub(super) title: String,
    /// Where it comes from.
    pub(super) origin: Origin,
}

/// Where a video comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Origin {
    /// It was named itself.
    Named,
    /// A list in any order.
    List,
    /// A list with the newest first: that of the source with this number.
    Newest(usize),
    /// A list all of which has been found to be new enough.
    Recent,
}

/// The videos that are meant, each once, and the sources that could not be read.
#[derive(Debug, Default)]
pub(super) struct Selection {
    pub(super) videos: Vec<Wanted>,
    pub(super) failures: Vec<(String, CliError)>,
}

impl SelectArgs {
    /// All sources as they were typed.
    pub(super) fn typed(&self) -> impl Iterator<Item = &String> {
        self.sources.iter().chain(&self.video)
    }

    /// Whether nothing is said but to go on.
    pub(super) fn only_resumes(&self) -> bool {
        self.resume && !self.missing && self.typed().next().is_none()
    }

    pub(super) fn order(&self, wish: String) -> Order {
        let shown = |text: &String| {
            let source = text.parse::<Source>();
            source.map_or_else(|_| text.clone(), |source| source.to_string())
        };
        Order {
            sources: self.typed().map(shown).collect(),
            missing: self.missing,
            limit: self.limit,
            since: self.since,
            title: self.title.as_ref().map(|title| title.as_str().to_owned()),
            wish,
        }
    }

    fn matches(&self, title: &str) -> bool {
        self.title
            .as_ref()
            .is_none_or(|regex| regex.is_match(title))
    }

    /// Finds the videos. A list that breaks off keeps those that it told of.
    pub(super) async fn select(
        &self,
        cx: &Context,
        client: &Client,
    ) -> Result<Selection, CliError> {
        let mut selection = Selection::default();
        let mut seen = HashSet::new();
        for (number, text) in self.typed().enumerate() {
            let mut videos = Vec::new();
            if let Err(error) = self
                .of_source(cx, client, (number, text), &mut videos)
                .await
            {
                selection.failures.push((text.clone(), error));
            }
            videos.retain(|wanted| seen.insert(wanted.video.clone()));
            selection.videos.extend(videos);
        }
        if self.missing {
            let mut videos = self.of_notes(cx)?;
            videos.retain(|wanted| seen.insert(wanted.video.clone()));
            selection.videos.extend(videos);
        }
        Ok(selection)
    }

    async fn of_source(
        &self,
        cx: &Context,
        client: &Client,
        (number, text): (usize, &str),
        videos: &mut Vec<Wanted>,
    ) -> Result<(), CliError> {
        let source: Source = text
            .parse()
            .map_err(|error: kbnote_fetch::ParseSourceError| {
                CliError::from_error(ErrorKind::Usage, "usage", &error)
            })?;
        if let Source::Video(video) = source {
            videos.push(Wanted {
                video,
                title: String::new(),
                origin: Origin::Named,
            });
            return Ok(());
        }
        if cx.offline {
            let message = format!("{source}: --offline forbids to ask what is in the list");
            return Err(
                CliError::new(ErrorKind::Offline, "offline", message).hint("run without --offline")
            );
        }
        let listed = self.of_list(client, &source, number, videos).await;
        listed.map_err(|error| fetching::of_video(&source, &error))
    }

    async fn of_list(
        &self,
        client: &Client,
        source: &Source,
        number: usize,
        videos: &mut Vec<Wanted>,
    ) -> Result<(), FetchError> {
        let limit = self.limit.unwrap_or(usize::MAX);
        if let Some(recent) = self.recent(client, source).await? {
            let fitting = recent
                .into_iter()
                .filter(|video| self.matches(&video.title));
            videos.extend(
                fitting
                    .take(limit)
                    .map(|video| wanted(video, Origin::Recent)),
            );
            return Ok(());
        }
        let origin = match (self.since, source) {
            (None, _) => Origin::Recent,
            (Some(_), Source::Channel(_)) => Origin::Newest(number),
            (Some(_), _) => Origin::List,
        };
        let mut listing = client.listing(source).await?;
        while videos.len() < limit {
            match listing.next().await? {
                Some(video) if self.matches(&video.title) => videos.push(wanted(video, origin)),
                Some(_) => {}
                None => break,
            }
        }
        Ok(())
    }

    /// What a channel's feed tells of the days since, if it reaches back that far.
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
            // The list itself tells what is wrong, if anything is.
            Err(_) => Ok(None),
            recent => recent,
        }
    }

    /// The videos of the vault's notes that have no transcript, in the order of their ids.
    fn of_notes(&self, cx: &Context) -> Result<Vec<Wanted>, CliError> {
        let mut titles = BTreeMap::new();
        for note in cx.vault.index()?.notes() {
            let title = &note.summary.title;
            if let Some(video) = &note.summary.video
                && self.matches(title)
            {
                titles.entry(video.clone()).or_insert(title.clone());
            }
        }
        titles.retain(|video, _| !cx.vault.transcript_path(video).exists());
        let videos = titles.into_iter().take(self.limit.unwrap_or(usize::MAX));
        let origin = if self.since.is_some() {
            Origin::List
        } else {
            Origin::Recent
        };
        Ok(videos
            .map(|(video, title)| Wanted {
                video,
                title,
                origin,
            })
            .collect())
    }
}

fn wanted(video: ListedVideo, origin: Origin) -> Wanted {
    Wanted {
        video: video.id,
        title: video.title,
        origin,
    }
}
