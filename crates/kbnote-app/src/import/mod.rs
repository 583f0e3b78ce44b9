//! Imports of caption and metadata files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kbnote_core::caption::{self, Captions, ParseCaptionError, ProblemKind};
use kbnote_core::{
    Chapter, LanguageTag, Metadata, Site, Track, TrackKind, Transcript, Video, VideoId, file_name,
    opens_at_a_time, without_password,
};
use kbnote_engine::transcript_merge::TranscriptUpdate;
use kbnote_vault::files;
use serde::Serialize;

use crate::captions::warn_of_problems;
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
            match Content::read(path, request.language.as_ref()) {
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
    fn read(path: &Path, language: Option<&LanguageTag>) -> Result<Self, Error> {
        let bytes = files::read(path)?;
        if let Ok(metadata) = Metadata::from_info_json(&bytes) {
            return Ok(Self::Metadata(Box::new(metadata)));
        }
        let language = language.cloned().or_else(|| file_name::language(path));
        let captions = caption::parse_in(&bytes, language.as_ref());
        if let Err(ParseCaptionError::NotCaptions { .. }) = captions {
            let chapters = caption::chapters(&bytes);
            if !chapters.is_empty() {
                return Ok(Self::Chapters(chapters));
            }
        }
        let captions = captions.map_err(|error| {
            Error::from_error(ErrorKind::InvalidData, "captions", &error)
                .with_subject(format_args!("cannot import {}", path.display()))
                .with_next_step("see `kbnote help import` for the formats that are read")
        })?;
        if captions.cues.is_empty() {
            return Err(no_cues(path, &captions));
        }
        Ok(
            if file_name::is_of_chapters(path) && have_lengths_of_chapters(&captions) {
                Self::Chapters(caption::as_chapters(&captions))
            } else {
                Self::Captions(captions)
            },
        )
    }
}

/// Whether cues last as long as chapters: a talk on chapters has captions too.
fn have_lengths_of_chapters(captions: &Captions) -> bool {
    const SHORTEST_MEAN_MS: u64 = 15_000;
    let lengths = captions.cues.iter().map(|cue| {
        let (start, end) = (cue.start().as_millis(), cue.end().as_millis());
        end.saturating_sub(start)
    });
    let mean = lengths.sum::<u64>() / (captions.cues.len() as u64).max(1);
    mean >= SHORTEST_MEAN_MS
}

/// The failure of a caption file without a readable cue.
fn no_cues(path: &Path, captions: &Captions) -> Error {
    let problem = captions.problems.first();
    let cause = problem.map_or_else(String::new, |problem| format!(" ({problem})"));
    let message = format!("{} has no cues{cause}; nothing was stored", path.display());
    Error::new(ErrorKind::NotFound, "no-cues", message).with_next_step(
        match problem.map(|problem| &problem.kind) {
            Some(ProblemKind::BadEntry { .. }) => {
                "rename its keys to `text`, `start` and `end`, with times in seconds"
            }
            _ => "download the captions again: a refused download often leaves such a file",
        },
    )
}

/// What is imported for one recording.
struct RecordingImport {
    update: TranscriptUpdate,
    /// The name of the file, as the title of a recording that has none.
    name: Option<String>,
    /// Whether the id was made from it.
    is_named_by_file: bool,
}

impl RecordingImport {
    fn new(video: &VideoId) -> Self {
        Self {
            update: TranscriptUpdate::new(video.clone()),
            name: None,
            is_named_by_file: false,
        }
    }
}

/// Groups the files by their videos.
fn gather(
    workspace: &Workspace,
    request: &ImportRequest,
    read: Vec<(&Path, Content)>,
) -> Result<BTreeMap<VideoId, RecordingImport>, Error> {
    let of_info = only_video_of_metadata(&read);
    let mut videos: BTreeMap<VideoId, RecordingImport> = BTreeMap::new();
    for (path, content) in read {
        let known = video_of(request, path, &content).or_else(|| of_info.clone());
        let is_new_id = known.is_none();
        let video = known.or_else(|| made_id(workspace, request, path));
        let video = video.ok_or_else(|| no_video(path))?;
        let entry = videos
            .entry(video.clone())
            .or_insert_with(|| RecordingImport::new(&video));
        if is_new_id {
            entry.name = file_name::recording_name(path);
            entry.is_named_by_file = request.url.is_none();
        }
        let entry = &mut entry.update;
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
        apply_given_metadata(request, &mut incoming.update);
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

/// The id of a recording that is not on YouTube: that which is stored under its address, else one made from it, else
/// from the name of its file.
fn made_id(workspace: &Workspace, request: &ImportRequest, path: &Path) -> Option<VideoId> {
    let url = request.url.as_deref().map(without_password);
    let of_url = |url: &str| {
        let stored = workspace.vault.recording_at(url);
        stored.or_else(|| VideoId::of_address(url))
    };
    let of_url = url.and_then(|url| of_url(&url));
    of_url.or_else(|| VideoId::of_name(&file_name::recording_name(path)?))
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
    let remedy = "set its language with `--lang`, or convert it to UTF-8";
    warn_of_problems(workspace, path, &captions, remedy);
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
                "cannot tell the language of {}",
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
    let given = request.url.as_deref().map(without_password);
    video.url = given.map(Cow::into_owned).or(video.url.take());
    let is_youtube_url = |url: &String| url.parse::<VideoId>().is_ok();
    let is_on_youtube = match &video.url {
        Some(url) => is_youtube_url(url),
        None => video.id.has_youtube_form(),
    };
    if !is_on_youtube {
        video.site = Site::Other;
    }
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
    incoming: RecordingImport,
) -> Result<ImportedVideo, Error> {
    let RecordingImport {
        mut update,
        name,
        is_named_by_file,
    } = incoming;
    let tracks: Vec<_> = update.tracks.iter().map(|track| track.id.clone()).collect();
    let chapters = update.chapters.len();
    // A stored file that cannot be read is reported, not replaced: it may hold other tracks.
    let stored = workspace.vault.read_transcript(video)?;
    if let (None, Some(name), true) = (&stored, name, update.video.title.is_empty()) {
        update.video.title = name;
    }
    if let Some(stored) = stored.as_ref().filter(|_| is_named_by_file) {
        is_same_recording(workspace, stored, &update)?;
    }
    let update = workspace
        .vault
        .update_transcript(&workspace.writer, video, |stored| update.merge_into(stored))?;
    hint_at_address(workspace, &update.new.video, is_named_by_file);
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

/// Says what the id and the address of a recording are good for, where something is missing.
fn hint_at_address(workspace: &Workspace, video: &Video, is_named_by_file: bool) {
    let id = &video.id;
    let set_address = format!("`kbnote import FILE --video={id} --url URL`");
    let observer = workspace.observer();
    match video.watch_url() {
        Some(address) if !opens_at_a_time(&address) => observer.hint(format_args!(
            "links to a time open {address} at its start, as kbnote does not know its player; if that reads `#t=62`, \
             set the address to `{address}#t=0`"
        )),
        Some(_) => {}
        None if !workspace.can_link_to(video) => observer.hint(format_args!(
            "anchors on `{id}` cannot be clicked until its address is known: set it with {set_address}, or name the \
             file as `media: {id}.mp3` in the note"
        )),
        None if is_named_by_file => observer.hint(format_args!(
            "the id of this recording is {id}; set its address with {set_address}"
        )),
        None => {}
    }
}

/// The least share of its words that a new version of a track has in common with the stored one.
const SAME_TRACK: f64 = 0.4;

/// Refuses to replace a track by that of another recording whose file has the same name.
fn is_same_recording(
    workspace: &Workspace,
    stored: &Transcript,
    update: &TranscriptUpdate,
) -> Result<(), Error> {
    let is_other = |new: &Track| {
        let old = stored.tracks.iter().find(|old| old.id == new.id);
        old.is_some_and(|old| shared_words(old, new) < SAME_TRACK)
    };
    if !update.tracks.iter().any(is_other) {
        return Ok(());
    }
    let id = &stored.video.id;
    let path = workspace.vault.transcript_path(id);
    let message = format!(
        "{} is of another recording with a file of the same name; nothing was stored",
        workspace.vault.display_path(&path)
    );
    Err(Error::new(ErrorKind::Declined, "other-recording", message).with_next_step(format!(
        "give this recording an id with `--video ID` or an address with `--url URL`; to replace the stored captions, `--video={id}`"
    )))
}

/// The share of the words of the track with fewer words that the other has too; 1 if one has none.
fn shared_words(one: &Track, other: &Track) -> f64 {
    let (one, other) = (words(one), words(other));
    let fewer = one.len().min(other.len());
    if fewer == 0 {
        return 1.0;
    }
    one.intersection(&other).count() as f64 / fewer as f64
}

/// The words of a track, without the short ones that every text has.
fn words(track: &Track) -> BTreeSet<String> {
    let text = track.cues.iter().map(|cue| cue.text().to_lowercase());
    let words = text.flat_map(|text| {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    words.filter(|word| word.chars().count() > 4).collect()
}
