//! The caption files of a track.

use super::address::Reach;

/// The files of a track: the same captions in several formats, the best first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WebFiles {
    pub(crate) reach: Reach,
    pub(crate) files: Vec<CaptionFile>,
}

/// A caption file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CaptionFile {
    pub(crate) form: FileForm,
    pub(crate) place: FilePlace,
}

/// Where a caption file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FilePlace {
    Address(String),
    /// Received already.
    Content(Vec<u8>),
}

/// The form of a caption file as it is announced; what a player needs most first. The content decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FileForm {
    /// The Podcast Index's JSON: speakers, often words.
    Json,
    WebVtt,
    Srt,
    /// Another, or one that is not announced.
    Other,
    /// A page, perhaps with times.
    Html,
    /// Text, perhaps with times.
    Plain,
}

impl FileForm {
    /// The form with a media type, or a type as yt-dlp and pages write it.
    pub(crate) fn of_type(media_type: &str) -> Self {
        let media_type = media_type.split(';').next().unwrap_or_default().trim();
        match media_type
            .to_ascii_lowercase()
            .rsplit('/')
            .next()
            .unwrap_or_default()
        {
            "json" | "json3" => Self::Json,
            "vtt" | "webvtt" => Self::WebVtt,
            "srt" | "x-subrip" | "x-srt" | "subrip" => Self::Srt,
            "html" | "xhtml+xml" => Self::Html,
            "plain" | "txt" => Self::Plain,
            _ => Self::Other,
        }
    }
}
