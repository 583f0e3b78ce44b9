//! Errors when reading a caption file.

use super::Format;

/// An error that prevents reading any cue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCaptionError {
    /// The file is empty.
    #[error("the caption file is empty")]
    Empty,
    /// The bytes are not text in any encoding.
    #[error("not a caption file: its bytes are not text")]
    NotText,
    /// HTML: an error or consent page saved instead of the captions.
    #[error("a web page, not a caption file")]
    WebPage,
    /// Text in an unknown format.
    #[error("not in a known caption format")]
    UnknownFormat,
    /// A track of something other than captions.
    #[error("{format} with {kind} instead of captions")]
    NotCaptions {
        /// Its format.
        format: Format,
        /// Its content: chapters, metadata, descriptions, pictures, data.
        kind: &'static str,
    },
    /// MicroDVD without the number of frames in a second.
    #[error(
        "MicroDVD without a frame rate; add it as the first line: `{{1}}{{1}}25` for 25 frames a second"
    )]
    NoFrameRate,
    /// JSON without a known list of captions.
    #[error(
        "JSON without captions: it has none of the keys `segments`, `events`, `transcription`, \
         `chunks`, `words`"
    )]
    UnknownJson,
    /// JSON that is malformed before its first cue.
    #[error("{format} is malformed at line {line}, before the first cue")]
    Malformed {
        /// The format, by its beginning.
        format: Format,
        /// The line of the error, from 1.
        line: usize,
        /// The cause.
        source: serde_json::Error,
    },
}
