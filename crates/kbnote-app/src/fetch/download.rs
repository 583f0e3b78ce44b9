//! One video: downloaded, merged with what is stored, and stored.

use kbnote_core::caption::{self, Captions};
use kbnote_core::{LanguageTag, Track, TrackId, TrackKind, Transcript, VideoId};
use kbnote_engine::transcript_changes::{TranscriptChange, changes};
use kbnote_engine::transcript_merge::TranscriptUpdate;
use kbnote_fetch::{
    CaptionBytes, Client, FetchError, FetchOptions, FetchedCaptions, OfferedTrack, WebRecording,
};

use super::client::{RouteOptions, client};
use super::failure::{fetch_error, wait_for};
use super::preference::{TrackPreference, translation_id};
use crate::{Error, ErrorKind, Workspace};

/// Fetches one video and stores it. Its warnings go to the observer.
///
/// # Errors
/// If the video or its captions are not available, or the transcript cannot be stored.
pub fn fetch_video(
    workspace: &Workspace,
    video: &VideoId,
    preference: &TrackPreference,
    route: &RouteOptions,
) -> Result<FetchedTranscript, Error> {
    let client = client(workspace, route)?;
    let options = preference.options(workspace, route, false);
    let download = wait_for(download(workspace, &client, video, &options))??;
    let fetched = store(workspace, download)?;
    for warning in &fetched.warnings {
        workspace.observer().warn(format_args!("{warning}"));
    }
    Ok(fetched)
}

/// Reads the stored transcript of a video, if it has the preferred tracks: the first that is
/// available, or with `each` one for every language.
///
/// # Errors
/// If it cannot be read.
pub fn stored_already(
    workspace: &Workspace,
    video: &VideoId,
    preference: &TrackPreference,
    each: bool,
) -> Result<Option<FetchedTranscript>, Error> {
    let Some(transcript) = workspace.vault.read_transcript(video)? else {
        return Ok(None);
    };
    let tracks = preference.satisfied_by(workspace, &transcript, each);
    Ok(tracks.map(|tracks| FetchedTranscript {
        tracks,
        changed: false,
        changes: Vec::new(),
        warnings: Vec::new(),
        transcript,
    }))
}

/// A transcript as it is stored, with the result of the fetch.
#[derive(Debug)]
pub struct FetchedTranscript {
    /// The transcript.
    pub transcript: Transcript,
    /// The preferred tracks.
    pub tracks: Vec<TrackId>,
    /// Whether the stored file is new or changed.
    pub changed: bool,
    /// The differences from the transcript stored before.
    pub changes: Vec<TranscriptChange>,
    /// Data that was not available or is not as it should be.
    pub warnings: Vec<String>,
}

/// Data of a video that was downloaded and is not stored yet.
pub(super) struct Download {
    incoming: TranscriptUpdate,
    warnings: Vec<String>,
}

impl Download {
    /// The day the video was published, if known.
    pub(super) fn published(&self) -> Option<chrono::NaiveDate> {
        self.incoming.video.published
    }
}

/// Downloads a video's metadata and the preferred tracks.
pub(super) async fn download(
    workspace: &Workspace,
    client: &Client,
    video: &VideoId,
    options: &FetchOptions,
) -> Result<Download, Error> {
    check_is_on_youtube(workspace, video)?;
    if workspace.offline {
        let message = format!("the transcript of {video} is not stored, and --offline is set");
        let hint = format!("run without --offline, or `kbnote import FILE --video={video}`");
        return Err(Error::new(ErrorKind::Offline, "offline", message).with_next_step(hint));
    }
    let fetched = client.fetch(video, options).await;
    read(video, fetched)
}

/// Refuses to look on YouTube for a recording that is stored and is elsewhere.
///
/// # Errors
/// If it is.
pub(super) fn check_is_on_youtube(workspace: &Workspace, video: &VideoId) -> Result<(), Error> {
    let stored = workspace.vault.read_transcript(video).ok().flatten();
    if stored.is_none_or(|stored| stored.video.is_on_youtube()) {
        return Ok(());
    }
    let message = format!("no address is stored at which {video} can be fetched again");
    Err(
        Error::new(ErrorKind::NotFound, "no-address", message).with_next_step(
            "fetch its feed or page with `--match TITLE --refetch`, or import a caption file",
        ),
    )
}

/// Downloads the captions and chapters of a recording that is not on YouTube.
pub(super) async fn download_recording(
    client: &Client,
    recording: &WebRecording,
    options: &FetchOptions,
) -> Result<Download, Error> {
    let fetched = client.fetch_recording(recording, options).await;
    read(&recording.video.id, fetched)
}

fn read(video: &VideoId, fetched: Result<FetchedCaptions, FetchError>) -> Result<Download, Error> {
    let fetched = fetched.map_err(|error| fetch_error(video, &error))?;
    let mut warnings: Vec<String> = fetched
        .video
        .warnings
        .iter()
        .map(|warning| format!("{video}: incomplete: {warning}"))
        .collect();
    let mut tracks = Vec::new();
    for captions in &fetched.captions {
        tracks.push(read_track(video, captions, &mut warnings)?);
    }
    let metadata = fetched.video.video;
    let listed = kbnote_core::chapters_in_description(&metadata.description, metadata.duration_ms);
    let incoming = TranscriptUpdate {
        video: metadata,
        chapters: fetched.video.chapters,
        listed_chapters: listed,
        tracks,
    };
    Ok(Download { incoming, warnings })
}

/// Merges a download into the stored transcript.
pub(super) fn store(workspace: &Workspace, download: Download) -> Result<FetchedTranscript, Error> {
    let Download { incoming, warnings } = download;
    let ids = incoming.tracks.iter().map(|track| track.id.clone());
    let tracks: Vec<_> = ids.collect();
    let video = incoming.video.id.clone();
    let update = workspace
        .vault
        .update_transcript(&workspace.writer, &video, |stored| {
            incoming.merge_into(stored)
        })?;
    let changes = update.old.as_ref().map(|old| changes(old, &update.new));
    Ok(FetchedTranscript {
        transcript: update.new,
        tracks,
        changed: update.changed,
        changes: changes.unwrap_or_default(),
        warnings,
    })
}

fn read_track(
    video: &VideoId,
    captions: &CaptionBytes,
    warnings: &mut Vec<String>,
) -> Result<Track, Error> {
    let read = caption::parse(&captions.bytes).map_err(|error| {
        Error::from_error(ErrorKind::Refused, "unexpected-content", &error)
            .with_subject(format_args!("the captions of {video} cannot be read"))
            .with_next_step("try again later, or import a caption file")
    })?;
    let problems = read.problems.iter();
    warnings.extend(problems.map(|problem| format!("captions of {video}, {problem}")));
    let guessed = read.guessed_encoding.map(|encoding| {
        format!(
            "captions of {video} do not name their encoding and were read as {encoding}; if \
             letters are wrong, `kbnote import` reads a file in UTF-8"
        )
    });
    warnings.extend(guessed);
    let offered = &captions.track;
    if offered.is_from_web() {
        let language = language_of(video, offered, &read, warnings);
        let mut track = Track::new(language, offered.kind, read.cues);
        if track.language == offered.language {
            track.id = offered.id.clone();
            track.name = offered.name.clone();
        }
        return Ok(track);
    }
    let (id, kind) = match &captions.translated_to {
        Some(language) => (translation_id(&offered.id, language), TrackKind::Automatic),
        None => (offered.id.clone(), offered.kind),
    };
    Ok(Track {
        id,
        language: captions.language().clone(),
        kind,
        name: offered.name.clone(),
        cues: read.cues,
    })
}

/// Number of cues from which a language is detected.
const SAMPLE: usize = 400;

/// The language of captions from elsewhere: as declared, unless the text is clearly in another.
fn language_of(
    video: &VideoId,
    offered: &OfferedTrack,
    read: &Captions,
    warnings: &mut Vec<String>,
) -> LanguageTag {
    let cues = read.cues.iter().take(SAMPLE);
    let sample: String = cues.map(|cue| format!("{} ", cue.text())).collect();
    let detected = LanguageTag::detect(&sample);
    let declared = Some(&offered.language).filter(|tag| **tag != LanguageTag::undetermined());
    let declared = declared.or(read.language.as_ref());
    match (declared, detected) {
        (Some(declared), Some(detected)) if detected.contradicts(declared) => {
            warnings.push(format!(
                "captions of {video} are declared to be in {declared}, but are in {detected}; stored as {detected}"
            ));
            detected
        }
        (Some(declared), _) => declared.clone(),
        (None, Some(detected)) => detected,
        (None, None) => {
            warnings.push(format!(
                "cannot tell the language of the captions of {video}"
            ));
            LanguageTag::undetermined()
        }
    }
}
