//! The fetcher, set up as the vault's settings say, and what it brings as what is stored.

mod options;

use std::time::Duration;

use indicatif::ProgressBar;
use kbnote_app::{ErrorKind, YoutubeUrl};
use kbnote_core::{Track, TrackId, TrackKind, Transcript, VideoId, caption};
use kbnote_fetch::{
    CaptionBytes, Client, ClientProfile, ClientTable, ErrorClass, FetchError, FetchOptions,
    block_on_until_interrupt,
};
use kbnote_vault::files;

pub(crate) use self::options::{RouteArgs, WishArgs};
use crate::context::Context;
use crate::error::CliError;
pub(crate) use kbnote_engine::transcript_changes::{TranscriptChange, changes};
use kbnote_engine::transcript_merge::TranscriptUpdate;

/// A client as the settings, the environment and the command line say.
pub(crate) fn client(cx: &Context, route: &RouteArgs) -> Result<Client, CliError> {
    let mut builder = Client::builder().table(client_table(cx)?);
    if let Some(address) = &cx.youtube_url {
        accept_address(cx, route, address)?;
        builder = builder.base_url(&address.url);
    }
    if let Some(proxy) = &route.proxy {
        builder = builder.proxy(proxy);
    }
    if let Some(path) = &route.cookies {
        let text = files::read(path)?;
        builder = builder.cookies(String::from_utf8_lossy(&text));
    }
    builder
        .build()
        .map_err(|error| CliError::from_error(ErrorKind::Usage, "settings", &error))
}

/// Sends no cookies where only the vault says to send requests: whoever made it would get the user's
/// account. Other requests go there, and that is said.
fn accept_address(cx: &Context, route: &RouteArgs, address: &YoutubeUrl) -> Result<(), CliError> {
    if !address.is_from_vault {
        return Ok(());
    }
    let url = &address.url;
    if route.cookies.is_some() {
        let message = format!(
            "cookies are not sent to {url}, which the settings of the vault name instead of YouTube"
        );
        return Err(CliError::new(ErrorKind::Usage, "settings", message)
            .hint("take `youtube.base_url` out of kbnote.toml, or name the address yourself in KBNOTE_YOUTUBE_URL"));
    }
    cx.ui.warn(format_args!(
        "requests go to {url} instead of YouTube, as the settings of the vault say"
    ));
    Ok(())
}

/// The built-in table with the rows of the settings over it, of which the order named is kept.
pub(crate) fn client_table(cx: &Context) -> Result<ClientTable, CliError> {
    let settings = &cx.vault.settings().youtube;
    let mut table = ClientTable::built_in();
    for row in &settings.clients {
        let row = completed(&table, row).map_err(|error| unusable_row(row, &error))?;
        table.overlay([row]);
    }
    if let Some(names) = &settings.client_order {
        let is_known = |name: &&String| table.rows().iter().any(|row| row.name == **name);
        if let Some(name) = names.iter().find(|name| !is_known(name)) {
            let message = format!("`youtube.client_order` names `{name}`, which is no client");
            return Err(CliError::new(ErrorKind::Usage, "settings", message)
                .hint("`kbnote fetch --clients` prints those that there are"));
        }
        table.select(names);
    }
    Ok(table)
}

fn unusable_row(row: &toml::Table, error: &toml::de::Error) -> CliError {
    let name = row.get("name").map(ToString::to_string).unwrap_or_default();
    let message = format!(
        "the client {name} in kbnote.toml cannot be used: {}",
        error.message()
    );
    CliError::new(ErrorKind::Usage, "settings", message)
        .hint("`kbnote fetch --clients` prints the whole table, as the settings hold it")
}

/// A row of the settings; what it does not say is as in the row of its name.
fn completed(table: &ClientTable, row: &toml::Table) -> Result<ClientProfile, toml::de::Error> {
    let name = row.get("name").and_then(toml::Value::as_str);
    let known = table
        .rows()
        .iter()
        .find(|known| Some(known.name.as_str()) == name);
    let known = known.and_then(|known| toml::Table::try_from(known).ok());
    let mut whole = known.unwrap_or_default();
    whole.extend(row.clone());
    toml::Value::Table(whole).try_into()
}

/// A video as it is stored after a fetch.
pub(crate) struct Fetched {
    pub(crate) transcript: Transcript,
    /// The tracks that were asked for.
    pub(crate) tracks: Vec<TrackId>,
    pub(crate) changed: bool,
    /// What is not as it was stored before.
    pub(crate) changes: Vec<TranscriptChange>,
    /// What could not be had, or is not as it should be.
    pub(crate) warnings: Vec<String>,
}

/// Fetches one video and stores it, with a spinner meanwhile.
pub(crate) fn fetch_alone(
    cx: &Context,
    client: &Client,
    video: &VideoId,
    options: &FetchOptions,
) -> Result<Fetched, CliError> {
    let spinner = spinner(cx, video);
    let incoming = run(ask(cx, client, video, options));
    spinner.finish_and_clear();
    let fetched = store(cx, incoming??)?;
    for warning in &fetched.warnings {
        cx.ui.warn(warning);
    }
    Ok(fetched)
}

/// Waits for the network, or for the user to interrupt.
pub(crate) fn run<F: Future>(future: F) -> Result<F::Output, CliError> {
    block_on_until_interrupt(future)
        .map_err(|error| CliError::from_error(ErrorKind::Io, "system", &error))?
        .ok_or_else(|| {
            CliError::new(ErrorKind::Interrupted, "interrupted", "interrupted")
                .hint("what is stored is whole; the same command goes on")
        })
}

/// What was fetched of a video, before it is stored.
pub(crate) struct Asked {
    incoming: TranscriptUpdate,
    warnings: Vec<String>,
}

impl Asked {
    /// The day the video was published, if it is known.
    pub(crate) fn published(&self) -> Option<chrono::NaiveDate> {
        self.incoming.video.published
    }
}

/// Asks for a video's metadata and the tracks wished for.
pub(crate) async fn ask(
    cx: &Context,
    client: &Client,
    video: &VideoId,
    options: &FetchOptions,
) -> Result<Asked, CliError> {
    if cx.offline {
        let message =
            format!("no transcript of {video} is stored, and --offline forbids to ask for it");
        let hint = format!("run without --offline, or `kbnote import FILE --video={video}`");
        return Err(CliError::new(ErrorKind::Offline, "offline", message).hint(hint));
    }
    let fetched = client.fetch(video, options).await;
    let fetched = fetched.map_err(|error| of_video(video, &error))?;
    let mut warnings: Vec<String> = fetched
        .video
        .warnings
        .iter()
        .map(|warning| format!("{video}: not all could be had: {warning}"))
        .collect();
    let mut tracks = Vec::new();
    for captions in &fetched.captions {
        tracks.push(read_track(video, captions, &mut warnings)?);
    }
    let metadata = fetched.video.video;
    let listed = kbnote_core::chapters_in_description(&metadata.description, metadata.duration_ms);
    let incoming = TranscriptUpdate {
        video: metadata,
        chapters: fetched.video.chapters,
        listed_chapters: listed,
        tracks,
    };
    Ok(Asked { incoming, warnings })
}

/// Stores what was fetched, over what is stored.
pub(crate) fn store(cx: &Context, asked: Asked) -> Result<Fetched, CliError> {
    let Asked { incoming, warnings } = asked;
    let ids = incoming.tracks.iter().map(|track| track.id.clone());
    let tracks: Vec<_> = ids.collect();
    let video = incoming.video.id.clone();
    let update = cx
        .vault
        .update_transcript(&video, |stored| incoming.merge_into(stored))?;
    let changes = update.old.as_ref().map(|old| changes(old, &update.new));
    Ok(Fetched {
        transcript: update.new,
        tracks,
        changed: update.changed,
        changes: changes.unwrap_or_default(),
        warnings,
    })
}

fn read_track(
    video: &VideoId,
    captions: &CaptionBytes,
    warnings: &mut Vec<String>,
) -> Result<Track, CliError> {
    let read = caption::parse(&captions.bytes).map_err(|error| {
        CliError::from_error(ErrorKind::Refused, "unexpected-content", &error)
            .of(format_args!("YouTube's captions of {video} cannot be read"))
            .hint("try again later, or import a caption file")
    })?;
    let problems = read.problems.iter();
    warnings.extend(problems.map(|problem| format!("captions of {video}, {problem}")));
    let guessed = read.guessed_encoding.map(|encoding| {
        format!(
            "captions of {video} do not tell their encoding and were read as {encoding}; where \
             letters are wrong, `kbnote import` takes a file in UTF-8"
        )
    });
    warnings.extend(guessed);
    let offered = &captions.track;
    let (id, kind) = match &captions.translated_to {
        Some(language) => (
            options::translation_id(&offered.id, language),
            TrackKind::Automatic,
        ),
        None => (offered.id.clone(), offered.kind),
    };
    Ok(Track {
        id,
        language: captions.language().clone(),
        kind,
        name: offered.name.clone(),
        cues: read.cues,
    })
}

/// A failure of the fetcher, with the video or list it concerns.
pub(crate) fn of_video(what: impl std::fmt::Display, error: &FetchError) -> CliError {
    let kind = match (error.class(), error) {
        (ErrorClass::NotThere, _) => ErrorKind::NotFound,
        (_, FetchError::Captcha | FetchError::RateLimited { .. }) => ErrorKind::Blocked,
        (ErrorClass::RefusedForNow, _) => ErrorKind::Refused,
    };
    CliError::from_error(kind, error.kind(), error)
        .of(what)
        .hint(error.hint())
}

fn spinner(cx: &Context, video: &VideoId) -> ProgressBar {
    if !cx.ui.shows_progress() {
        return ProgressBar::hidden();
    }
    let progress = ProgressBar::new_spinner().with_message(format!("fetching {video}"));
    progress.enable_steady_tick(Duration::from_millis(100));
    progress
}
