//! The caption formats.

use std::fmt;

/// A format of caption files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// YouTube's `fmt=json3`: events of segments, with word times in automatic tracks.
    Json3,
    /// YouTube's `fmt=srv1`: XML of `<text start dur>` in seconds.
    Srv1,
    /// YouTube's `fmt=srv2`: XML of `<text t d>` in milliseconds.
    Srv2,
    /// YouTube's `fmt=srv3`: XML of `<p t d>`, with word times in automatic tracks.
    Srv3,
    /// WebVTT, also YouTube's rolling kind.
    WebVtt,
    /// `SubRip`.
    Srt,
    /// `SubViewer` as YouTube writes it: `0:00:01.000,0:00:02.000`.
    Sbv,
    /// `MicroDVD`: `{100}{200}text`, in frames.
    MicroDvd,
    /// Timed Text Markup Language, once known as DFXP.
    Ttml,
    /// JSON as written by Whisper and related programs.
    Whisper,
    /// JSON as written by `WhisperX`.
    WhisperX,
    /// JSON as specified by the Podcast Index: `startTime`, `endTime`, `speaker`, `body`.
    Podcast,
    /// A JSON list of `{text, start, duration}`, in seconds.
    List,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json3 => "json3",
            Self::Srv1 => "srv1",
            Self::Srv2 => "srv2",
            Self::Srv3 => "srv3",
            Self::WebVtt => "WebVTT",
            Self::Srt => "SRT",
            Self::Sbv => "SBV",
            Self::MicroDvd => "MicroDVD",
            Self::Ttml => "TTML",
            Self::Whisper => "Whisper JSON",
            Self::WhisperX => "WhisperX JSON",
            Self::Podcast => "podcast transcript JSON",
            Self::List => "JSON list",
        })
    }
}
