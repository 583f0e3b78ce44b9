//! Telling the formats apart by their content.

use super::encoding::is_blank;
use super::webvtt::is_signature;
use super::{Format, ParseCaptionError, clock};

/// How many characters at the start of a file are looked at.
const START: usize = 20_000;

/// The format of a file with this text.
pub(super) fn detect(text: &str) -> Result<Format, ParseCaptionError> {
    let text = text.trim_start_matches(is_blank);
    let start = text.get(..text.floor_char_boundary(START)).unwrap_or(text);
    let found = match start.chars().next() {
        Some('{') => json_object(text),
        Some('[') => {
            Some(Format::List).filter(|_| start[1..].trim_start().starts_with(['{', ']', '[']))
        }
        Some('<') => return xml(start).ok_or(not_xml(start)),
        _ => None,
    };
    found
        .or_else(|| text_format(start))
        .ok_or(ParseCaptionError::UnknownFormat)
}

/// The formats that are JSON objects are told by their keys.
fn json_object(text: &str) -> Option<Format> {
    let has_key = |key: &str| {
        text.match_indices(key)
            .any(|(at, _)| text[at + key.len()..].trim_start().starts_with(':'))
    };
    if has_key("\"events\"") || has_key("\"wireMagic\"") {
        Some(Format::Json3)
    } else if has_key("\"word_segments\"") {
        Some(Format::WhisperX)
    } else if ["\"segments\"", "\"transcription\"", "\"chunks\""]
        .into_iter()
        .any(has_key)
    {
        Some(Format::Whisper)
    } else {
        None
    }
}

/// The formats that are XML are told by their root element.
fn xml(start: &str) -> Option<Format> {
    let elements = start.split('<').skip(1);
    let mut names =
        elements.filter(|element| element.starts_with(|c: char| c.is_ascii_alphabetic()));
    let root = names.next()?;
    let name = root
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
        .next()?;
    match name.rsplit(':').next()? {
        "tt" => Some(Format::Ttml),
        "transcript" => Some(Format::Srv1),
        "timedtext" => {
            let has_texts = names.any(|element| element.starts_with("text"));
            Some(if has_texts {
                Format::Srv2
            } else {
                Format::Srv3
            })
        }
        _ => None,
    }
}

fn not_xml(start: &str) -> ParseCaptionError {
    let lower = start.to_ascii_lowercase();
    if lower.starts_with("<!doctype html") || lower.contains("<html") {
        ParseCaptionError::WebPage
    } else {
        ParseCaptionError::UnknownFormat
    }
}

/// The formats that are plain text are told by the first line with a time.
fn text_format(start: &str) -> Option<Format> {
    if is_signature(start.lines().next()?) || start.starts_with("WEBVTT") {
        return Some(Format::WebVtt);
    }
    start.split(['\n', '\r']).find_map(timed_line)
}

fn timed_line(line: &str) -> Option<Format> {
    let line = line.trim_matches(is_blank);
    let first = clock::read(line)?;
    if let Some(second) = first.rest.strip_prefix(',') {
        return clock::read(second)
            .filter(|second| second.rest.is_empty())
            .map(|_| Format::Sbv);
    }
    let second = first.rest.trim_start().strip_prefix("-->")?;
    let is_webvtt = first.form == clock::Form::Strict && !second.contains(',');
    Some(if is_webvtt {
        Format::WebVtt
    } else {
        Format::Srt
    })
}
