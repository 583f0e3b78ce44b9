//! Detects the format by content.

use super::beginning::beginning;
use super::clock::{self, Form};
use super::encoding::is_blank;
use super::webvtt::is_signature;
use super::{Format, ParseCaptionError, microdvd};

/// The maximum number of characters examined.
const START: usize = 20_000;

/// The format of a file with this text.
pub(super) fn detect(text: &str) -> Result<Format, ParseCaptionError> {
    let text = text.trim_start_matches(is_blank);
    let start = beginning(text, START);
    let found = match start.chars().next() {
        _ if microdvd::is_entry(start.lines().next().unwrap_or_default()) => Some(Format::MicroDvd),
        Some('{') => return json_object(text).ok_or(ParseCaptionError::UnknownJson),
        Some('[') => json_list(&start[1..]),
        Some('<') => return xml(start).ok_or(not_xml(start)),
        _ => None,
    };
    found
        .or_else(|| text_format(start))
        .ok_or(ParseCaptionError::UnknownFormat)
}

/// Detects a list by its objects, or by those of the list that it begins with.
fn json_list(after_bracket: &str) -> Option<Format> {
    let items = after_bracket.trim_start();
    let items = items.strip_prefix('[').map_or(items, str::trim_start);
    items.starts_with(['{', ']']).then_some(Format::List)
}

/// Detects a JSON object by its keys.
fn json_object(text: &str) -> Option<Format> {
    let has_key = |key: &str| {
        text.match_indices(key)
            .any(|(at, _)| text[at + key.len()..].trim_start().starts_with(':'))
    };
    if has_key("\"events\"") || has_key("\"wireMagic\"") {
        Some(Format::Json3)
    } else if has_key("\"word_segments\"") {
        Some(Format::WhisperX)
    } else if has_key("\"startTime\"") && has_key("\"body\"") {
        Some(Format::Podcast)
    } else if [
        "\"segments\"",
        "\"transcription\"",
        "\"chunks\"",
        "\"words\"",
        "\"utterances\"",
    ]
    .into_iter()
    .any(has_key)
    {
        Some(Format::Whisper)
    } else {
        None
    }
}

/// Detects XML by its root element.
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

/// Detects plain text by its first line with a time.
fn text_format(start: &str) -> Option<Format> {
    let mut lines = start
        .split(['\n', '\r'])
        .map(|line| line.trim_matches(is_blank));
    let first = lines.clone().next()?;
    if is_signature(first) {
        return Some(Format::WebVtt);
    }
    let is_numbered = first.bytes().all(|b| b.is_ascii_digit());
    lines.find_map(|line| timed_line(line, is_numbered))
}

/// The format of a file with this first line with a time.
fn timed_line(line: &str, is_numbered: bool) -> Option<Format> {
    let first = clock::read(line)?;
    if let Some(second) = first.rest.strip_prefix(',') {
        let second = clock::read(second.trim_start())?;
        return second.rest.is_empty().then_some(Format::Sbv);
    }
    let second = first.rest.trim_start().strip_prefix("-->")?;
    let has_points = first.form == Form::Strict && !second.contains(',');
    // Only SRT usually numbers its cues, and some programs write it with points, or with the text on the
    // same line.
    let is_webvtt = has_points && !is_numbered && clock::text_beside(line).is_empty();
    Some(if is_webvtt {
        Format::WebVtt
    } else {
        Format::Srt
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(text: &str) -> Option<Format> {
        detect(text).ok()
    }

    #[test]
    fn the_format_is_detected_by_content() {
        for (text, expected) in [
            ("WEBVTT", Format::WebVtt),
            ("\u{FEFF}WEBVTT - title\n", Format::WebVtt),
            ("00:01.000 --> 00:02.000\nx", Format::WebVtt),
            ("1\n00:00:01.000 --> 00:00:02.000\nx", Format::Srt),
            ("00:00:01,000 --> 00:00:02,000\nx", Format::Srt),
            ("0:00:01.000,0:00:02.000\nx", Format::Sbv),
            ("\n{ \"wireMagic\" : \"pb3\" }", Format::Json3),
            ("{\"text\":\"\",\"segments\":[]}", Format::Whisper),
            ("{\"segments\":[],\"word_segments\":[]}", Format::WhisperX),
            ("{\"words\":[]}", Format::Whisper),
            (
                "{\"segments\":[{\"startTime\":0,\"body\":\"\"}]}",
                Format::Podcast,
            ),
            ("[]", Format::List),
            ("{1}{1}25\n{100}{200}Flocks", Format::MicroDvd),
            ("[ [ {\"text\":\"\"}]]", Format::List),
            ("<?xml version='1.0'?><transcript/>", Format::Srv1),
            ("<timedtext><text t='1'/>", Format::Srv2),
            ("<timedtext format='3'><p t='1'/>", Format::Srv3),
            ("<!-- c --><x:tt xmlns:x='u'>", Format::Ttml),
        ] {
            assert_eq!(format(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn other_files_are_refused() {
        let texts = [
            "Dear reader,",
            "[1,2]",
            "[[\"a\",0,1]]",
            "<svg/>",
            "1\n2\n",
            "<",
            "WEBVTTish",
        ];
        for text in texts {
            assert!(
                matches!(detect(text), Err(ParseCaptionError::UnknownFormat)),
                "{text}"
            );
        }
        assert!(matches!(
            detect("{\"id\":1}"),
            Err(ParseCaptionError::UnknownJson)
        ));
        let page = "<!DOCTYPE html><html><title>Before you continue</title>";
        assert!(matches!(detect(page), Err(ParseCaptionError::WebPage)));
    }
}
