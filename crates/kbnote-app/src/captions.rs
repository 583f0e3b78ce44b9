//! The captions of a run: one file for all notes, or the stored transcript of each note's video.

use std::path::Path;

use kbnote_core::{LanguageTag, Track, TrackId, TrackKind, Transcript, VideoId, caption};
use kbnote_engine::anchoring::choose_track;
use kbnote_note::Note;
use kbnote_vault::{Vault, files};

use crate::import::file_name;
use crate::{Error, ErrorKind, Workspace};

/// The source of the captions of a run.
#[derive(Debug)]
pub enum Captions {
    /// One file for all notes.
    File(Box<Track>),
    /// The stored transcript of each note's video.
    Stored {
        /// The language or id of the track; without one, the best for each note.
        track: Option<String>,
    },
}

/// The track that a note is aligned with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TrackChoice {
    /// That of the file.
    File,
    /// This track of this video.
    Stored(VideoId, TrackId),
}

/// A track to align a note with.
#[derive(Debug)]
pub struct ChosenTrack {
    /// Which one it is.
    pub choice: TrackChoice,
    /// The track.
    pub track: Track,
    /// The stored address of its recording.
    pub address: Option<String>,
}

impl Captions {
    /// The captions of a file, or without one the stored ones with this track.
    ///
    /// # Errors
    /// If the file cannot be read or has no captions.
    pub fn new(
        workspace: &Workspace,
        file: Option<&Path>,
        track: Option<&str>,
    ) -> Result<Self, Error> {
        match file {
            Some(path) => Ok(Self::File(Box::new(read_track(workspace, path)?))),
            None => Ok(Self::Stored {
                track: track.map(str::to_owned),
            }),
        }
    }

    /// The track for a note on `video`; `remembered` is the one that it was aligned with before.
    ///
    /// # Errors
    /// If no transcript is stored, or not this track.
    pub fn choose(
        &self,
        workspace: &Workspace,
        video: &VideoId,
        note: &Note,
        remembered: Option<&TrackId>,
    ) -> Result<ChosenTrack, Error> {
        match self {
            Self::File(track) => Ok(ChosenTrack {
                choice: TrackChoice::File,
                track: track.as_ref().clone(),
                address: workspace.stored_address(note).ok().flatten(),
            }),
            Self::Stored { track: wanted } => {
                let mut transcript = stored_transcript(&workspace.vault, video)?;
                let at = choose_track(&transcript, wanted.as_deref(), note, remembered)?;
                let track = transcript.tracks.swap_remove(at);
                Ok(ChosenTrack {
                    choice: TrackChoice::Stored(video.clone(), track.id.clone()),
                    track,
                    address: transcript.video.watch_url(),
                })
            }
        }
    }
}

/// Reads the stored transcript of a video.
///
/// # Errors
/// If there is none, or it cannot be read.
pub fn stored_transcript(vault: &Vault, video: &VideoId) -> Result<Transcript, Error> {
    let transcript = vault.read_transcript(video)?;
    transcript.ok_or_else(|| {
        let message = format!("no transcript of {video} is stored");
        let fetch = if video.has_youtube_form() {
            format!("`kbnote fetch -- {video}`, ")
        } else {
            String::new()
        };
        Error::new(ErrorKind::NotFound, "no-transcript", message).with_next_step(format!(
            "{fetch}`kbnote import FILE --video={video}`, or `--captions FILE`"
        ))
    })
}

/// A caption file as a track of its own.
fn read_track(workspace: &Workspace, path: &Path) -> Result<Track, Error> {
    let bytes = files::read(path)?;
    let named = file_name::language(path);
    let captions = caption::parse_in(&bytes, named.as_ref()).map_err(|error| {
        Error::from_error(ErrorKind::NotFound, "captions", &error)
            .with_subject(format_args!("cannot use {}", path.display()))
            .with_next_step("see `kbnote help import` for the formats that are read")
    })?;
    for problem in &captions.problems {
        workspace
            .observer()
            .warn(format_args!("{}, {problem}", path.display()));
    }
    if let Some(encoding) = captions.guessed_encoding {
        workspace.observer().warn(format_args!(
            "{} does not name its encoding and was read as {encoding}; if letters are wrong, \
             convert it to UTF-8",
            path.display()
        ));
    }
    let language = captions.language.or(named);
    let language = language.unwrap_or_else(LanguageTag::english);
    let kind = captions.kind.unwrap_or(TrackKind::Manual);
    Ok(Track::new(language, kind, captions.cues))
}
