//! JSON as written by Whisper, `WhisperX` and related programs.
//!
//! All have a list of segments: `segments` with `start` and `end` in seconds, in some programs
//! `chunks` with `timestamp: [start, end]`, or `transcription` with `offsets: {from, to}` in
//! milliseconds or `timestamps: {from, to}` as text. Podcast transcripts have `startTime`, `endTime`,
//! `body` and `speaker`, Deepgram and similar services `utterances` with `transcript` and `speaker`. The
//! `words` of a segment are matched with its text; words without segments are grouped into cues. A segment
//! whose words have several speakers becomes a cue for each of them.

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::beginning::beginning;
use super::builder::{CaptionsBuilder, CueBuilder};
use super::json::{self, Entry, Time};
use super::millis::{self, Timed};
use super::plain_text::{PlainText, is_unspaced};
use super::{Captions, Format, ParseCaptionError, Problem, ProblemKind, entity};
use crate::{LanguageTag, Timestamp, TrackKind, is_closing_mark, is_sentence_stop, time};

#[derive(Deserialize)]
#[serde(expecting = "an object with `start` and `text`")]
struct Segment {
    start: Option<Time>,
    end: Option<Time>,
    timestamp: Option<(Option<Time>, Option<Time>)>,
    timestamps: Option<FromTo>,
    offsets: Option<Offsets>,
    #[serde(alias = "transcript")]
    text: Option<String>,
    #[serde(default)]
    words: Option<Vec<SpokenWord>>,
    speaker: Option<Value>,
    // Podcasts.
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

/// A word and its time; programs omit the time if they did not find it.
#[derive(Deserialize)]
pub(super) struct SpokenWord {
    #[serde(alias = "text", default)]
    word: String,
    /// The word with capitals and marks.
    punctuated_word: Option<String>,
    start: Option<Time>,
    end: Option<Time>,
    speaker: Option<Value>,
}

pub(super) fn parse(text: &str, format: Format) -> Result<Captions, ParseCaptionError> {
    let mut builder = CaptionsBuilder::default();
    let keys = ["segments", "transcription", "chunks"];
    let service = ServiceList::find(text);
    let document = match json::read(text, &keys, format, &mut builder) {
        Err(ParseCaptionError::UnknownFormat) => match service {
            Some(ServiceList::Utterances(list)) => json::read(list, &[], format, &mut builder)?,
            Some(ServiceList::Words(list)) => return words_alone(list, format),
            None => return words_alone(text, format),
        },
        document => document?,
    };
    if document.entries.is_empty()
        && let Ok(captions) = words_alone(text, format)
        && !captions.cues.is_empty()
    {
        return Ok(captions);
    }
    let mut segments = Vec::new();
    for entry in &document.entries {
        segments.extend(
            entry
                .read::<Segment>(&mut builder)
                .map(|segment| (entry, segment)),
        );
    }
    millis::convert(segments.iter_mut().map(|(_, segment)| segment));
    if format == Format::Podcast && are_words(segments.iter().map(|(_, segment)| segment)) {
        let words = segments.into_iter().map(|(_, segment)| segment.into());
        keep_words(words.collect(), &mut builder);
    } else {
        for (entry, segment) in &segments {
            keep(entry, segment, &mut builder);
        }
    }
    builder.language = document.language.and_then(LanguageTag::from_name);
    builder.kind = (format != Format::Podcast).then_some(TrackKind::Automatic);
    json::name_missing_keys(&document, &mut builder);
    Ok(builder.finish(format))
}

/// The lists of Deepgram and similar services: `utterances`, in the document or its `results`, else the
/// words of the first channel.
enum ServiceList<'a> {
    Utterances(&'a str),
    Words(&'a str),
}

#[derive(Deserialize)]
struct ServiceDocument<'a> {
    #[serde(borrow)]
    utterances: Option<&'a RawValue>,
    #[serde(borrow)]
    results: Option<ServiceResults<'a>>,
}

#[derive(Deserialize)]
struct ServiceResults<'a> {
    #[serde(borrow)]
    utterances: Option<&'a RawValue>,
    #[serde(borrow, default)]
    channels: Vec<Channel<'a>>,
}

#[derive(Deserialize)]
struct Channel<'a> {
    #[serde(borrow, default)]
    alternatives: Vec<Alternative<'a>>,
}

#[derive(Deserialize)]
struct Alternative<'a> {
    #[serde(borrow)]
    words: Option<&'a RawValue>,
}

impl<'a> ServiceList<'a> {
    fn find(text: &'a str) -> Option<Self> {
        let document: ServiceDocument<'a> = serde_json::from_str(text).ok()?;
        let results = document.results.as_ref();
        let utterances = document
            .utterances
            .or(results.and_then(|results| results.utterances));
        if let Some(list) = utterances {
            return Some(Self::Utterances(list.get()));
        }
        let channel = results?.channels.first()?;
        let words = channel.alternatives.first()?.words?;
        Some(Self::Words(words.get()))
    }
}

/// Reads a document with words but no segments: cues end at sentences, pauses and a maximum length.
fn words_alone(text: &str, format: Format) -> Result<Captions, ParseCaptionError> {
    let mut builder = CaptionsBuilder::default();
    let document = json::read(text, &["words", "word_segments"], format, &mut builder)?;
    let entries = document.entries.iter();
    let mut words: Vec<SpokenWord> = entries
        .filter_map(|entry| entry.read(&mut builder))
        .collect();
    millis::convert(words.iter_mut());
    keep_words(words, &mut builder);
    builder.language = document.language.and_then(LanguageTag::from_name);
    builder.kind = Some(TrackKind::Automatic);
    json::name_missing_keys(&document, &mut builder);
    Ok(builder.finish(format))
}

/// Keeps words as cues.
fn keep_words(words: Vec<SpokenWord>, builder: &mut CaptionsBuilder) {
    let mut run: Vec<SpokenWord> = Vec::new();
    for word in words {
        if run.last().is_some_and(|last| last.ends_cue(&word)) || run.len() >= MAX_WORDS {
            keep_run(&mut run, builder);
        }
        run.push(word);
    }
    keep_run(&mut run, builder);
}

/// The least number of segments that can be the words of a text.
const FEWEST_WORDS: usize = 12;

/// Whether segments are words, as those of many podcasts: nine in ten have no space inside.
fn are_words<'a>(segments: impl Iterator<Item = &'a Segment>) -> bool {
    let (mut words, mut all) = (0, 0);
    for segment in segments {
        let (_, _, text) = segment.said();
        let is_word = !text
            .trim()
            .contains(|c: char| c.is_whitespace() || is_unspaced(c));
        words += usize::from(is_word);
        all += 1;
    }
    all >= FEWEST_WORDS && words * 10 >= all * 9
}

impl From<Segment> for SpokenWord {
    fn from(segment: Segment) -> Self {
        Self {
            word: segment.text.or(segment.body).unwrap_or_default(),
            punctuated_word: None,
            start: segment.start.or(segment.start_time),
            end: segment.end.or(segment.end_time),
            speaker: segment.speaker,
        }
    }
}

/// The maximum number of words of a cue in a file without segments.
const MAX_WORDS: usize = 12;

/// The pause that ends a cue in a file without segments, in milliseconds.
const PAUSE: u64 = 1_000;

impl SpokenWord {
    fn text(&self) -> &str {
        self.punctuated_word.as_deref().unwrap_or(&self.word)
    }

    fn speaker(&self) -> Option<String> {
        json::speaker(self.speaker.as_ref())
    }

    fn ends_cue(&self, next: &Self) -> bool {
        let times = json::valid_time(self.end.as_ref()).zip(json::valid_time(next.start.as_ref()));
        let pause = times.map_or(0, |(end, next)| {
            next.as_millis().saturating_sub(end.as_millis())
        });
        let said = self.text().trim_end_matches(is_closing_mark);
        pause >= PAUSE || said.ends_with(is_sentence_stop) || self.speaker != next.speaker
    }
}

fn keep_run(run: &mut Vec<SpokenWord>, builder: &mut CaptionsBuilder) {
    let words = std::mem::take(run);
    let Some(start) = words
        .iter()
        .find_map(|word| json::valid_time(word.start.as_ref()))
    else {
        return;
    };
    let mut text = timed_text(glued(&words).as_deref(), &words);
    text.mark_start(start);
    let ends = words.iter().rev();
    builder.keep(CueBuilder {
        start,
        end: ends
            .filter_map(|word| json::valid_time(word.end.as_ref()))
            .next(),
        text,
        speaker: words.first().and_then(SpokenWord::speaker),
    });
}

/// The text of words that include their spaces, or need none.
fn glued(words: &[SpokenWord]) -> Option<String> {
    let brings_blank = |word: &SpokenWord| word.text().starts_with(' ');
    let needs_none = |word: &SpokenWord| word.text().chars().all(is_unspaced);
    let is_glued = words.iter().skip(1).any(brings_blank) || words.iter().any(needs_none);
    is_glued.then(|| words.iter().map(SpokenWord::text).collect())
}

impl Timed for SpokenWord {
    fn said(&self) -> (Option<f64>, Option<f64>, &str) {
        let [start, end] = [&self.start, &self.end].map(|time| time.as_ref()?.number());
        (start, end, self.text())
    }

    fn times(&mut self) -> Vec<&mut Time> {
        self.start.iter_mut().chain(&mut self.end).collect()
    }
}

impl Timed for Segment {
    fn said(&self) -> (Option<f64>, Option<f64>, &str) {
        let (from, to) = match &self.timestamp {
            Some((from, to)) => (from.as_ref(), to.as_ref()),
            None => (None, None),
        };
        let start = self.start.as_ref().or(self.start_time.as_ref()).or(from);
        let end = self.end.as_ref().or(self.end_time.as_ref()).or(to);
        let said = self.text.as_deref().or(self.body.as_deref());
        let [start, end] = [start, end].map(|time| time?.number());
        (start, end, said.unwrap_or_default())
    }

    fn times(&mut self) -> Vec<&mut Time> {
        let words = self.words.iter_mut().flatten().flat_map(Timed::times);
        let (from, to) = match &mut self.timestamp {
            Some((from, to)) => (from.as_mut(), to.as_mut()),
            None => (None, None),
        };
        let bounds = [&mut self.start, &mut self.end];
        let podcast = [&mut self.start_time, &mut self.end_time];
        let of_segment = bounds.into_iter().chain(podcast).flatten();
        of_segment.chain(from).chain(to).chain(words).collect()
    }
}

impl Segment {
    /// Its start, or the invalid text.
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
        json::valid_time(last.or(pair).or(to))
    }
}

fn keep(entry: &Entry<'_>, segment: &Segment, builder: &mut CaptionsBuilder) {
    let words = segment.words.as_deref().unwrap_or_default();
    let said = segment.text.as_deref().or(segment.body.as_deref());
    let said = said.map(entity::unescape_deep);
    let turns = turns(said.as_deref(), words);
    let start = match segment.start() {
        Some(Ok(start)) => start,
        _ if turns.iter().all(|turn| turn.text.is_empty()) => return,
        Some(Err(found)) => return builder.problem(Problem::bad_time(entry.line, &found)),
        None => {
            let text = turns.first().map_or("", |turn| turn.text.as_str());
            return builder.problem(Problem::no_time(entry.line, text));
        }
    };
    let end = checked_end(entry.line, start, segment.end(), builder);
    let speaker = json::speaker(segment.speaker.as_ref());
    let last = turns.len().saturating_sub(1);
    for (number, turn) in turns.into_iter().enumerate() {
        let mut text = turn.text;
        let first_word = text.words().first().map(|word| word.start);
        let start = first_word.filter(|_| number > 0).unwrap_or(start);
        if !text.words().is_empty() {
            text.mark_start(start);
        }
        builder.keep(CueBuilder {
            start,
            end: if number == last {
                end
            } else {
                turn.end.map(|end| end.max(start)).or(end)
            },
            text,
            speaker: turn.speaker.or_else(|| speaker.clone()),
        });
    }
}

/// What one speaker says in a segment.
struct Turn {
    speaker: Option<String>,
    text: PlainText,
    /// The end of its last word.
    end: Option<Timestamp>,
}

/// The turns of a segment by the speakers of its words; a word without one continues the turn.
fn turns(said: Option<&str>, words: &[SpokenWord]) -> Vec<Turn> {
    let mut turns = Vec::new();
    let (mut rest, mut rest_of_words) = (said, words);
    while let Some(next) = change_of_speaker(rest_of_words) {
        let (turn, after) = rest_of_words.split_at(next);
        let text = rest.map(|rest| rest.split_at(start_of_word(rest, turn, &after[0])));
        turns.push(Turn::new(text.map(|(text, _)| text), turn));
        rest = text.map(|(_, after)| after);
        rest_of_words = after;
    }
    turns.push(Turn::new(rest, rest_of_words));
    turns
}

impl Turn {
    fn new(said: Option<&str>, words: &[SpokenWord]) -> Self {
        Self {
            speaker: words.iter().find_map(SpokenWord::speaker),
            text: timed_text(said, words),
            end: words
                .iter()
                .rev()
                .find_map(|word| json::valid_time(word.end.as_ref())),
        }
    }
}

/// The place of the first word by another speaker than the first.
fn change_of_speaker(words: &[SpokenWord]) -> Option<usize> {
    let first = words.iter().find_map(SpokenWord::speaker)?;
    words
        .iter()
        .position(|word| word.speaker().is_some_and(|speaker| speaker != first))
}

/// The offset in a text of the word after some others.
fn start_of_word(text: &str, before: &[SpokenWord], word: &SpokenWord) -> usize {
    let mut at = 0;
    for spoken in before.iter().chain([word]) {
        let near = beginning(&text[at..], SEARCH_BYTES);
        let Some(found) = near.find(spoken.text().trim()) else {
            continue;
        };
        let is_last = std::ptr::eq(spoken, word);
        at += found
            + if is_last {
                0
            } else {
                spoken.text().trim().len()
            };
    }
    at
}

/// An end that is not before the start.
pub(super) fn checked_end(
    line: usize,
    start: Timestamp,
    end: Option<Timestamp>,
    builder: &mut CaptionsBuilder,
) -> Option<Timestamp> {
    if end.is_some_and(|end| end < start) {
        builder.problem(Problem::new(line, ProblemKind::EndBeforeStart));
    }
    end.map(|end| end.max(start))
}

/// The maximum distance of a word from the previous one in the text.
const SEARCH_BYTES: usize = 200;

/// The text of a segment with word times; without a text, the words are the text.
pub(super) fn timed_text(text: Option<&str>, words: &[SpokenWord]) -> PlainText {
    let mut plain = PlainText::default();
    let mut rest = text.unwrap_or_default();
    for spoken in words {
        let word = entity::unescape_deep(spoken.text().trim());
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
        if let Some(start) = json::valid_time(spoken.start.as_ref()) {
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
    fn the_words_of_a_podcast_become_cues() {
        let words =
            "The flocks come in to the reed beds. Two people count them from the bridge at dusk.";
        let segments = words.split(' ').enumerate().map(|(n, word)| {
            let speaker = if n < 8 { "Ann" } else { "Bo" };
            format!("{{\"speaker\":\"{speaker}\",\"startTime\":{n}.0,\"endTime\":{n}.5,\"body\":\"{word}\"}}")
        });
        let segments: Vec<String> = segments.collect();
        let podcast = format!(
            "{{\"version\":\"1.0.0\",\"segments\":[{}]}}",
            segments.join(",")
        );
        let captions = parse(podcast.as_bytes()).unwrap();
        let cues: Vec<_> = captions
            .cues
            .iter()
            .map(|cue| {
                (
                    cue.start().as_millis(),
                    cue.speaker(),
                    cue.text(),
                    cue.words().len(),
                )
            })
            .collect();
        assert_eq!(
            cues,
            [
                (0, Some("Ann"), "The flocks come in to the reed beds.", 8),
                (
                    8_000,
                    Some("Bo"),
                    "Two people count them from the bridge at dusk.",
                    9
                ),
            ]
        );
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
    fn words_without_segments_are_grouped() {
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
    fn missing_keys_are_reported() {
        let text = r#"{"segments":[{"from":1,"utterance":"one"}]}"#;
        let captions = read(text, Format::Whisper);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"line 1: entry 0 cannot be read, skipped: `text` with `start` is missing; its keys are `from`, `utterance`");
    }

    fn said(text: &str) -> Vec<(u64, u64, String)> {
        let cues = parse(text.as_bytes()).unwrap().cues;
        let said =
            |cue: &crate::Cue| format!("{}|{}", cue.speaker().unwrap_or_default(), cue.text());
        cues.iter()
            .map(|cue| (cue.start().as_millis(), cue.end().as_millis(), said(cue)))
            .collect()
    }

    #[test]
    fn a_segment_is_divided_between_the_speakers_of_its_words() {
        let text = r#"{"segments":[{"start":0,"end":5,"text":" Flocks? At dusk. Yes.","speaker":"A","words":[
            {"word":"Flocks?","start":0.1,"end":1,"speaker":"A"},{"word":"At","start":2,"end":2.5,"speaker":"B"},
            {"word":"dusk.","start":2.6,"end":3},{"word":"Yes.","start":4,"end":4.5,"speaker":"A"}]},
            {"start":6,"end":7,"text":"Good.","speaker":"SPEAKER_01","words":[{"word":"Good.","start":6,"end":7}]}],
            "word_segments":[]}"#;
        let expected = [
            (0, 1_000, "A|Flocks?".to_owned()),
            (2_000, 3_000, "B|At dusk.".to_owned()),
            (4_000, 5_000, "A|Yes.".to_owned()),
            (6_000, 7_000, "SPEAKER_01|Good.".to_owned()),
        ];
        assert_eq!(said(text), expected);
    }

    #[test]
    fn utterances_of_services_are_read() {
        let utterances = r#"[{"start":0.5,"end":1.5,"confidence":0.9,"channel":0,"transcript":"Flocks are counted.","speaker":0,
            "words":[{"word":"flocks","start":0.5,"end":0.9,"speaker":0,"punctuated_word":"Flocks"},
            {"word":"are","start":0.9,"end":1.0,"speaker":0,"punctuated_word":"are"}]},
            {"start":2,"end":3,"transcript":"At dusk?","speaker":1}]"#;
        let expected = [
            (500, 1_500, "Speaker 0|Flocks are counted.".to_owned()),
            (2_000, 3_000, "Speaker 1|At dusk?".to_owned()),
        ];
        let deepgram = format!(
            r#"{{"metadata":{{"channels":1}},"results":{{"channels":[{{"alternatives":[{{"transcript":"x","words":[]}}]}}],
            "utterances":{utterances}}}}}"#
        );
        assert_eq!(said(&deepgram), expected);
        assert_eq!(
            said(&format!(r#"{{"utterances":{utterances},"words":[]}}"#)),
            expected
        );
        let words = r#"{"results":{"channels":[{"alternatives":[{"transcript":"x","words":[
            {"word":"flocks","start":0.5,"end":0.9,"speaker":0,"punctuated_word":"Flocks,"},
            {"word":"yes","start":1,"end":1.2,"speaker":0,"punctuated_word":"yes"},
            {"word":"where","start":1.3,"end":1.5,"speaker":1,"punctuated_word":"where?"}]}]}]}}"#;
        let expected = [
            (500, 1_200, "Speaker 0|Flocks, yes".to_owned()),
            (1_300, 1_500, "Speaker 1|where?".to_owned()),
        ];
        assert_eq!(said(words), expected);
        let millis = r#"{"audio_duration":12,"utterances":[{"speaker":"A","text":"Flocks are counted at dusk.","start":250,"end":2950,
            "words":[{"text":"Flocks","start":250,"end":600,"speaker":"A"}]},
            {"speaker":"B","text":"Where are they?","start":3100,"end":4500}]}"#;
        let expected = [
            (250, 2_950, "A|Flocks are counted at dusk.".to_owned()),
            (3_100, 4_500, "B|Where are they?".to_owned()),
        ];
        assert_eq!(said(millis), expected);
    }
}
