//! JSON as Whisper, `WhisperX` and the programs around them write it.
//!
//! All have a list of segments: `segments` with `start` and `end` in seconds, in some programs
//! `chunks` with `timestamp: [start, end]`, or `transcription` with `offsets: {from, to}` in
//! milliseconds. Where a segment has `words`, they are found again in its text.

use serde::Deserialize;

use super::draft::{Draft, Reading};
use super::json::{self, Entry};
use super::plain_text::PlainText;
use super::{Captions, Format, ParseCaptionError, Problem, ProblemKind, beginning};
use crate::{Timestamp, TrackKind, time};

#[derive(Deserialize)]
#[serde(expecting = "an object with `start` and `text`")]
struct Segment {
    start: Option<f64>,
    end: Option<f64>,
    timestamp: Option<(Option<f64>, Option<f64>)>,
    offsets: Option<Offsets>,
    text: Option<String>,
    #[serde(default)]
    words: Option<Vec<SpokenWord>>,
}

#[derive(Deserialize)]
struct Offsets {
    from: f64,
    to: f64,
}

/// A word and when it is spoken; programs leave the time out where they did not find it.
#[derive(Deserialize)]
pub(super) struct SpokenWord {
    #[serde(alias = "text", default)]
    word: String,
    start: Option<f64>,
}

pub(super) fn parse(text: &str, format: Format) -> Result<Captions, ParseCaptionError> {
    let mut reading = Reading::default();
    let keys = ["segments", "transcription", "chunks"];
    let document = json::read(text, &keys, format, &mut reading)?;
    for entry in &document.entries {
        if let Some(segment) = entry.read::<Segment>(&mut reading) {
            keep(entry, &segment, &mut reading);
        }
    }
    reading.language = document.language.and_then(|language| language.parse().ok());
    reading.kind = Some(TrackKind::Automatic);
    Ok(reading.finish(format))
}

impl Segment {
    /// When it begins and ends, in seconds.
    fn times(&self) -> (Option<f64>, Option<f64>) {
        if let Some(offsets) = &self.offsets {
            return (Some(offsets.from / 1000.0), Some(offsets.to / 1000.0));
        }
        let (start, end) = self.timestamp.unwrap_or_default();
        (self.start.or(start), self.end.or(end))
    }
}

fn keep(entry: &Entry<'_>, segment: &Segment, reading: &mut Reading) {
    let words = segment.words.as_deref().unwrap_or_default();
    let (given, end) = segment.times();
    let mut text = timed_text(segment.text.as_deref(), words);
    let Some(given) = given else {
        if !text.is_empty() {
            reading.problem(Problem::no_time(entry.line, text.as_str()));
        }
        return;
    };
    let Some(start) = time::from_seconds(given) else {
        reading.problem(Problem::bad_time(entry.line, &given.to_string()));
        return;
    };
    if !text.words().is_empty() {
        text.mark_start(start);
    }
    let end = checked_end(entry.line, start, end.and_then(time::from_seconds), reading);
    reading.keep(Draft {
        start,
        end,
        text,
        ..Draft::default()
    });
}

/// An end that does not lie before the start.
pub(super) fn checked_end(
    line: usize,
    start: Timestamp,
    end: Option<Timestamp>,
    reading: &mut Reading,
) -> Option<Timestamp> {
    if end.is_some_and(|end| end < start) {
        reading.problem(Problem::new(line, ProblemKind::EndBeforeStart));
    }
    end.map(|end| end.max(start))
}

/// How far behind the word before a word is looked for.
const SEARCH_BYTES: usize = 200;

/// The text of a segment with the times of its words; without a text, the words are the text.
pub(super) fn timed_text(text: Option<&str>, words: &[SpokenWord]) -> PlainText {
    let mut plain = PlainText::default();
    let mut rest = text.unwrap_or_default();
    for spoken in words {
        let word = spoken.word.trim();
        let near = beginning(rest, SEARCH_BYTES);
        match near.find(word).filter(|_| !word.is_empty()) {
            Some(at) => {
                plain.push_str(&rest[..at]);
                rest = &rest[at + word.len()..];
            }
            None if text.is_none() => plain.push(' '),
            None => continue,
        }
        if let Some(start) = spoken.start.and_then(time::from_seconds) {
            plain.mark(start);
        }
        plain.push_str(word);
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use crate::caption::testing::shown;
    use crate::caption::{Captions, Format, parse};
    use crate::{Timestamp, TrackKind};

    fn read(text: &str, format: Format) -> Captions {
        let captions = parse(text.as_bytes()).unwrap();
        assert_eq!(
            (captions.format, captions.kind),
            (format, Some(TrackKind::Automatic))
        );
        captions
    }

    #[test]
    fn whisper_segments_are_cues() {
        let text = r#"{"text":" Flocks are counted.","segments":[{"id":0,"seek":0,"start":0.0,
            "end":2.98,"text":" Flocks are counted.","tokens":[50364],"avg_logprob":-0.2},
            {"id":1,"start":2.98,"end":null,"text":" At dusk."}],"language":"en"}"#;
        let captions = read(text, Format::Whisper);
        assert_eq!(
            shown(&captions),
            [
                (0, 2_980, "Flocks are counted."),
                (2_980, 7_980, "At dusk.")
            ]
        );
        assert_eq!(captions.language, "en".parse().ok());
    }

    #[test]
    fn whisperx_words_are_found_in_the_text() {
        let text = r#"{"segments":[{"start":0.1,"end":2.5,"text":" In 1984, 9 flocks.","words":[
            {"word":"In","start":0.1,"end":0.3,"score":0.9},{"word":"1984,"},
            {"word":"nine","start":1.0},{"word":"flocks.","start":1.5,"end":2.5}]}],
            "word_segments":[]}"#;
        let captions = read(text, Format::WhisperX);
        let words: Vec<_> = captions.cues[0].timed_words().collect();
        let at = Timestamp::from_millis;
        assert_eq!(words, [("In 1984, 9 ", at(100)), ("flocks.", at(1_500))]);
    }

    #[test]
    fn the_other_lists_are_read() {
        let chunks = r#"{"text":"","chunks":[{"timestamp":[1.5,null],"text":" one"}]}"#;
        assert_eq!(
            shown(&read(chunks, Format::Whisper)),
            [(1_500, 6_500, "one")]
        );
        let offsets = r#"{"transcription":[{"timestamps":{"from":"00:00:01,500","to":"00:00:02,000"},
            "offsets":{"from":1500,"to":2000},"text":" one"}]}"#;
        assert_eq!(
            shown(&read(offsets, Format::Whisper)),
            [(1_500, 2_000, "one")]
        );
        let wordy =
            r#"{"segments":[{"start":1,"end":2,"words":[{"word":"a","start":1},{"word":"b"}]}]}"#;
        assert_eq!(
            shown(&read(wordy, Format::Whisper)),
            [(1_000, 2_000, "a b")]
        );
    }
}
