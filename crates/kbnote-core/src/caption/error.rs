//! Why a caption file cannot be read at all.

use super::Format;

/// Why no cue can be had from a caption file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCaptionError {
    /// There is nothing in it.
    #[error("the caption file is empty")]
    Empty,
    /// Its bytes are no text in any encoding.
    #[error("not a caption file: its bytes are not text")]
    NotText,
    /// It is HTML: an error or consent page saved in place of the captions.
    #[error("a web page, not a caption file")]
    WebPage,
    /// It is text, but in none of the formats.
    #[error("none of the caption formats that can be read")]
    UnknownFormat,
    /// It is WebVTT of something else than what is said.
    #[error("WebVTT of {kind}, not of captions")]
    NotCaptions {
        /// What it is of: chapters, metadata, descriptions.
        kind: &'static str,
    },
    /// It is JSON, but has none of the lists in which captions stand.
    #[error(
        "JSON without captions: it has none of the keys `segments`, `events`, `transcription`, \
         `chunks`, `words`"
    )]
    UnknownJson,
    /// It is JSON that breaks before its first cue.
    #[error("{format} that breaks at line {line}, before the first cue")]
    Malformed {
        /// The format that it begins as.
        format: Format,
        /// The line at which it breaks, from 1.
        line: usize,
        /// What is wrong there.
        source: serde_json::Error,
    },
}
