//! The fetcher, set up as the vault's settings say, and what it brings as what is stored.

use std::time::Duration;

use indicatif::ProgressBar;
use kbnote_core::{Track, TrackId, Transcript, VideoId, caption};
use kbnote_fetch::{
    CaptionBytes, Client, ClientProfile, ClientTable, ErrorClass, FetchError, TrackWishes, block_on,
};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::storing::Incoming;

/// A client as the settings and the environment say.
pub(crate) fn client(cx: &Context) -> Result<Client, CliError> {
    let mut builder = Client::builder().table(client_table(cx)?);
    if let Some(url) = &cx.youtube_url {
        builder = builder.base_url(url);
    }
    builder
        .build()
        .map_err(|error| CliError::from_error(Exit::Usage, "settings", &error))
}

/// The built-in table, with the rows of the settings over it.
fn client_table(cx: &Context) -> Result<ClientTable, CliError> {
    let mut table = ClientTable::built_in();
    if let Some(rows) = &cx.vault.settings().youtube.clients {
        let rows: Vec<ClientProfile> =
            rows.clone().try_into().map_err(|error: toml::de::Error| {
                CliError::from_error(Exit::Usage, "settings", &error)
                    .hint("see `youtube.clients` in kbnote.toml")
            })?;
        table.overlay(rows);
    }
    Ok(table)
}

/// Fetches a video's metadata and the tracks wished for, and stores them.
pub(crate) fn fetch(
    cx: &Context,
    client: &Client,
    video: &VideoId,
    wishes: &TrackWishes,
) -> Result<Fetched, CliError> {
    if cx.offline {
        let message =
            format!("no transcript of {video} is stored, and --offline forbids to ask for it");
        return Err(
            CliError::new(Exit::Absent, "offline", message).hint(format!(
                "run without --offline, or `kbnote import FILE --video={video}`"
            )),
        );
    }
    let progress = spinner(cx, video);
    let incoming = block_on(ask(cx, client, video, wishes));
    progress.finish_and_clear();
    let incoming =
        incoming.map_err(|error| CliError::from_error(Exit::Found, "system", &error))??;
    let asked: Vec<_> = incoming
        .tracks
        .iter()
        .map(|track| track.id.clone())
        .collect();
    let transcript = incoming.over(cx.vault.read_transcript(video)?);
    let changed = cx.vault.write_transcript(&transcript)?;
    Ok(Fetched {
        transcript,
        tracks: asked,
        changed,
    })
}

/// A video as it is stored after a fetch.
pub(crate) struct Fetched {
    pub(crate) transcript: Transcript,
    /// The tracks that were asked for.
    pub(crate) tracks: Vec<TrackId>,
    pub(crate) changed: bool,
}

async fn ask(
    cx: &Context,
    client: &Client,
    video: &VideoId,
    wishes: &TrackWishes,
) -> Result<Incoming, CliError> {
    let told = |error: FetchError| of_video(video, &error);
    let fetched = client.video(video).await.map_err(told)?;
    for warning in &fetched.warnings {
        cx.ui.warn(format_args!(
            "{video}: not all metadata could be had: {warning}"
        ));
    }
    let offered = fetched.choose(wishes).map_err(told)?;
    let captions = client.captions(offered).await.map_err(told)?;
    let track = read_track(cx, video, &captions)?;
    let mut chapters = fetched.chapters;
    if chapters.is_empty() {
        chapters = kbnote_core::chapters_in_description(
            &fetched.video.description,
            fetched.video.duration_ms,
        );
    }
    Ok(Incoming {
        video: fetched.video,
        chapters,
        tracks: vec![track],
    })
}

fn read_track(cx: &Context, video: &VideoId, captions: &CaptionBytes) -> Result<Track, CliError> {
    let read = caption::parse(&captions.bytes).map_err(|error| {
        let cause = CliError::from_error(Exit::Refused, "unexpected-content", &error);
        let message = format!(
            "YouTube's captions of {video} cannot be read: {}",
            cause.message
        );
        CliError { message, ..cause }.hint("try again later, or import a caption file")
    })?;
    for problem in &read.problems {
        cx.ui.warn(format_args!("captions of {video}, {problem}"));
    }
    let offered = &captions.track;
    Ok(Track {
        id: offered.id.clone(),
        language: captions.language().clone(),
        kind: offered.kind,
        name: offered.name.clone(),
        cues: read.cues,
    })
}

/// A failure of the fetcher, with the video it concerns.
pub(crate) fn of_video(video: &VideoId, error: &FetchError) -> CliError {
    let exit = match error.class() {
        ErrorClass::NotThere => Exit::Absent,
        ErrorClass::RefusedForNow => Exit::Refused,
    };
    let failure = CliError::from_error(exit, error.kind(), error);
    let message = format!("{video}: {}", failure.message);
    CliError { message, ..failure }.hint(error.hint())
}

fn spinner(cx: &Context, video: &VideoId) -> ProgressBar {
    if !cx.ui.shows_progress() {
        return ProgressBar::hidden();
    }
    let progress = ProgressBar::new_spinner().with_message(format!("fetching {video}"));
    progress.enable_steady_tick(Duration::from_millis(100));
    progress
}
