//! Imports of caption and metadata files.

mod file_name;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kbnote_core::caption::{self, Captions};
use kbnote_core::{Chapter, LanguageTag, Metadata, Track, TrackKind, VideoId};
use kbnote_engine::transcript_merge::TranscriptUpdate;
use kbnote_vault::files;
use serde::Serialize;

use crate::fetch::VideoEntry;
use crate::{Error, ErrorKind, Workspace};

/// The files to import, and what is known about them.
#[derive(Clone, Debug, Default)]
pub struct ImportRequest {
    /// Caption and metadata files.
    pub files: Vec<PathBuf>,
    /// The video.
    pub video: Option<VideoId>,
    /// Title of the video.
    pub title: Option<String>,
    /// Name of the channel, or its handle with `@`.
    pub channel: Option<String>,
    /// Address at which the video can be watched.
    pub url: Option<String>,
    /// Language of the captions.
    pub language: Option<LanguageTag>,
    /// Who wrote the captions.
    pub kind: Option<TrackKind>,
}

/// The result of an import.
#[derive(Debug)]
pub struct ImportReport {
    /// The videos with imported data.
    pub videos: Vec<ImportedVideo>,
    /// Why files could not be imported.
    pub errors: Vec<Error>,
}

/// A video with imported data.
#[derive(Debug)]
pub struct ImportedVideo {
    /// Its entry in a JSON document.
    pub entry: VideoEntry,
    /// Number of cues in the imported tracks.
    pub cues: usize,
    /// Number of imported chapters.
    pub chapters: usize,
}

/// `kbnote import`: what was stored of each video.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ImportDocument<'a> {
    schema: &'static str,
    /// The videos.
    videos: Vec<&'a VideoEntry>,
    /// Why files could not be read.
    errors: &'a [Error],
}

impl ImportReport {
    /// Its JSON document.
    #[must_use]
    pub fn document(&self) -> ImportDocument<'_> {
        ImportDocument {
            schema: "kbnote.import/1",
            videos: self.videos.iter().map(|video| &video.entry).collect(),
            errors: &self.errors,
        }
    }
}

impl Workspace {
    /// Stores captions and metadata from files.
    ///
    /// # Errors
    /// If a single file was given and cannot be read, the video of a file is not known, or a transcript
    /// cannot be stored.
    pub fn import(&self, request: &ImportRequest) -> Result<ImportReport, Error> {
        let mut errors = Vec::new();
        let mut read = Vec::new();
        for path in &request.files {
            match Content::read(path) {
                Ok(content) => read.push((path.as_path(), content)),
                Err(error) if request.files.len() == 1 => return Err(error),
                Err(error) => errors.push(error),
            }
        }
        let mut videos = Vec::new();
        for (video, incoming) in gather(self, request, read)? {
            videos.push(store(self, &video, incoming)?);
        }
        Ok(ImportReport { videos, errors })
    }
}

/// The content of a file.
enum Content {
    Metadata(Box<Metadata>),
    Chapters(Vec<Chapter>),
    Captions(Captions),
}

impl Content {
    fn read(path: &Path) -> Result<Self, Error> {
        let bytes = files::read(path)?;
        if let Ok(metadata) = Metadata::from_info_json(&bytes) {
            return Ok(Self::Metadata(Box::new(metadata)));
        }
        let chapters = caption::chapters(&bytes);
        if !chapters.is_empty() {
            return Ok(Self::Chapters(chapters));
        }
        let captions = caption::parse(&bytes).map_err(|error| {
            Error::from_error(ErrorKind::InvalidData, "captions", &error)
                .with_subject(format_args!("cannot import {}", path.display()))
                .with_next_step("see `kbnote help import` for the formats that are read")
        })?;
        if captions.cues.is_empty() {
            return Err(no_cues(path, &captions));
        }
        Ok(Self::Captions(captions))
    }
}

/// The failure of a caption file without a readable cue.
fn no_cues(path: &Path, captions: &Captions) -> Error {
    let problem = captions.problems.first();
    let cause = problem.map_or_else(String::new, |problem| format!(" ({problem})"));
    let message = format!("{} has no cues{cause}; nothing was stored", path.display());
    Error::new(ErrorKind::NotFound, "no-cues", message)
        .with_next_step("download the captions again: a refused download often leaves such a file")
}

/// Groups the files by their videos.
fn gather(
    workspace: &Workspace,
    request: &ImportRequest,
    read: Vec<(&Path, Content)>,
) -> Result<BTreeMap<VideoId, TranscriptUpdate>, Error> {
    let of_info = only_video_of_metadata(&read);
    let mut videos: BTreeMap<VideoId, TranscriptUpdate> = BTreeMap::new();
    for (path, content) in read {
        let video = video_of(request, path, &content).or_else(|| of_info.clone());
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
            Content::Captions(captions) => {
                entry.tracks.push(track(workspace, request, path, captions));
            }
        }
    }
    for incoming in videos.values_mut() {
        apply_given_metadata(request, incoming);
    }
    Ok(videos)
}

fn video_of(request: &ImportRequest, path: &Path, content: &Content) -> Option<VideoId> {
    let of_content = || match content {
        Content::Metadata(metadata) => Some(metadata.video.id.clone()),
        Content::Captions(_) | Content::Chapters(_) => None,
    };
    request
        .video
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

fn no_video(path: &Path) -> Error {
    let message = format!("the video of {} is not known", path.display());
    Error::new(ErrorKind::Usage, "no-video", message).with_next_step("set it with `--video ID`")
}

fn track(workspace: &Workspace, request: &ImportRequest, path: &Path, captions: Captions) -> Track {
    for problem in &captions.problems {
        workspace
            .observer()
            .warn(format_args!("{}, {problem}", path.display()));
    }
    if let Some(encoding) = captions.guessed_encoding {
        workspace.observer().warn(format_args!(
            "{} does not name its encoding and was read as {encoding}; if letters are wrong, \
             convert it to UTF-8 and import it again",
            path.display()
        ));
    }
    let given = request
        .language
        .clone()
        .or_else(|| captions.language.clone());
    let language = given
        .or_else(|| file_name::language(path))
        .unwrap_or_else(|| detect(workspace, path, &captions));
    let kind = request.kind.or(captions.kind).unwrap_or(TrackKind::Manual);
    Track::new(language, kind, captions.cues)
}

fn detect(workspace: &Workspace, path: &Path, captions: &Captions) -> LanguageTag {
    let sample: String = captions
        .cues
        .iter()
        .take(400)
        .map(|cue| format!("{} ", cue.text()))
        .collect();
    match LanguageTag::detect(&sample) {
        Some(language) => language,
        None => {
            workspace.observer().warn(format_args!(
                "the language of {} is not clear",
                path.display()
            ));
            workspace
                .observer()
                .hint(format_args!("set it with `--lang`"));
            LanguageTag::undetermined()
        }
    }
}

fn apply_given_metadata(request: &ImportRequest, incoming: &mut TranscriptUpdate) {
    let video = &mut incoming.video;
    if let Some(title) = &request.title {
        video.title.clone_from(title);
    }
    video.url = request.url.clone().or(video.url.take());
    match request
        .channel
        .as_deref()
        .map(|channel| (channel, channel.strip_prefix('@')))
    {
        Some((_, Some(handle))) => video.channel.handle = Some(handle.to_owned()),
        Some((name, None)) => name.clone_into(&mut video.channel.name),
        None => {}
    }
}

fn store(
    workspace: &Workspace,
    video: &VideoId,
    incoming: TranscriptUpdate,
) -> Result<ImportedVideo, Error> {
    let tracks: Vec<_> = incoming
        .tracks
        .iter()
        .map(|track| track.id.clone())
        .collect();
    let chapters = incoming.chapters.len();
    // A stored file that cannot be read is reported, not replaced: it may hold other tracks.
    workspace.vault.read_transcript(video)?;
    let update = workspace
        .vault
        .update_transcript(video, |stored| incoming.merge_into(stored))?;
    let status = if update.changed {
        "stored"
    } else {
        "unchanged"
    };
    let imported = update.new.tracks.iter();
    let imported = imported.filter(|track| tracks.contains(&track.id));
    Ok(ImportedVideo {
        entry: VideoEntry::new(workspace, &update.new, status),
        cues: imported.map(|track| track.cues.len()).sum(),
        chapters,
    })
}
