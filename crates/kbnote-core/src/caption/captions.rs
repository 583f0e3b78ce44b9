//! The cues of a caption file, with what the file says of itself.

use super::{Format, Problem};
use crate::{Cue, LanguageTag, TrackKind};

/// The content of a caption file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captions {
    /// Its format.
    pub format: Format,
    /// The language, if the file names it.
    pub language: Option<LanguageTag>,
    /// Whether a person or a machine wrote it, if the file says so.
    pub kind: Option<TrackKind>,
    /// Its cues, in order of their start; those that start together in the order of the file.
    pub cues: Vec<Cue>,
    /// The parts that could not be read, or only with doubt.
    pub problems: Vec<Problem>,
    /// The guessed encoding, if nothing in the file names it; the guess may be wrong.
    pub guessed_encoding: Option<&'static str>,
}
