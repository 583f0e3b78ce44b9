//! `kbnote search`: where something was said.

mod output;

use kbnote_app::SearchOptions;
use kbnote_core::VideoId;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::recording_arg::recording;

/// Find where something was said, in all stored transcripts
///
/// A hit is a stretch of captions in which all words are said, in any form: counting also finds
/// "we counted", 350 "three hundred and fifty". Words in double quotes must be said one right after
/// the other: kbnote search '"low water" birds'. The best hits come first. Exit 1 where nothing is
/// found; --format lines prints a hit a line.
#[derive(clap::Args, Debug)]
pub(crate) struct SearchArgs {
    /// Words that were said, "phrases" in double quotes
    #[arg(required = true, value_name = "QUERY")]
    query: Vec<String>,
    /// Search in this video only (can be repeated)
    #[arg(long = "video", value_name = "VIDEO", allow_hyphen_values = true, value_parser = recording)]
    videos: Vec<VideoId>,
    /// Search in this track: a language or a track's id (default: one of each language, manual
    /// before automatic)
    #[arg(long, value_name = "LANG|ID")]
    track: Option<String>,
    /// Search in what this person says: a name in the captions, or a part of it
    #[arg(long, value_name = "NAME")]
    speaker: Option<String>,
    /// Show at most so many hits; 0: all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

pub(crate) fn run(cx: &Context, args: &SearchArgs) -> Result<Exit, CliError> {
    let options = SearchOptions {
        query: args.query.join(" "),
        videos: args.videos.clone(),
        track: args.track.clone(),
        speaker: args.speaker.clone(),
        limit: args.limit,
    };
    let report = cx.workspace.search(&options)?;
    output::print(cx, &options, &report)?;
    // As other programs that search, it says by its exit whether it found anything.
    let is_done = report.failed.is_empty() && report.found > 0;
    Ok(if is_done { Exit::Done } else { Exit::Found })
}
