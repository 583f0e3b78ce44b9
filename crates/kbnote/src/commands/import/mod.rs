//! `kbnote import`: caption and metadata files got elsewhere.

mod file_name;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kbnote_app::ErrorKind;
use kbnote_core::caption::{self, Captions};
use kbnote_core::{Chapter, LanguageTag, Metadata, Track, TrackKind, VideoId};
use kbnote_vault::files;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::language_arg::known_language;
use crate::ui::{count, plain};
use kbnote_engine::transcript_merge::TranscriptUpdate;

/// Store captions and metadata from files
///
/// Reads json3, srv1, srv2, srv3, WebVTT, SRT, SBV, TTML, Whisper, WhisperX and podcast JSON, lists
/// of {text, start, duration}, and yt-dlp's .info.json; the format is told from the content.
#[derive(clap::Args, Debug)]
pub(crate) struct ImportArgs {
    /// Caption or metadata file
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The video (default: from an .info.json, or from the file name)
    #[arg(long, value_name = "ID", allow_hyphen_values = true)]
    video: Option<VideoId>,
    /// The video's title
    #[arg(long, allow_hyphen_values = true)]
    title: Option<String>,
    /// The channel's name, or its handle with @
    #[arg(long)]
    channel: Option<String>,
    /// Where the video can be watched, if not on YouTube
    #[arg(long)]
    url: Option<String>,
    /// Language of the captions (default: from the file, its name, or its text)
    #[arg(long, value_parser = known_language)]
    lang: Option<LanguageTag>,
    /// Who wrote the captions (default: told from the file)
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

pub(crate) fn run(cx: &Context, args: &ImportArgs) -> Result<Exit, CliError> {
    let mut failures = Vec::new();
    let mut read = Vec::new();
    for path in &args.files {
        match Content::read(path) {
            Ok(content) => read.push((path.as_path(), content)),
            Err(error) if args.files.len() == 1 => return Err(error),
            Err(error) => failures.push(error),
        }
    }
    let mut stored = Vec::new();
    for (video, incoming) in gather(cx, args, read)? {
        stored.push(store(cx, &video, incoming)?);
    }
    for error in &failures {
        cx.ui.error(error);
    }
    if cx.ui.json {
        let errors: Vec<_> = failures.iter().map(CliError::to_json).collect();
        let document = json!({"schema": "kbnote.import/1", "videos": stored, "errors": errors});
        cx.ui.document(&document)?;
    }
    Ok(if failures.is_empty() {
        Exit::Done
    } else {
        Exit::Found
    })
}

/// What a file turned out to be.
enum Content {
    Metadata(Box<Metadata>),
    Chapters(Vec<Chapter>),
    Captions(Captions),
}

impl Content {
    fn read(path: &Path) -> Result<Self, CliError> {
        let bytes = files::read(path)?;
        if let Ok(metadata) = Metadata::from_info_json(&bytes) {
            return Ok(Self::Metadata(Box::new(metadata)));
        }
        let chapters = caption::chapters(&bytes);
        if !chapters.is_empty() {
            return Ok(Self::Chapters(chapters));
        }
        let captions = caption::parse(&bytes).map_err(|error| {
            CliError::from_error(ErrorKind::InvalidData, "captions", &error)
                .of(format_args!("cannot import {}", path.display()))
                .hint("see `kbnote help import` for the formats that are read")
        })?;
        if captions.cues.is_empty() {
            return Err(no_cues(path, &captions));
        }
        Ok(Self::Captions(captions))
    }
}

/// A caption file in which nothing is said, be it because no cue of it can be read.
fn no_cues(path: &Path, captions: &Captions) -> CliError {
    let problem = captions.problems.first();
    let cause = problem.map_or_else(String::new, |problem| format!(" ({problem})"));
    let message = format!(
        "{} has no cues{cause}; nothing of it was stored",
        path.display()
    );
    CliError::new(ErrorKind::NotFound, "no-cues", message)
        .hint("get the captions anew: a download that was refused often leaves such a file")
}

/// Brings the files of each video together.
fn gather(
    cx: &Context,
    args: &ImportArgs,
    read: Vec<(&Path, Content)>,
) -> Result<BTreeMap<VideoId, TranscriptUpdate>, CliError> {
    let of_info = only_video_of_metadata(&read);
    let mut videos: BTreeMap<VideoId, TranscriptUpdate> = BTreeMap::new();
    for (path, content) in read {
        let video = video_of(args, path, &content).or_else(|| of_info.clone());
        let video = video.ok_or_else(|| no_video(path))?;
        let entry = videos
            .entry(video.clone())
            .or_insert_with(|| TranscriptUpdate::new(video.clone()));
        match content {
            Content::Metadata(metadata) => {
                entry.video = kbnote_core::Video {
                    id: video,
                    ..metadata.video
                };
                entry.chapters = metadata.chapters;
            }
            Content::Chapters(chapters) => entry.chapters = chapters,
            Content::Captions(captions) => entry.tracks.push(track(cx, args, path, captions)),
        }
    }
    for incoming in videos.values_mut() {
        take_given_metadata(args, incoming);
    }
    Ok(videos)
}

fn video_of(args: &ImportArgs, path: &Path, content: &Content) -> Option<VideoId> {
    let of_content = || match content {
        Content::Metadata(metadata) => Some(metadata.video.id.clone()),
        Content::Captions(_) | Content::Chapters(_) => None,
    };
    args.video
        .clone()
        .or_else(of_content)
        .or_else(|| file_name::video_id(path))
}

fn only_video_of_metadata(read: &[(&Path, Content)]) -> Option<VideoId> {
    let mut ids = read.iter().filter_map(|(_, content)| match content {
        Content::Metadata(metadata) => Some(&metadata.video.id),
        Content::Captions(_) | Content::Chapters(_) => None,
    });
    let first = ids.next()?;
    ids.all(|id| id == first).then(|| first.clone())
}

fn no_video(path: &Path) -> CliError {
    let message = format!("which video does {} belong to?", path.display());
    CliError::new(ErrorKind::Usage, "no-video", message).hint("say it with `--video ID`")
}

fn track(cx: &Context, args: &ImportArgs, path: &Path, captions: Captions) -> Track {
    for problem in &captions.problems {
        cx.ui.warn(format_args!("{}, {problem}", path.display()));
    }
    if let Some(encoding) = captions.guessed_encoding {
        cx.ui.warn(format_args!(
            "{} does not tell its encoding and was read as {encoding}; where letters are wrong, \
             convert it to UTF-8 and import it again",
            path.display()
        ));
    }
    let given = args.lang.clone().or_else(|| captions.language.clone());
    let language = given
        .or_else(|| file_name::language(path))
        .unwrap_or_else(|| detect(cx, path, &captions));
    let kind = args
        .kind
        .map(TrackKind::from)
        .or(captions.kind)
        .unwrap_or(TrackKind::Manual);
    Track::new(language, kind, captions.cues)
}

fn detect(cx: &Context, path: &Path, captions: &Captions) -> LanguageTag {
    let sample: String = captions
        .cues
        .iter()
        .take(400)
        .map(|cue| format!("{} ", cue.text()))
        .collect();
    match LanguageTag::detect(&sample) {
        Some(language) => language,
        None => {
            cx.ui.warn(format_args!(
                "the language of {} is not clear",
                path.display()
            ));
            cx.ui.hint("say it with `--lang`");
            LanguageTag::undetermined()
        }
    }
}

fn take_given_metadata(args: &ImportArgs, incoming: &mut TranscriptUpdate) {
    let video = &mut incoming.video;
    if let Some(title) = &args.title {
        video.title.clone_from(title);
    }
    video.url = args.url.clone().or(video.url.take());
    match args
        .channel
        .as_deref()
        .map(|channel| (channel, channel.strip_prefix('@')))
    {
        Some((_, Some(handle))) => video.channel.handle = Some(handle.to_owned()),
        Some((name, None)) => name.clone_into(&mut video.channel.name),
        None => {}
    }
}

fn store(cx: &Context, video: &VideoId, incoming: TranscriptUpdate) -> Result<Value, CliError> {
    let tracks: Vec<_> = incoming
        .tracks
        .iter()
        .map(|track| track.id.clone())
        .collect();
    let chapters = incoming.chapters.len();
    // A stored file that cannot be read is told, not replaced: it may hold other tracks.
    cx.vault.read_transcript(video)?;
    let update = cx
        .vault
        .update_transcript(video, |stored| incoming.merge_into(stored))?;
    let (transcript, changed) = (update.new, update.changed);
    let path = cx.vault.transcript_path(video);
    let shown = cx.vault.shown(&path);
    if !cx.ui.json {
        let cues: usize = transcript
            .tracks
            .iter()
            .filter(|t| tracks.contains(&t.id))
            .map(|t| t.cues.len())
            .sum();
        let verb = if changed { "stored" } else { "unchanged" };
        cx.ui.line(format_args!(
            "{verb} {shown}: {}, {}",
            plain(&transcript.video.title),
            if chapters > 0 && cues == 0 {
                count(chapters, "chapter")
            } else {
                count(cues, "cue")
            }
        ))?;
    }
    let status = if changed { "stored" } else { "unchanged" };
    Ok(super::fetch::video_json(
        &transcript,
        status,
        &shown.to_string(),
    ))
}
