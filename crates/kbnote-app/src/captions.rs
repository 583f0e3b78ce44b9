//! The captions of a run: one file for all notes, or the stored transcript of each note's video.

use std::path::Path;

use kbnote_core::{
    LanguageTag, Track, TrackId, TrackKind, Transcript, VideoId, caption, file_name, nearest_name,
};
use kbnote_engine::anchoring::choose_track;
use kbnote_note::{Note, NotePart, NoteState};
use kbnote_vault::{Vault, files};

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

    /// The track for a part of a note; `remembered` is the one that it was aligned with before. A file
    /// holds the captions of the note's own recording.
    ///
    /// # Errors
    /// If no transcript is stored, or not this track.
    pub fn choose(
        &self,
        workspace: &Workspace,
        part: &NotePart,
        remembered: Option<&TrackId>,
    ) -> Result<ChosenTrack, Error> {
        let wanted = match self {
            Self::File(track) if part.is_own => {
                return Ok(ChosenTrack {
                    choice: TrackChoice::File,
                    track: track.as_ref().clone(),
                    address: workspace.stored_address(&part.video).ok().flatten(),
                });
            }
            Self::File(_) => None,
            Self::Stored { track } => track.as_deref(),
        };
        let video = &part.video;
        let mut transcript = part_transcript(&workspace.vault, part)?;
        let at = choose_track(&transcript, wanted, &part.note, remembered)?;
        let track = transcript.tracks.swap_remove(at);
        Ok(ChosenTrack {
            choice: TrackChoice::Stored(video.clone(), track.id.clone()),
            track,
            address: transcript.video.watch_url(),
        })
    }

    /// The captions of each part of a note.
    #[must_use]
    pub fn of_parts(
        &self,
        workspace: &Workspace,
        note: Note,
        state: Option<&NoteState>,
    ) -> Vec<CaptionedPart> {
        let parts = workspace.vault.parts_of(note);
        let known: Vec<Option<NoteState>> = parts
            .iter()
            .map(|part| state.map(|state| state.of_part(part, &parts)))
            .collect();
        let captioned = |(part, known): (NotePart, Option<NoteState>)| {
            let remembered = known.as_ref().and_then(|known| known.track.as_ref());
            CaptionedPart {
                captions: self.choose(workspace, &part, remembered),
                part,
                known,
            }
        };
        parts.into_iter().zip(known).map(captioned).collect()
    }
}

/// A part of a note with its captions.
#[derive(Debug)]
pub struct CaptionedPart {
    /// The part.
    pub part: NotePart,
    /// What is known of it.
    pub known: Option<NoteState>,
    /// Its captions, or why there are none.
    pub captions: Result<ChosenTrack, Error>,
}

/// Reads the stored transcript of a part of a note.
pub(crate) fn part_transcript(vault: &Vault, part: &NotePart) -> Result<Transcript, Error> {
    let stored = stored_transcript(vault, &part.video);
    stored.map_err(
        |error| match part.is_own || error.code() != "no-transcript" {
            true => error,
            false => not_stored(part),
        },
    )
}

/// The failure that another recording of a note is not stored.
fn not_stored(part: &NotePart) -> Error {
    let id = &part.video;
    let address = part.name.as_deref().filter(|name| is_address(name));
    let next_step = match address {
        Some(address) => {
            format!("`kbnote fetch {address}`, or `kbnote import FILE --url {address}`")
        }
        None if id.has_youtube_form() => {
            format!("`kbnote fetch -- {id}`, or `kbnote import FILE --video={id}`")
        }
        None => format!("`kbnote import FILE --video={id}`"),
    };
    let shown = address.unwrap_or(id.as_str());
    let message = format!("no transcript of {shown} is stored");
    Error::new(ErrorKind::NotFound, "no-transcript", message).with_next_step(next_step)
}

/// Whether a recording that is not stored is best called by its address: a video on YouTube has an id.
fn is_address(name: &str) -> bool {
    name.contains('/') && name.parse::<VideoId>().is_err()
}

/// Reads the stored transcript of a video.
///
/// # Errors
/// If there is none, or it cannot be read.
pub fn stored_transcript(vault: &Vault, video: &VideoId) -> Result<Transcript, Error> {
    let transcript = vault.read_transcript(video)?;
    transcript.ok_or_else(|| no_transcript(vault, video))
}

/// The failure that no transcript of a video is stored.
pub(crate) fn no_transcript(vault: &Vault, video: &VideoId) -> Error {
    let message = format!("no transcript of {video} is stored");
    let ways = ways_to_store(video);
    let next_step = match [vault.notes_dir(), vault.transcripts_dir()]
        .iter()
        .any(|folder| folder.exists())
    {
        true => format!("{ways}, or `--captions FILE`"),
        false => format!(
            "if it is stored in a vault, name that with `--vault DIR`; else {ways}, or `--captions FILE`"
        ),
    };
    Error::new(ErrorKind::NotFound, "no-transcript", message)
        .with_next_step(meant_recording(vault, video).unwrap_or(next_step))
}

/// What to do where a command names a recording that is not stored.
pub(crate) fn next_step_if_not_stored(vault: &Vault, video: &VideoId) -> String {
    meant_recording(vault, video).unwrap_or_else(|| match video.has_youtube_form() {
        true => format!("fetch it with `kbnote fetch --video={video}`"),
        false => ways_to_store(video),
    })
}

/// The commands that store a transcript: only a video on YouTube can be fetched by its id.
fn ways_to_store(video: &VideoId) -> String {
    match video.has_youtube_form() {
        true => format!("`kbnote fetch -- {video}`, `kbnote import FILE --video={video}`"),
        false => format!("`kbnote import FILE --video={video}`"),
    }
}

/// A hint at the stored recording that an id was meant for. An id of YouTube is copied, not typed.
#[must_use]
pub fn meant_recording(vault: &Vault, video: &VideoId) -> Option<String> {
    let stored = vault.stored_videos().ok()?;
    let stored = stored.iter().map(VideoId::as_str);
    let near = nearest_name(video.as_str(), stored).filter(|_| !video.has_youtube_form())?;
    Some(format!("did you mean `{near}`?"))
}

/// Warns of what could not be read in a caption file, and of a guessed encoding, with the remedy.
pub(crate) fn warn_of_problems(
    workspace: &Workspace,
    path: &Path,
    captions: &caption::Captions,
    remedy: &str,
) {
    let observer = workspace.observer();
    let path = path.display();
    for problem in &captions.problems {
        observer.warn(format_args!("{path}, {problem}"));
    }
    if let Some(encoding) = captions.guessed_encoding {
        observer.warn(format_args!(
            "{path} does not name its encoding and was read as {encoding}; if letters are wrong, {remedy}"
        ));
    }
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
    warn_of_problems(workspace, path, &captions, "convert it to UTF-8");
    let language = captions.language.or(named);
    let language = language.unwrap_or_else(LanguageTag::english);
    let kind = captions.kind.unwrap_or(TrackKind::Manual);
    Ok(Track::new(language, kind, captions.cues))
}
