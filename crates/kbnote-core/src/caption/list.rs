//! The JSON list of `{text, start, duration}` that libraries for YouTube transcripts give.
//!
//! Times are in seconds, as numbers or text. `dur` and `end` are taken too, and `words` as
//! `WhisperX` has them. A list inside a list is one transcript of several; the first is read.

use serde::Deserialize;

use super::draft::{Draft, Reading};
use super::json::{self, Entry};
use super::whisper::{SpokenWord, checked_end, timed_text};
use super::{Captions, Format, ParseCaptionError, Problem, clock};
use crate::{Timestamp, time};

#[derive(Deserialize)]
#[serde(expecting = "an object with `text` and `start`")]
struct Item {
    text: Option<String>,
    start: Option<Time>,
    #[serde(alias = "dur")]
    duration: Option<Time>,
    end: Option<Time>,
    words: Option<Vec<SpokenWord>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Time {
    Seconds(f64),
    Text(String),
}

pub(super) fn parse(text: &str) -> Result<Captions, ParseCaptionError> {
    let mut reading = Reading::default();
    let inner = inner_list(text);
    let text = inner.as_deref().unwrap_or(text);
    let document = json::read(text, &[], Format::List, &mut reading)?;
    for entry in &document.entries {
        if let Some(item) = entry.read::<Item>(&mut reading) {
            keep(entry, &item, &mut reading);
        }
    }
    Ok(reading.finish(Format::List))
}

/// The document from the list inside its list on, if it is one; places stay where they are.
fn inner_list(text: &str) -> Option<String> {
    let rest = text.split_once('[')?.1;
    rest.trim_start()
        .starts_with('[')
        .then(|| text.replacen('[', " ", 1))
}

impl Time {
    fn read(&self) -> Result<Timestamp, String> {
        match self {
            Self::Seconds(seconds) => {
                time::from_seconds(*seconds).ok_or_else(|| seconds.to_string())
            }
            Self::Text(text) => {
                let seconds = text.trim().parse().ok().and_then(time::from_seconds);
                let clock = || clock::read(text.trim()).filter(|clock| clock.rest.is_empty());
                seconds
                    .or_else(|| clock().map(|clock| clock.time))
                    .ok_or_else(|| text.clone())
            }
        }
    }
}

fn keep(entry: &Entry<'_>, item: &Item, reading: &mut Reading) {
    let words = item.words.as_deref().unwrap_or_default();
    let mut text = timed_text(item.text.as_deref(), words);
    let start = match item.start.as_ref().map(Time::read) {
        _ if text.is_empty() => return,
        Some(Ok(start)) => start,
        Some(Err(found)) => return reading.problem(Problem::bad_time(entry.line, &found)),
        None => return reading.problem(Problem::no_time(entry.line, text.as_str())),
    };
    if !text.words().is_empty() {
        text.mark_start(start);
    }
    let time = |time: &Option<Time>| time.as_ref().and_then(|time| time.read().ok());
    let by_length = time(&item.duration).map(|length| start.saturating_add(length.as_millis()));
    let end = checked_end(entry.line, start, by_length.or(time(&item.end)), reading);
    reading.keep(Draft {
        start,
        end,
        text,
        ..Draft::default()
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
    fn a_list_of_lists_is_read_too() {
        let text = "[\n [{\"text\":\"a\",\"start\":1,\"duration\":1}, 7], []]";
        let captions = read(text);
        assert_eq!(shown(&captions), [(1_000, 2_000, "a")]);
        let problems: Vec<_> = captions.problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(problems.join("\n"), @"line 2: entry 1 cannot be read and is left out: invalid type: integer `7`, expected an object with `text` and `start`");
    }
}
