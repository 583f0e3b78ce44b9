//! `kbnote import`: caption and metadata files from elsewhere.

use std::path::PathBuf;

use kbnote_app::import::{ImportRequest, ImportedVideo};
use kbnote_core::{LanguageTag, TrackKind, VideoId, is_recording_address};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::language_arg::known_language;
use crate::ui::{count, plain};

/// Store captions and metadata from files
///
/// Reads json3, srv1, srv2, srv3, WebVTT, SRT, SBV, MicroDVD, TTML, Whisper, WhisperX and podcast JSON, lists
/// of {text, start, duration}, and yt-dlp's .info.json; the format is detected from the content.
#[derive(clap::Args, Debug)]
pub(crate) struct ImportArgs {
    /// Caption or metadata file
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The recording: a YouTube video, or letters, digits, - and _ (default: from an .info.json, --url or the file name)
    #[arg(long, value_name = "ID", allow_hyphen_values = true, value_parser = VideoId::any)]
    video: Option<VideoId>,
    /// The video's title
    #[arg(long, allow_hyphen_values = true)]
    title: Option<String>,
    /// The channel's name, or its handle with @
    #[arg(long)]
    channel: Option<String>,
    /// Where it can be watched or heard, if not on YouTube
    #[arg(long, value_parser = recording_address)]
    url: Option<String>,
    /// Language of the captions (default: from the file, its name, or its text)
    #[arg(long, value_parser = known_language)]
    lang: Option<LanguageTag>,
    /// Who wrote the captions (default: detected from the file)
    #[arg(long)]
    kind: Option<Kind>,
}

/// Who wrote a caption file.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Kind {
    /// A person
    Manual,
    /// Speech recognition
    Auto,
}

impl From<Kind> for TrackKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Manual => Self::Manual,
            Kind::Auto => Self::Automatic,
        }
    }
}

/// An address that anchors may lead to.
fn recording_address(text: &str) -> Result<String, String> {
    if is_recording_address(text) {
        return Ok(text.trim().to_owned());
    }
    Err(
        "neither the address of a page or file (https://…, file://…) nor the path of a media file"
            .to_owned(),
    )
}

impl ImportArgs {
    fn request(&self) -> ImportRequest {
        ImportRequest {
            files: self.files.clone(),
            video: self.video.clone(),
            title: self.title.clone(),
            channel: self.channel.clone(),
            url: self.url.clone(),
            language: self.lang.clone(),
            kind: self.kind.map(TrackKind::from),
        }
    }
}

pub(crate) fn run(cx: &Context, args: &ImportArgs) -> Result<Exit, CliError> {
    let report = cx.workspace.import(&args.request())?;
    if cx.ui.json {
        cx.ui.document(&report.document())?;
    } else {
        let mut videos = report.videos.iter();
        videos.try_for_each(|video| print(cx, video))?;
    }
    report.errors.iter().for_each(|error| cx.ui.error(error));
    Ok(if report.errors.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

fn print(cx: &Context, video: &ImportedVideo) -> Result<(), CliError> {
    let Some(stored) = &video.entry.stored else {
        return Ok(());
    };
    let amount = if video.chapters > 0 && video.cues == 0 {
        count(video.chapters, "chapter")
    } else {
        count(video.cues, "cue")
    };
    cx.ui.line(format_args!(
        "{} {}: {}, {amount}",
        video.entry.status,
        stored.path,
        plain(&stored.title)
    ))
}
