//! The captions of a run: one file for all notes, or the stored transcript of each note's video.

use std::path::{Path, PathBuf};

use kbnote_app::ErrorKind;
use kbnote_core::{LanguageTag, Track, TrackId, TrackKind, Transcript, VideoId, caption};
use kbnote_engine::anchoring::choose_track;
use kbnote_note::Note;
use kbnote_vault::{Vault, files};

use crate::context::Context;
use crate::error::CliError;

/// Flags that say which captions are meant.
#[derive(clap::Args, Clone, Debug)]
pub(crate) struct CaptionsArgs {
    /// Use this caption file instead of the stored transcript
    #[arg(long, value_name = "FILE")]
    pub(crate) captions: Option<PathBuf>,
    /// Use this track: a language or a track's id
    #[arg(long, value_name = "LANG|ID", conflicts_with = "captions")]
    pub(crate) track: Option<String>,
}

/// Where tracks come from.
#[derive(Debug)]
pub(crate) enum Captions {
    /// One file for all notes.
    File(Box<Track>),
    /// The stored transcript of each note's video.
    Stored { wish: Option<String> },
}

/// Which of a video's tracks a note goes with.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TrackChoice {
    /// The file given.
    File,
    /// This track of this video.
    Stored(VideoId, TrackId),
}

impl Captions {
    pub(crate) fn from_args(cx: &Context, args: &CaptionsArgs) -> Result<Self, CliError> {
        match &args.captions {
            Some(path) => Ok(Self::File(Box::new(read_track(cx, path)?))),
            None => Ok(Self::Stored {
                wish: args.track.clone(),
            }),
        }
    }

    /// The track for a note on `video`; `remembered` is the one that it was held against before.
    pub(crate) fn choose(
        &self,
        cx: &Context,
        video: &VideoId,
        note: &Note,
        remembered: Option<&TrackId>,
    ) -> Result<(TrackChoice, Track), CliError> {
        match self {
            Self::File(track) => Ok((TrackChoice::File, track.as_ref().clone())),
            Self::Stored { wish } => {
                let mut transcript = stored(&cx.vault, video)?;
                let at = choose_track(&transcript, wish.as_deref(), note, remembered)?;
                let track = transcript.tracks.swap_remove(at);
                Ok((TrackChoice::Stored(video.clone(), track.id.clone()), track))
            }
        }
    }
}

/// The stored transcript of a video, or what to do to have one.
pub(crate) fn stored(vault: &Vault, video: &VideoId) -> Result<Transcript, CliError> {
    let transcript = vault.read_transcript(video)?;
    transcript.ok_or_else(|| {
        let message = format!("no transcript of {video} is stored");
        CliError::new(ErrorKind::NotFound, "no-transcript", message).hint(format!(
            "`kbnote fetch -- {video}`, `kbnote import FILE --video={video}`, or `--captions FILE`"
        ))
    })
}

/// A caption file as a track of its own.
fn read_track(cx: &Context, path: &Path) -> Result<Track, CliError> {
    let bytes = files::read(path)?;
    let captions = caption::parse(&bytes).map_err(|error| {
        CliError::from_error(ErrorKind::NotFound, "captions", &error)
            .of(format_args!("cannot use {}", path.display()))
            .hint("see `kbnote help import` for the formats that are read")
    })?;
    for problem in &captions.problems {
        cx.ui.warn(format_args!("{}, {problem}", path.display()));
    }
    if let Some(encoding) = captions.guessed_encoding {
        cx.ui.warn(format_args!(
            "{} does not tell its encoding and was read as {encoding}; where letters are wrong, \
             convert it to UTF-8",
            path.display()
        ));
    }
    let language = captions.language.unwrap_or_else(LanguageTag::english);
    let kind = captions.kind.unwrap_or(TrackKind::Manual);
    Ok(Track::new(language, kind, captions.cues))
}
