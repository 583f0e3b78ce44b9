//! JSON as Whisper, `WhisperX` and the programs around them write it.
//!
//! All have a list of segments: `segments` with `start` and `end` in seconds, in some programs
//! `chunks` with `timestamp: [start, end]`, or `transcription` with `offsets: {from, to}` in
//! milliseconds or `timestamps: {from, to}` as text. The transcripts of podcasts have `startTime`,
//! `endTime`, `body` and `speaker`. Where a segment has `words`, they are found again in its text;
//! where there are only words, they are put together to cues.

use serde::Deserialize;
use serde_json::Value;

use super::draft::{Draft, Reading};
use super::json::{self, Entry, Time};
use super::plain_text::{PlainText, is_unspaced};
use super::{Captions, Format, ParseCaptionError, Problem, ProblemKind, beginning, entity};
use crate::{LanguageTag, Timestamp, TrackKind, is_closing_mark, is_sentence_stop, time};

#[derive(Deserialize)]
#[serde(expecting = "an object with `start` and `text`")]
struct Segment {
    start: Option<Time>,
    end: Option<Time>,
    timestamp: Option<(Option<Time>, Option<Time>)>,
    timestamps: Option<FromTo>,
    offsets: Option<Offsets>,
    text: Option<String>,
    #[serde(default)]
    words: Option<Vec<SpokenWord>>,
    speaker: Option<Value>,
    // As podcasts have it.
    body: Option<String>,
    #[serde(rename = "startTime")]
    start_time: Option<Time>,
    #[serde(rename = "endTime")]
    end_time: Option<Time>,
}

#[derive(Deserialize)]
struct FromTo {
    from: Option<Time>,
    to: Option<Time>,
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
    start: Option<Time>,
    end: Option<Time>,
}

pub(super) fn parse(text: &str, format: Format) -> Result<Captions, ParseCaptionError> {
    let mut reading = Reading::default();
    let keys = ["segments", "transcription", "chunks"];
    let document = match json::read(text, &keys, format, &mut reading) {
        Err(ParseCaptionError::UnknownFormat) => return words_alone(text, format),
        document => document?,
    };
    for entry in &document.entries {
        if let Some(segment) = entry.read::<Segment>(&mut reading) {
            keep(entry, &segment, &mut reading);
        }
    }
    reading.language = document.language.and_then(LanguageTag::named);
    reading.kind = (format != Format::Podcast).then_some(TrackKind::Automatic);
    json::name_missing_keys(&document, &mut reading);
    Ok(reading.finish(format))
}

/// Reads a document that has words and no segments: a cue for each sentence, pause or handful.
fn words_alone(text: &str, format: Format) -> Result<Captions, ParseCaptionError> {
    let mut reading = Reading::default();
    let document = json::read(text, &["words", "word_segments"], format, &mut reading)?;
    let mut run: Vec<SpokenWord> = Vec::new();
    for entry in &document.entries {
        let Some(word) = entry.read::<SpokenWord>(&mut reading) else {
            continue;
        };
        if run.last().is_some_and(|last| last.ends_cue(&word)) || run.len() >= MOST_WORDS {
            keep_run(&mut run, &mut reading);
        }
        run.push(word);
    }
    keep_run(&mut run, &mut reading);
    reading.language = document.language.and_then(LanguageTag::named);
    reading.kind = Some(TrackKind::Automatic);
    json::name_missing_keys(&document, &mut reading);
    Ok(reading.finish(format))
}

/// How many words a cue has at most where the file has words only.
const MOST_WORDS: usize = 12;

/// The pause behind which a cue begins where the file has words only, in milliseconds.
const PAUSE: u64 = 1_000;

impl SpokenWord {
    fn ends_cue(&self, next: &Self) -> bool {
        let times = json::known(self.end.as_ref()).zip(json::known(next.start.as_ref()));
        let pause = times.map_or(0, |(end, next)| {
            next.as_millis().saturating_sub(end.as_millis())
        });
        let said = self.word.trim_end_matches(is_closing_mark);
        pause >= PAUSE || said.ends_with(is_sentence_stop)
    }
}

fn keep_run(run: &mut Vec<SpokenWord>, reading: &mut Reading) {
    let words = std::mem::take(run);
    let Some(start) = words
        .iter()
        .find_map(|word| json::known(word.start.as_ref()))
    else {
        return;
    };
    let mut text = timed_text(glued(&words).as_deref(), &words);
    text.mark_start(start);
    let ends = words.iter().rev();
    reading.keep(Draft {
        start,
        end: ends
            .filter_map(|word| json::known(word.end.as_ref()))
            .next(),
        text,
        ..Draft::default()
    });
}

/// The text of words that bring their blanks along, or need none.
fn glued(words: &[SpokenWord]) -> Option<String> {
    let brings_blank = |word: &SpokenWord| word.word.starts_with(' ');
    let needs_none = |word: &SpokenWord| word.word.chars().all(is_unspaced);
    let is_glued = words.iter().skip(1).any(brings_blank) || words.iter().any(needs_none);
    is_glued.then(|| words.iter().map(|word| word.word.as_str()).collect())
}

impl Segment {
    /// When it begins; what stands in its place if that is no time.
    fn start(&self) -> Option<Result<Timestamp, String>> {
        if let Some(offsets) = &self.offsets {
            return Some(Time::Seconds(offsets.from / 1000.0).read());
        }
        let pair = self
            .timestamp
            .as_ref()
            .and_then(|(start, _)| start.as_ref());
        let from = self
            .timestamps
            .as_ref()
            .and_then(|times| times.from.as_ref());
        let first = self.start.as_ref().or(self.start_time.as_ref());
        first.or(pair).or(from).map(Time::read)
    }

    fn end(&self) -> Option<Timestamp> {
        if let Some(offsets) = &self.offsets {
            return time::from_seconds(offsets.to / 1000.0);
        }
        let pair = self.timestamp.as_ref().and_then(|(_, end)| end.as_ref());
        let to = self.timestamps.as_ref().and_then(|times| times.to.as_ref());
        let last = self.end.as_ref().or(self.end_time.as_ref());
        json::known(last.or(pair).or(to))
    }
}

fn keep(entry: &Entry<'_>, segment: &Segment, reading: &mut Reading) {
    let words = segment.words.as_deref().unwrap_or_default();
    let said = segment.text.as_deref().or(segment.body.as_deref());
    let said = said.map(entity::unescape_deep);
    let mut text = timed_text(said.as_deref(), words);
    let start = match segment.start() {
        Some(Ok(start)) => start,
        _ if text.is_empty() => return,
        Some(Err(found)) => return reading.problem(Problem::bad_time(entry.line, &found)),
        None => return reading.problem(Problem::no_time(entry.line, text.as_str())),
    };
    if !text.words().is_empty() {
        text.mark_start(start);
    }
    let end = checked_end(entry.line, start, segment.end(), reading);
    reading.keep(Draft {
        start,
        end,
        text,
        speaker: json::speaker(segment.speaker.as_ref()),
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
        let word = entity::unescape_deep(spoken.word.trim());
        let word = word.as_str();
        let near = beginning(rest, SEARCH_BYTES);
        match near.find(word).filter(|_| !word.is_empty()) {
            Some(at) => {
                plain.push_str(&rest[..at]);
                rest = &rest[at + word.len()..];
            }
            None if text.is_none() => plain.push(' '),
            None => continue,
        }
        if let Some(start) = json::known(spoken.start.as_ref()) {
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
        let podcast = r#"{"version":"1.0.0","segments":[{"speaker":"Ann","startTime":0.5,"endTime":1.75,
            "body":"one"},{"speaker":"Bo","startTime":1.75,"body":"two"}]}"#;
        let captions = parse(podcast.as_bytes()).unwrap();
        assert_eq!((captions.format, captions.kind), (Format::Podcast, None));
        assert_eq!(
            shown(&captions),
            [(500, 1_750, "one"), (1_750, 6_750, "two")]
        );
        let speakers: Vec<_> = captions.cues.iter().map(crate::Cue::speaker).collect();
        assert_eq!(speakers, [Some("Ann"), Some("Bo")]);
        for time in [
            r#""start":"1.5","end":"2.0""#,
            r#""start":"1.5s","end":"2s""#,
            r#""start":"00:00:01.500","end":"00:00:02,000""#,
            r#""timestamp":["1.5","2"]"#,
            r#""timestamps":{"from":"00:00:01,500","to":"00:00:02,000"}"#,
            r#""startTime":1.5,"endTime":2"#,
        ] {
            let text =
                format!("{{\"segments\":[{{{time},\"text\":\" one\",\"avg_logprob\":NaN}}]}}");
            assert_eq!(
                shown(&parse(text.as_bytes()).unwrap()),
                [(1_500, 2_000, "one")],
                "{time}"
            );
        }
        let wordy =
            r#"{"segments":[{"start":1,"end":2,"words":[{"word":"a","start":1},{"word":"b"}]}]}"#;
        assert_eq!(
            shown(&read(wordy, Format::Whisper)),
            [(1_000, 2_000, "a b")]
        );
    }

    #[test]
    fn words_without_segments_are_put_together() {
        let text = r#"{"task":"transcribe","words":[{"word":"Flocks","start":0.0,"end":0.4},
            {"word":"come.","start":0.5,"end":1.0},{"word":"Two","start":1.1,"end":1.3},
            {"word":"people","start":3.0,"end":3.5,"score":NaN}]}"#;
        let captions = read(text, Format::Whisper);
        let expected = [
            (0, 1_000, "Flocks come."),
            (1_100, 1_300, "Two"),
            (3_000, 3_500, "people"),
        ];
        assert_eq!(shown(&captions), expected);
        assert_eq!(captions.cues[0].words().len(), 2);
        let pieces = r#"{"words":[{"word":" Flo","start":0},{"word":"cks","start":0.1},{"word":" go","start":1}]}"#;
        assert_eq!(shown(&read(pieces, Format::Whisper))[0].2, "Flocks go");
    }

    #[test]
    fn the_keys_that_are_missing_are_named() {
        let text = r#"{"segments":[{"from":1,"utterance":"one"}]}"#;
        let captions = read(text, Format::Whisper);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"line 1: entry 0 cannot be read and is left out: `text` with `start` is missing; its keys are `from`, `utterance`");
    }
}
