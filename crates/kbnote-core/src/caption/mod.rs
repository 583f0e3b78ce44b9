//! Caption formats, in and out.
//!
//! [`parse`] takes the bytes of a caption file as they came, finds out by their content which of
//! the [`Format`]s they are in and which encoding, and gives [`Captions`]: the cues in order of
//! their start, and a [`Problem`] for each thing in the file that could not be read. A broken cue
//! never stops the rest.
//!
//! Automatic captions roll over the screen: formats made for display show each row twice or more,
//! and for longer than it is spoken. They come out de-rolled: each word once, at its own time,
//! and each cue ends where its speech ends, at the latest where the next cue begins.
//!
//! Voices of WebVTT (`<v Ann>`) become the speakers of cues; a cue in which several speak becomes one
//! for each, at the same time. Marks such as `[Music]`, `(laughs)`, `>>` or `- ` before a change of speaker are part of the
//! text and stay in it. Cues without any text are left out.
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

mod clock;
mod detect;
mod draft;
mod encoding;
mod entity;
mod error;
mod format;
mod json;
mod json3;
mod line;
mod list;
mod markup;
mod plain_text;
mod problem;
mod rolling;
mod sbv;
mod srt;
mod srv;
#[cfg(test)]
mod testing;
mod time_line;
mod ttml;
mod voice;
mod webvtt;
mod whisper;
mod write;
mod xml;

use std::borrow::Cow;

use crate::{Cue, LanguageTag, TrackKind};

pub use error::ParseCaptionError;
pub use format::Format;
pub use problem::{Problem, ProblemKind};
pub use write::{to_json, to_srt, to_webvtt};

/// What a caption file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captions {
    /// The format it is in.
    pub format: Format,
    /// The language of its text, where the file tells.
    pub language: Option<LanguageTag>,
    /// Written by a person or by a machine, where the file tells.
    pub kind: Option<TrackKind>,
    /// Its cues, in order of their start; those that start together in the order of the file.
    pub cues: Vec<Cue>,
    /// What could not be read, or only with doubt.
    pub problems: Vec<Problem>,
    /// The name of the encoding that the letters of the file fit best, where nothing in it tells
    /// which it is: a guess, which may be wrong.
    pub guessed_encoding: Option<&'static str>,
}

/// Reads a caption file, in whatever [`Format`] and encoding it is.
///
/// The text may be UTF-8 with or without a byte order mark, UTF-16, what its XML declaration
/// names, or else in the encoding of a time before Unicode that its letters fit best, such as
/// Windows-1252 or Shift_JIS; lines may end in LF, CRLF or CR.
///
/// # Errors
///
/// If the bytes are empty, no text, no caption file, or broken before the first cue. A format
/// that is known but has no cues is no error.
pub fn parse(bytes: &[u8]) -> Result<Captions, ParseCaptionError> {
    let decoded = encoding::decode(bytes)?;
    let text = line::with_single_returns(decoded.text);
    let is_json = json::is_json(&text);
    let is_lines = !is_json && !text.trim_start_matches(encoding::is_blank).starts_with('<');
    let single = is_lines.then(|| line::single_spaced(&text)).flatten();
    let is_double = single.is_some();
    let text = single.map_or(text, Cow::Owned);
    let text = if is_lines {
        time_line::repaired(&text)
    } else if is_json {
        json::without_odd_numbers(&text)
    } else {
        Cow::Borrowed(text.as_ref())
    };
    let mut captions = parse_text(&text)?;
    captions.problems.extend(decoded.problem);
    if is_double {
        for problem in &mut captions.problems {
            problem.line = problem.line * 2 - 1;
        }
    }
    captions.problems.sort_by_key(|problem| problem.line);
    captions.guessed_encoding = decoded.guessed;
    Ok(captions)
}

fn parse_text(text: &str) -> Result<Captions, ParseCaptionError> {
    let format = detect::detect(text)?;
    match format {
        Format::Json3 => json3::parse(text),
        Format::Srv1 | Format::Srv2 | Format::Srv3 => Ok(srv::parse(text, format)),
        Format::WebVtt => Ok(webvtt::parse(text)),
        Format::Srt => Ok(srt::parse(text)),
        Format::Sbv => Ok(sbv::parse(text)),
        Format::Ttml => Ok(ttml::parse(text)),
        Format::Whisper | Format::WhisperX | Format::Podcast => whisper::parse(text, format),
        Format::List => list::parse(text),
    }
}

/// The beginning of a text: at most so many bytes, and whole characters.
fn beginning(text: &str, most_bytes: usize) -> &str {
    let cuts = (0..=most_bytes.min(text.len())).rev();
    let mut whole = cuts.filter_map(|end| text.get(..end));
    whole.next().unwrap_or_default()
}
