//! `kbnote fetch`: videos, playlists and channels into `transcripts/`.

mod batch;
mod journal;
mod offered;
mod report;
mod select;
mod state;
mod told;

use std::num::NonZeroUsize;

use kbnote_core::{Transcript, VideoId};
use serde_json::{Value, json};

use self::select::SelectArgs;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetching::{self, Fetched, RouteArgs, WishArgs};

/// Store the metadata, chapters and captions of videos
///
/// A source is a video, a playlist or a channel: its id, its address, or a channel's @handle.
/// What is stored already is not asked for again. A playlist or channel is fetched slowly, as
/// YouTube wishes; stopped at any moment, it goes on with the same command and --resume.
#[derive(clap::Args, Debug)]
pub(crate) struct FetchArgs {
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    wish: WishArgs,
    /// Store a track for each of --lang, not only for the first that there is
    #[arg(long)]
    all_langs: bool,
    /// Ask again for what is stored, and say what changed
    #[arg(long)]
    refetch: bool,
    /// Print what there is: the tracks of a video, the videos of a list; store nothing
    #[arg(long, conflicts_with_all = ["refetch", "resume"])]
    list: bool,
    /// Print the table of clients in whose name YouTube is asked
    #[arg(long)]
    clients: bool,
    #[command(flatten)]
    route: RouteArgs,
    #[command(flatten)]
    manners: Manners,
}

/// How many videos are asked for at a time and how fast.
#[derive(clap::Args, Clone, Copy, Debug)]
struct Manners {
    /// Videos a minute; 0 for as fast as they come
    #[arg(long, value_name = "N", default_value = "8", value_parser = rate)]
    rate: f64,
    /// Videos at a time [default: 1, with --rate 0: 4]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

impl FetchArgs {
    /// Which tracks are wished for, so that two wishes can be told apart.
    fn wish_told(&self) -> String {
        let each = if self.all_langs { " each" } else { "" };
        format!("{}{each}", self.wish)
    }
}

fn rate(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(rate) if rate.is_finite() && rate >= 0.0 => Ok(rate),
        _ => Err("give a number of videos a minute, or 0".to_owned()),
    }
}

pub(crate) fn run(cx: &Context, args: &FetchArgs) -> Result<Exit, CliError> {
    if args.clients {
        return print_clients(cx);
    }
    let client = fetching::client(cx, &args.route)?;
    if args.list {
        return offered::run(cx, args, &client);
    }
    batch::run(cx, args, &client)
}

fn print_clients(cx: &Context) -> Result<Exit, CliError> {
    let table = fetching::client_table(cx)?;
    if cx.ui.json {
        cx.ui
            .document(&json!({"schema": "kbnote.clients/1", "clients": table.rows()}))?;
    } else {
        cx.ui.bytes(table.to_string().as_bytes())?;
    }
    Ok(Exit::Done)
}

/// What is stored of a video, if it serves the wish; with `each`, for every language.
pub(crate) fn stored_already(
    cx: &Context,
    video: &VideoId,
    wish: &WishArgs,
    each: bool,
) -> Result<Option<Fetched>, CliError> {
    let Some(transcript) = cx.vault.read_transcript(video)? else {
        return Ok(None);
    };
    let served = wish.served(cx, &transcript, each);
    Ok(served.map(|tracks| Fetched {
        tracks,
        changed: false,
        changes: Vec::new(),
        warnings: Vec::new(),
        transcript,
    }))
}

/// A video in a JSON document.
pub(crate) fn video_json(transcript: &Transcript, status: &str, path: &str) -> Value {
    let tracks = transcript.tracks.iter().map(|track| {
        json!({
            "id": track.id, "lang": track.language, "kind": track.kind, "cues": track.cues.len(),
        })
    });
    json!({
        "video": transcript.video.id, "status": status, "path": path,
        "title": transcript.video.title, "tracks": tracks.collect::<Vec<_>>(), "error": null,
    })
}
