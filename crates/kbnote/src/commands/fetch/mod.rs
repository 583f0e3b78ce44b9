//! `kbnote fetch`: videos, playlists, channels, podcasts and other recordings into `transcripts/`.

mod offered;
mod output;

use std::num::NonZeroUsize;

use chrono::NaiveDate;
use kbnote_app::fetch::{FetchRequest, FetchSelection, client_table};
use regex_lite::Regex;

use self::output::Output;
use crate::context::Context;
use crate::documents::ClientsDocument;
use crate::error::CliError;
use crate::exit::Exit;
use crate::fetch_args::{PreferenceArgs, RouteArgs};

/// Store the metadata, chapters and captions of videos
///
/// A source is a video, a playlist or a channel on YouTube: its id, its address, or a channel's
/// @handle. Or it is the address of a podcast feed, a show or an episode at Apple Podcasts, the page of
/// an episode, a video on a PeerTube server, a page with captions, or a caption file; with
/// `--source yt-dlp`, of anything that an installed yt-dlp knows.
/// Stored videos are skipped. A list is fetched slowly, so that the server does not block you; after
/// an interruption, the same command with --resume continues.
#[derive(clap::Args, Debug)]
pub(crate) struct FetchArgs {
    /// List the tracks of a video or the videos of a list; store nothing
    #[arg(long, conflicts_with_all = ["refetch", "resume"])]
    list: bool,
    /// Fetch stored videos again, and print what changed
    #[arg(long)]
    refetch: bool,
    /// Print the YouTube clients kbnote can present itself as
    #[arg(long, hide_short_help = true)]
    clients: bool,
    #[command(flatten)]
    select: SelectArgs,
    #[command(flatten)]
    preference: PreferenceArgs,
    /// Store a track for each of --lang, not only for the first available
    #[arg(long, help_heading = "Which captions")]
    all_langs: bool,
    #[command(flatten)]
    route: RouteArgs,
    #[command(flatten)]
    pacing: PacingArgs,
}

/// Which videos are fetched.
#[derive(clap::Args, Debug)]
#[command(next_help_heading = "Which videos")]
struct SelectArgs {
    /// Address or id of a video, playlist or channel; @handle of a channel; address of a podcast, an
    /// episode, a page with captions or a caption file
    #[arg(value_name = "SOURCE", help_heading = None,
        required_unless_present_any = ["video", "missing", "resume", "clients"])]
    sources: Vec<String>,
    /// A video whose id begins with a hyphen
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    video: Vec<String>,
    /// Videos of all notes that have no transcript yet
    #[arg(long)]
    missing: bool,
    /// Resume the last batch; skip what succeeded or failed for good
    #[arg(long)]
    resume: bool,
    /// Of each list, the first N videos
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Of each list, videos published on this day (YYYY-MM-DD) or later
    #[arg(long, value_name = "DATE", value_parser = day)]
    since: Option<NaiveDate>,
    /// Of each list, videos whose title matches
    #[arg(long = "match", value_name = "REGEX")]
    title: Option<Regex>,
}

/// How fast videos are fetched, and how many at a time.
#[derive(clap::Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Network")]
struct PacingArgs {
    /// Videos a minute; 0 for no limit
    #[arg(long, value_name = "N", default_value = "8", value_parser = rate, hide_short_help = true)]
    rate: f64,
    /// Videos at a time [default: 1, with --rate 0: 4]
    #[arg(long, value_name = "N", hide_short_help = true)]
    jobs: Option<NonZeroUsize>,
}

impl FetchArgs {
    fn request(&self, cx: &Context) -> FetchRequest {
        let select = &self.select;
        FetchRequest {
            selection: FetchSelection {
                sources: select
                    .sources
                    .iter()
                    .chain(&select.video)
                    .cloned()
                    .collect(),
                missing: select.missing,
                resume: select.resume,
                limit: select.limit,
                since: select.since,
                title: select.title.clone(),
            },
            preference: self.preference.preference(),
            all_languages: self.all_langs,
            refetch: self.refetch,
            route: self.route.options(cx),
            per_minute: self.pacing.rate,
            jobs: self.pacing.jobs,
        }
    }
}

fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse()
        .map_err(|_| "give a date as YYYY-MM-DD".to_owned())
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
    if args.list {
        return offered::print(cx, &cx.workspace.offered(&args.request(cx))?);
    }
    let mut output = Output::new(cx.ui);
    let report = cx.workspace.fetch(&args.request(cx), &mut output);
    output.end(&report?)
}

fn print_clients(cx: &Context) -> Result<Exit, CliError> {
    let table = client_table(&cx.workspace)?;
    if cx.ui.json {
        cx.ui.document(&ClientsDocument {
            schema: "kbnote.clients/1",
            clients: table.rows(),
        })?;
    } else {
        cx.ui.bytes(table.to_string().as_bytes())?;
    }
    Ok(Exit::Done)
}
