//! The JSON list of `{text, start, duration}` from libraries for YouTube transcripts.
//!
//! Times are in seconds, as numbers or text. `dur` and `end` are accepted too, `words` as in `WhisperX`,
//! and `startTime`, `endTime` and `body` as in podcasts. Keys specific to speech recognition mark an
//! automatic track. Of a list of lists, the first is read.

use serde::Deserialize;
use serde_json::Value;

use super::builder::{CaptionsBuilder, CueBuilder};
use super::json::{self, Entry, Time};
use super::millis::{self, Timed};
use super::whisper::{SpokenWord, checked_end, timed_text};
use super::{Captions, Format, ParseCaptionError, Problem, entity};
use crate::TrackKind;

#[derive(Deserialize)]
#[serde(expecting = "an object with `text` and `start`")]
struct Item {
    text: Option<String>,
    start: Option<Time>,
    #[serde(alias = "dur")]
    duration: Option<Time>,
    end: Option<Time>,
    words: Option<Vec<SpokenWord>>,
    speaker: Option<Value>,
    // Podcasts.
    body: Option<String>,
    #[serde(rename = "startTime")]
    start_time: Option<Time>,
    #[serde(rename = "endTime")]
    end_time: Option<Time>,
}

/// Keys written by speech recognition only.
const MACHINE_KEYS: [&str; 5] = [
    "avg_logprob",
    "no_speech_prob",
    "compression_ratio",
    "probability",
    "score",
];

pub(super) fn parse(text: &str) -> Result<Captions, ParseCaptionError> {
    let mut builder = CaptionsBuilder::default();
    let inner = inner_list(text);
    let text = inner.as_deref().unwrap_or(text);
    let document = json::read(text, &[], Format::List, &mut builder)?;
    let entries = document.entries.iter();
    let mut items: Vec<(&Entry<'_>, Item)> = entries
        .filter_map(|entry| Some((entry, entry.read(&mut builder)?)))
        .collect();
    millis::convert(items.iter_mut().map(|(_, item)| item));
    for (entry, item) in &items {
        keep(entry, item, &mut builder);
    }
    let mut entries = document.entries.iter();
    let has_machine_keys = entries.any(|entry| entry.mentions(&MACHINE_KEYS));
    if has_machine_keys || have_leading_blanks(&items) {
        builder.kind = Some(TrackKind::Automatic);
    }
    json::name_missing_keys(&document, &mut builder);
    Ok(builder.finish(Format::List))
}

/// Whether each text begins with a blank, as Whisper writes it.
fn have_leading_blanks(items: &[(&Entry<'_>, Item)]) -> bool {
    let texts = items.iter().filter_map(|(_, item)| item.text.as_deref());
    let mut texts = texts.filter(|text| !text.trim().is_empty()).peekable();
    texts.peek().is_some() && texts.all(|text| text.starts_with(' '))
}

impl Timed for Item {
    fn said(&self) -> (Option<f64>, Option<f64>, &str) {
        let start = self.start.as_ref().or(self.start_time.as_ref());
        let end = self.end.as_ref().or(self.end_time.as_ref());
        let length = self.duration.as_ref();
        let [start, end, length] = [start, end, length].map(|time| time?.number());
        let end = start
            .zip(length)
            .map(|(start, length)| start + length)
            .or(end);
        let said = self.text.as_deref().or(self.body.as_deref());
        (start, end, said.unwrap_or_default())
    }

    fn times(&mut self) -> Vec<&mut Time> {
        let words = self.words.iter_mut().flatten().flat_map(Timed::times);
        let bounds = [&mut self.start, &mut self.end, &mut self.duration];
        let podcast = [&mut self.start_time, &mut self.end_time];
        let of_item = bounds.into_iter().chain(podcast).flatten();
        of_item.chain(words).collect()
    }
}

/// The inner list of a list of lists, at the same offsets.
fn inner_list(text: &str) -> Option<String> {
    let rest = text.split_once('[')?.1;
    rest.trim_start()
        .starts_with('[')
        .then(|| text.replacen('[', " ", 1))
}

fn keep(entry: &Entry<'_>, item: &Item, builder: &mut CaptionsBuilder) {
    let words = item.words.as_deref().unwrap_or_default();
    let said = item.text.as_deref().or(item.body.as_deref());
    let said = said.map(entity::unescape_deep);
    let mut text = timed_text(said.as_deref(), words);
    let given = item.start.as_ref().or(item.start_time.as_ref());
    let start = match given.map(Time::read) {
        _ if text.is_empty() => return,
        Some(Ok(start)) => start,
        Some(Err(found)) => return builder.problem(Problem::bad_time(entry.line, &found)),
        None => return builder.problem(Problem::no_time(entry.line, text.as_str())),
    };
    if !text.words().is_empty() {
        text.mark_start(start);
    }
    let length = json::valid_time(item.duration.as_ref());
    let end = json::valid_time(item.end.as_ref().or(item.end_time.as_ref()));
    let end = length
        .map(|length| start.saturating_add(length.as_millis()))
        .or(end);
    let end = checked_end(entry.line, start, end, builder);
    builder.keep(CueBuilder {
        start,
        end,
        text,
        speaker: json::speaker(item.speaker.as_ref()),
    });
}

#[cfg(test)]
mod tests {
    use crate::caption::testing::shown;
    use crate::caption::{Captions, Format, parse};

    fn read(text: &str) -> Captions {
        let captions = parse(text.as_bytes()).unwrap();
        assert_eq!(captions.format, Format::List);
        captions
    }

    #[test]
    fn the_usual_list_is_read() {
        let text = r#"[{"text":"Flocks are\ncounted.","start":1.5,"duration":2.5},
            {"text":"At dusk.","start":"4","dur":"1.25"},{"text":"<3","start":"0:06.5","end":7}]"#;
        let captions = read(text);
        let expected = [
            (1_500, 4_000, "Flocks are counted."),
            (4_000, 5_250, "At dusk."),
            (6_500, 7_000, "<3"),
        ];
        assert_eq!(
            (shown(&captions), captions.problems.len()),
            (expected.to_vec(), 0)
        );
    }

    #[test]
    fn a_list_of_lists_is_read() {
        let text = "[\n [{\"text\":\"a\",\"start\":1,\"duration\":1}, 7], []]";
        let captions = read(text);
        assert_eq!(shown(&captions), [(1_000, 2_000, "a")]);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"line 2: entry 1 cannot be read, skipped: invalid type: integer `7`, expected an object with `text` and `start`");
    }

    #[test]
    fn lists_of_speech_recognition_are_automatic() {
        let text = r#"[{"id":1,"seek":0,"start":0.0,"end":2.0,"text":" Flocks","avg_logprob":-0.2,
            "no_speech_prob":NaN,"words":null}]"#;
        let captions = read(text);
        assert_eq!(captions.kind, Some(crate::TrackKind::Automatic));
        assert_eq!(shown(&captions), [(0, 2_000, "Flocks")]);
        let podcast = r#"[{"startTime":1,"endTime":2,"body":"Flocks","speaker":"Ann"}]"#;
        let captions = read(podcast);
        assert_eq!(
            (captions.kind, captions.cues[0].speaker()),
            (None, Some("Ann"))
        );
    }
}
