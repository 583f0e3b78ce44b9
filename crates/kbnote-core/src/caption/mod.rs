//! Caption formats, in and out.
//!
//! [`parse`] detects the [`Format`] and the encoding of a caption file by its content, and returns
//! [`Captions`]: the cues in order of their start, and a [`Problem`] for each part that could not be
//! read. A broken cue never affects the rest.
//!
//! Automatic captions roll over the screen: display formats show each row twice or more, and longer than
//! it is spoken. They are de-rolled: each word occurs once, at its own time, and each cue ends with its
//! speech, at the latest at the start of the next cue.
//!
//! WebVTT voices (`<v Ann>`), names before the text (`Ann Lee: Hello`, where the whole file shows that
//! they are names), agents in TTML and the speakers in JSON become the speakers of cues, and are not part
//! of the text. A cue with several becomes one cue per speaker, at the same time unless the words have
//! times. Marks such as `[Music]`, `(laughs)`, `>>` or `- ` before a change of speaker are part of the
//! text. Cues without text are skipped.
//!
//! ```
//! use kbnote_core::caption::{self, Format};
//!
//! let file = b"1\n00:00:01,500 --> 00:00:04,000\nFlocks are <i>counted</i>\nat dusk.\n";
//! let captions = caption::parse(file)?;
//! assert_eq!(captions.format, Format::Srt);
//! assert_eq!(captions.cues[0].text(), "Flocks are counted at dusk.");
//! assert!(captions.problems.is_empty());
//! # Ok::<(), caption::ParseCaptionError>(())
//! ```

mod beginning;
mod builder;
mod captions;
mod characters;
mod clock;
mod cue_number;
mod data;
mod detect;
mod encoding;
mod entity;
mod error;
mod format;
mod json;
mod json3;
mod line;
mod list;
mod markup;
mod microdvd;
mod millis;
mod plain_text;
mod problem;
mod rolling;
mod sbv;
mod speaker_names;
mod speakers;
mod srt;
mod srv;
#[cfg(test)]
mod testing;
mod time_line;
mod timestamp_map;
mod ttml;
mod voice;
mod webvtt;
mod whisper;
mod write;
mod xml;

use std::borrow::Cow;

use crate::{Chapter, ChapterSource, LanguageTag};

pub use captions::Captions;
pub use error::ParseCaptionError;
pub use format::Format;
pub(crate) use json::without_odd_numbers;
pub use problem::{Problem, ProblemKind};
pub use write::{to_json, to_srt, to_webvtt};

/// Reads a caption file in any [`Format`] and encoding.
///
/// The text may be UTF-8 with or without a byte order mark, UTF-16, the encoding named in its XML
/// declaration, or else the best fitting legacy encoding, such as Windows-1252 or Shift_JIS; lines may
/// end in LF, CRLF or CR.
///
/// # Errors
///
/// If the bytes are empty, not text, not a caption file, or broken before the first cue. A known format
/// without cues is not an error.
pub fn parse(bytes: &[u8]) -> Result<Captions, ParseCaptionError> {
    parse_in(bytes, None)
}

/// As [`parse`], for a file in this language: legacy encodings differ by language.
///
/// # Errors
///
/// The same.
pub fn parse_in(
    bytes: &[u8],
    language: Option<&LanguageTag>,
) -> Result<Captions, ParseCaptionError> {
    let decoded = encoding::decode(bytes, language)?;
    let Lines { text, are_double } = usual_lines(decoded.text);
    let mut captions = parse_text(&text)?;
    speakers::without_too_many(&mut captions);
    captions.problems.extend(decoded.problem);
    if are_double {
        for problem in &mut captions.problems {
            problem.line = problem.line * 2 - 1;
        }
    }
    captions.problems.sort_by_key(|problem| problem.line);
    captions.guessed_encoding = decoded.guessed;
    Ok(captions)
}

/// The chapters in a WebVTT chapter file; empty for any other file.
///
/// ```
/// # use kbnote_core::caption;
/// let file = b"WEBVTT\nKind: chapters\n\n00:00.000 --> 05:00.000\nAt dusk\n";
/// assert_eq!(caption::chapters(file)[0].title, "At dusk");
/// ```
#[must_use]
pub fn chapters(bytes: &[u8]) -> Vec<Chapter> {
    let Ok(decoded) = encoding::decode(bytes, None) else {
        return Vec::new();
    };
    let text = usual_lines(decoded.text).text;
    if webvtt::other_kind(&text) != Some(webvtt::CHAPTERS) {
        return Vec::new();
    }
    as_chapters(&webvtt::parse(&text))
}

/// The cues of a chapter file that does not say so itself, as chapters.
#[must_use]
pub fn as_chapters(captions: &Captions) -> Vec<Chapter> {
    let cues = captions.cues.iter();
    cues.map(|cue| Chapter {
        start: cue.start(),
        title: cue.text().to_owned(),
        source: ChapterSource::Author,
    })
    .collect()
}

/// A text normalized for the readers.
struct Lines<'a> {
    text: Cow<'a, str>,
    /// Whether each line end was doubled.
    are_double: bool,
}

/// Normalizes line ends, times and numbers.
fn usual_lines(text: Cow<'_, str>) -> Lines<'_> {
    let text = line::with_single_returns(text);
    let mut are_double = false;
    let text = if json::is_json(&text) {
        changed(text, json::without_odd_numbers)
    } else if text.trim_start_matches(encoding::is_blank).starts_with('<') {
        text
    } else {
        let single = line::single_spaced(&text);
        are_double = single.is_some();
        changed(single.map_or(text, Cow::Owned), time_line::repair)
    };
    Lines { text, are_double }
}

/// A text after a change, without a copy if nothing changes.
fn changed<'a>(text: Cow<'a, str>, change: fn(&str) -> Cow<'_, str>) -> Cow<'a, str> {
    match change(&text) {
        Cow::Owned(changed) => Cow::Owned(changed),
        Cow::Borrowed(_) => text,
    }
}

fn parse_text(text: &str) -> Result<Captions, ParseCaptionError> {
    let format = detect::detect(text)?;
    let captions = parse_as(format, text)?;
    match data::kind(&captions.cues) {
        Some(kind) => Err(ParseCaptionError::NotCaptions { format, kind }),
        None => Ok(captions),
    }
}

fn parse_as(format: Format, text: &str) -> Result<Captions, ParseCaptionError> {
    match format {
        Format::Json3 => json3::parse(text),
        Format::Srv1 | Format::Srv2 | Format::Srv3 => Ok(srv::parse(text, format)),
        Format::WebVtt => match webvtt::other_kind(text) {
            Some(kind) => Err(ParseCaptionError::NotCaptions { format, kind }),
            None => Ok(webvtt::parse(&timestamp_map::on_one_clock(text))),
        },
        Format::Srt => Ok(srt::parse(text)),
        Format::Sbv => Ok(sbv::parse(text)),
        Format::MicroDvd => microdvd::parse(text),
        Format::Ttml => Ok(ttml::parse(text)),
        Format::Whisper | Format::WhisperX | Format::Podcast => whisper::parse(text, format),
        Format::List => list::parse(text),
    }
}
