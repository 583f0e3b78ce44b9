//! `kbnote chapters`: the headings of a note with their times.

use std::path::PathBuf;

use kbnote_core::VideoId;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::Format;
use crate::recording_arg::recording;

/// List the headings of a note with the earliest time under each, as chapters
///
/// The lines are those of a description on YouTube, which shows them as chapters if the first is at
/// 0:00, there are three or more, and each lasts ten seconds; what is not so is reported. With
/// --format podcast it is the file that podcast players read.
#[derive(clap::Args, Debug)]
pub(crate) struct ChaptersArgs {
    /// Note, or - for standard input
    #[arg(value_name = "NOTE")]
    note: PathBuf,
    /// Recording, of a note on several (default: that of its front matter)
    #[arg(long, value_name = "VIDEO", allow_hyphen_values = true, value_parser = recording)]
    video: Option<VideoId>,
}

pub(crate) fn run(cx: &Context, args: &ChaptersArgs) -> Result<Exit, CliError> {
    let chapters = cx.workspace.chapters(&args.note, args.video.as_ref())?;
    match cx.format {
        Format::Json => cx.ui.document(&chapters.document())?,
        Format::Podcast => cx.ui.document(&chapters.podcast())?,
        _ => {
            for line in chapters.description() {
                cx.ui.line(line)?;
            }
            for rule in chapters.rules_broken() {
                cx.ui
                    .warn(format_args!("YouTube will not show these chapters: {rule}"));
            }
        }
    }
    Ok(Exit::Done)
}
