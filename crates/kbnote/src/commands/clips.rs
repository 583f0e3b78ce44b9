//! `kbnote clips`: the passages of a note for yt-dlp and ffmpeg.

use std::path::PathBuf;

use kbnote_app::Clip;
use kbnote_core::VideoId;

use crate::captions_args::CaptionsArgs;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::Format;
use crate::recording_arg::recording;

/// List the passages that the anchors of a note lead to, for yt-dlp or ffmpeg
///
/// Passages that overlap are one clip. A line is what `yt-dlp --download-sections` takes; with
/// --format ffmpeg it has the options of ffmpeg, to be put before `-i`.
#[derive(clap::Args, Debug)]
pub(crate) struct ClipsArgs {
    /// Note, or - for standard input
    #[arg(value_name = "NOTE")]
    note: PathBuf,
    /// Recording, of a note on several (default: that of its front matter)
    #[arg(long, value_name = "VIDEO", allow_hyphen_values = true, value_parser = recording)]
    video: Option<VideoId>,
    #[command(flatten)]
    captions: CaptionsArgs,
}

pub(crate) fn run(cx: &Context, args: &ClipsArgs) -> Result<Exit, CliError> {
    let captions = &args.captions;
    let (file, track) = (captions.captions.as_deref(), captions.track.as_deref());
    let video = args.video.as_ref();
    let document = cx.workspace.clips(&args.note, video, file, track)?;
    if cx.ui.json {
        cx.ui.document(&document)?;
        return Ok(Exit::Done);
    }
    for (start, end) in document.clips.iter().map(Clip::times) {
        match cx.format {
            Format::Ffmpeg => cx.ui.line(format_args!("-ss {start} -to {end}"))?,
            _ => cx.ui.line(format_args!("*{start}-{end}"))?,
        }
    }
    Ok(Exit::Done)
}
