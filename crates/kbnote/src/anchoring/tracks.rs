//! The captions that a note is held against.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kbnote_app::ErrorKind;
use kbnote_core::{
    LanguageTag, Timestamp, Track, TrackId, TrackKind, Transcript, VideoId, caption,
};
use kbnote_note::Note;
use kbnote_vault::{Vault, files};

use super::language::language_of;
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
                let at = pick(&transcript, wish.as_deref(), note, remembered)?;
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

/// Where a video ends: by its length or its captions, whichever ends later. None if neither is known.
pub(crate) fn end_of(transcript: &Transcript) -> Option<Timestamp> {
    let length = transcript.video.duration_ms.map(Timestamp::from_millis);
    let last_caption = transcript.tracks.iter().map(Track::end).max();
    length
        .max(last_caption)
        .filter(|end| *end > Timestamp::ZERO)
}

/// The remembered track of a note's video; else one in the note's language; a manual one before an
/// automatic one.
pub(crate) fn preferred<'a>(
    transcript: &'a Transcript,
    note: &Note,
    remembered: Option<&TrackId>,
) -> Option<&'a Track> {
    let tracks = &transcript.tracks;
    preferred_of(tracks, note, remembered).map(|at| &tracks[at])
}

/// The number of the track named, a manual one before an automatic one; else of the one that is
/// preferred.
pub(crate) fn pick(
    transcript: &Transcript,
    wish: Option<&str>,
    note: &Note,
    remembered: Option<&TrackId>,
) -> Result<usize, CliError> {
    let tracks = &transcript.tracks;
    let found = match wish {
        Some(wish) => named(tracks, wish),
        None => preferred_of(tracks, note, remembered),
    };
    found.ok_or_else(|| no_track(transcript, wish))
}

/// Of each language the track that is heard first: a manual one before an automatic one.
pub(crate) fn one_of_each_language(mut tracks: Vec<Track>) -> Vec<Track> {
    tracks.sort_by(|a, b| rank(a).cmp(&rank(b)));
    let mut heard: BTreeSet<String> = BTreeSet::new();
    tracks.retain(|track| heard.insert(track.language.primary().to_owned()));
    tracks
}

/// The track named by a language or an id.
pub(crate) fn named(tracks: &[Track], wish: &str) -> Option<usize> {
    let answering = (0..tracks.len()).filter(|&at| answers(&tracks[at], wish));
    answering.min_by_key(|&at| rank(&tracks[at]))
}

fn preferred_of(tracks: &[Track], note: &Note, remembered: Option<&TrackId>) -> Option<usize> {
    let known = tracks
        .iter()
        .position(|track| Some(&track.id) == remembered);
    if known.is_some() {
        return known;
    }
    let first = tracks.first()?.language.primary();
    let several = tracks.iter().any(|track| track.language.primary() != first);
    let language = several.then(|| language_of(note)).flatten();
    let is_foreign = |track: &Track| {
        let language = language.as_ref().map(LanguageTag::primary);
        language.is_some_and(|language| language != track.language.primary())
    };
    (0..tracks.len()).min_by_key(|&at| (is_foreign(&tracks[at]), rank(&tracks[at])))
}

/// The order of tracks in one language.
fn rank(track: &Track) -> (TrackKind, &TrackId) {
    (track.kind, &track.id)
}

fn answers(track: &Track, wish: &str) -> bool {
    let language = wish.parse::<LanguageTag>();
    track.id.as_str() == wish || language.is_ok_and(|wish| track.language.answers(&wish))
}

fn no_track(transcript: &Transcript, wish: Option<&str>) -> CliError {
    let video = &transcript.video.id;
    let offered = transcript.tracks.iter().map(|track| track.id.as_str());
    let offered: Vec<&str> = offered.collect();
    let message = match wish {
        Some(wish) if !offered.is_empty() => {
            format!(
                "no track `{wish}` of {video} is stored; there is {}",
                offered.join(", ")
            )
        }
        _ => format!("no captions of {video} are stored"),
    };
    CliError::new(ErrorKind::NotFound, "no-track", message)
        .hint(format!("`kbnote import FILE --video={video}` adds one"))
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

#[cfg(test)]
mod tests {
    use kbnote_core::Video;

    use super::*;

    fn track(language: &str, kind: TrackKind) -> Track {
        Track::new(language.parse().unwrap(), kind, Vec::new())
    }

    #[test]
    fn a_track_is_picked_by_name_by_what_is_remembered_and_by_language() {
        let transcript = Transcript {
            video: Video::new("kbnoteDemo1".parse().unwrap()),
            chapters: Vec::new(),
            tracks: vec![
                track("en", TrackKind::Automatic),
                track("sv", TrackKind::Manual),
                track("en", TrackKind::Manual),
            ],
        };
        let note = Note::parse(
            "Vi räknar fåglarna i skymningen och det är inte så lätt som man kan tro.\n",
        );
        let picked = |wish, remembered| pick(&transcript, wish, &note, remembered).ok();
        assert_eq!(picked(Some("en"), None), Some(2));
        assert_eq!(picked(Some("a.en"), None), Some(0));
        assert_eq!(picked(None, None), Some(1));
        assert_eq!(picked(None, Some(&transcript.tracks[0].id)), Some(0));
        assert_eq!(picked(Some("de"), None), None);
    }
}
