//! Writes tracks as caption files.
//!
//! Reading a file written here gives the same cues again, to the millisecond, provided their
//! texts are as [`Cue`] describes them and not empty.

use std::fmt::Write as _;

use serde::Serialize;

use super::clock::FormattedTime;
use super::entity;
use crate::{Cue, LanguageTag, Timestamp, Track};

/// Writes a track as WebVTT, with time tags for words and voice tags for speakers.
///
/// ```
/// # use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackKind, caption};
/// let span = TimeSpan::new(Timestamp::from_millis(1_500), Timestamp::from_secs(4));
/// let cues = vec![Cue::new(span, "A > B")];
/// let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues);
/// let file = caption::to_webvtt(&track);
/// assert!(file.ends_with("\n00:00:01.500 --> 00:00:04.000\nA &gt; B\n"));
/// ```
#[must_use]
pub fn to_webvtt(track: &Track) -> String {
    let mut out = String::from("WEBVTT\nKind: captions\n");
    if track.language != LanguageTag::undetermined() {
        let _ = writeln!(out, "Language: {}", track.language);
    }
    for cue in spoken(track) {
        let (start, end) = (
            FormattedTime(cue.start(), '.'),
            FormattedTime(cue.end(), '.'),
        );
        let _ = writeln!(out, "\n{start} --> {end}");
        if let Some(speaker) = cue.speaker() {
            push_voice(&mut out, speaker);
        }
        push_webvtt_text(&mut out, cue);
        out.push('\n');
    }
    out
}

/// Writes a track as SRT, without word times.
#[must_use]
pub fn to_srt(track: &Track) -> String {
    let mut out = String::new();
    for (number, cue) in (1..).zip(spoken(track)) {
        let (start, end) = (
            FormattedTime(cue.start(), ','),
            FormattedTime(cue.end(), ','),
        );
        let _ = writeln!(out, "{number}\n{start} --> {end}");
        push_srt_text(&mut out, cue.text());
        out.push_str("\n\n");
    }
    out
}

/// Writes a track as a JSON list of `{text, start, duration}`, one cue per line.
///
/// Times are in seconds. Words with times are in `words`, as `{word, start}`.
#[must_use]
pub fn to_json(track: &Track) -> String {
    let items = spoken(track).map(|cue| {
        let item = Item::from(cue);
        // Cannot fail: there are no maps.
        serde_json::to_string(&item).unwrap_or_default()
    });
    let items: Vec<_> = items.collect();
    format!("[\n{}\n]\n", items.join(",\n"))
}

/// The cues with text.
fn spoken(track: &Track) -> impl Iterator<Item = &Cue> {
    track
        .cues
        .iter()
        .filter(|cue| !cue.text().trim().is_empty())
}

fn push_webvtt_text(out: &mut String, cue: &Cue) {
    let mut words = cue.words().iter().peekable();
    for (offset, c) in cue.text().char_indices() {
        if let Some(word) = words.next_if(|word| word.offset == offset) {
            // The first of several timed words begins with the cue unless a tag differs; a single word
            // needs its tag to have a time at all.
            if offset > 0 || word.start != cue.start() || cue.words().len() == 1 {
                let _ = write!(out, "<{}>", FormattedTime(word.start, '.'));
            }
        }
        match c {
            '&' => out.push_str(entity::ampersand(&cue.text()[offset..])),
            c => push_escaped(out, c),
        }
    }
}

fn push_voice(out: &mut String, speaker: &str) {
    out.push_str("<v ");
    // Two hyphens before the end of the tag would be the arrow of a time line.
    let name = speaker.trim_end_matches('-');
    name.chars().for_each(|c| push_escaped(out, c));
    out.push_str(&"&#45;".repeat(speaker.len() - name.len()));
    out.push('>');
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c => push_on_line(out, c),
    }
}

/// SRT has no escapes, so only characters that look like markup become references.
fn push_srt_text(out: &mut String, text: &str) {
    for (offset, c) in text.char_indices() {
        let rest = &text[offset..];
        match c {
            '&' if entity::resolve(rest).is_some() => out.push_str(entity::ampersand(rest)),
            '\\' if rest[1..].starts_with(['h', 'N', 'n']) => out.push_str("&#92;"),
            '<' if rest[1..].starts_with(|c: char| c == '/' || c.is_ascii_alphabetic()) => {
                out.push_str("&lt;");
            }
            '{' if rest[1..].starts_with('\\') => out.push_str("&#123;"),
            '>' if text[..offset].ends_with("--") => out.push_str("&gt;"),
            c => push_on_line(out, c),
        }
    }
}

/// Writes the text of a cue on one line.
fn push_on_line(out: &mut String, c: char) {
    out.push(if c.is_whitespace() { ' ' } else { c });
}

#[derive(Serialize)]
struct Item {
    text: String,
    start: f64,
    duration: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<SpokenWord>,
}

#[derive(Serialize)]
struct SpokenWord {
    word: String,
    start: f64,
}

impl From<&Cue> for Item {
    fn from(cue: &Cue) -> Self {
        let word = |(word, start): (&str, Timestamp)| SpokenWord {
            word: with_references(word.trim_end()),
            start: seconds(start.as_millis()),
        };
        Self {
            text: with_references(cue.text()),
            start: seconds(cue.start().as_millis()),
            duration: seconds(cue.span().duration_millis()),
            words: cue.timed_words().map(word).collect(),
        }
    }
}

/// Escapes text that looks like a reference, since readers resolve them.
fn with_references(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (offset, c) in text.char_indices() {
        match c {
            '&' if entity::resolve(&text[offset..]).is_some() => out.push_str("&amp;amp;"),
            c => out.push(c),
        }
    }
    out
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of a video are far below 2^53"
)]
fn seconds(millis: u64) -> f64 {
    millis as f64 / 1000.0
}
