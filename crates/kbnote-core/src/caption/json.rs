//! Lists in JSON, read so that a bad entry does not affect the rest.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::builder::CaptionsBuilder;
use super::clock;
use super::line::LineCounter;
use super::{Format, ParseCaptionError, Problem, ProblemKind};
use crate::{Timestamp, time};

/// An unparsed entry of a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) index: usize,
    pub(super) line: usize,
    raw: &'a RawValue,
}

impl<'a> Entry<'a> {
    /// Parses the entry; records a problem on failure.
    pub(super) fn read<T: Deserialize<'a>>(&self, builder: &mut CaptionsBuilder) -> Option<T> {
        let value = serde_json::from_str(self.raw.get());
        value
            .map_err(|error| self.refuse(without_place(&error), builder))
            .ok()
    }

    /// Whether the entry contains one of these keys at any depth.
    pub(super) fn mentions(&self, keys: &[&str]) -> bool {
        let text = self.raw.get();
        keys.iter().any(|key| text.contains(&format!("\"{key}\"")))
    }

    /// The keys of the entry, if it is an object.
    fn keys(&self) -> Vec<String> {
        let object = serde_json::from_str::<serde_json::Map<String, Value>>(self.raw.get());
        object.map_or_else(|_| Vec::new(), |object| object.keys().cloned().collect())
    }

    /// Records that the entry cannot be used.
    pub(super) fn refuse(&self, reason: impl Into<String>, builder: &mut CaptionsBuilder) {
        let (index, reason) = (self.index, reason.into());
        builder.problem(Problem::new(
            self.line,
            ProblemKind::BadEntry { index, reason },
        ));
    }
}

/// Whether a text begins like JSON, not like `[Music]`.
pub(super) fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches(super::encoding::is_blank);
    let list = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{') || list.is_some_and(|items| items.starts_with(['{', '[', ']', '"']))
}

/// If no entry became a cue, records the expected keys and those found.
pub(super) fn name_missing_keys(document: &Document<'_>, builder: &mut CaptionsBuilder) {
    const MOST_KEYS: usize = 8;
    let Some(first) = document.entries.first() else {
        return;
    };
    let mut keys = first.keys();
    let is_unclear = |problem: &Problem| !matches!(problem.kind, ProblemKind::NoTime { .. });
    if !builder.cues.is_empty() || builder.problems.iter().any(is_unclear) || keys.is_empty() {
        return;
    }
    builder.problems.clear();
    keys.truncate(MOST_KEYS);
    let reason = format!(
        "`text` with `start` is missing; its keys are `{}`",
        keys.join("`, `")
    );
    first.refuse(reason, builder);
}

/// A time as a number of seconds, or as text: `12.5`, `12.5s`, `00:00:12,500`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Time {
    Seconds(f64),
    Text(String),
}

impl Time {
    /// The time, or the invalid text.
    pub(super) fn read(&self) -> Result<Timestamp, String> {
        let text = match self {
            Self::Seconds(seconds) => {
                return time::from_seconds(*seconds).ok_or_else(|| seconds.to_string());
            }
            Self::Text(text) => text,
        };
        let bare = text.trim().trim_end_matches('s');
        let seconds = bare.parse().ok().and_then(time::from_seconds);
        let clock = || clock::read(bare).filter(|clock| clock.rest.is_empty());
        seconds
            .or_else(|| clock().map(|clock| clock.time))
            .ok_or_else(|| text.clone())
    }
}

impl Time {
    /// The number, unless it has a unit or is a time such as `0:12`.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Self::Seconds(seconds) => Some(*seconds),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.number().is_some_and(|number| number.fract() == 0.0)
    }

    pub(super) fn divide_by_thousand(&mut self) {
        if let Some(number) = self.number() {
            *self = Self::Seconds(number / 1000.0);
        }
    }
}

/// The value of an optional time; invalid ones are ignored.
pub(super) fn valid_time(time: Option<&Time>) -> Option<Timestamp> {
    time.and_then(|time| time.read().ok())
}

/// The name of a speaker: a text, the name in an object, or `Speaker` with a number.
pub(super) fn speaker(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(format!("Speaker {number}")),
        Value::Object(person) => person.get("name")?.as_str().map(str::to_owned),
        _ => None,
    }
}

/// Replaces numbers that JSON lacks but Python writes, `NaN` and `Infinity`, with `null`. Line numbers
/// are unchanged.
pub(crate) fn without_odd_numbers(text: &str) -> Cow<'_, str> {
    const ODD: [&str; 4] = ["-Infinity", "Infinity", "NaN", "nan"];
    let has = |odd: &&str| memchr::memmem::find(text.as_bytes(), odd.as_bytes()).is_some();
    if !ODD[1..].iter().any(has) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', 'N', 'n', 'I', '-']) {
        let (before, special) = rest.split_at(at);
        out.push_str(before);
        let odd = ODD.iter().find_map(|odd| special.strip_prefix(odd));
        rest = match odd {
            Some(after) => {
                out.push_str("null");
                after
            }
            None => {
                let end = if special.starts_with('"') {
                    string_end(special)
                } else {
                    1
                };
                out.push_str(&special[..end]);
                &special[end..]
            }
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The end of the string at the start of a text.
fn string_end(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().skip(1).position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end + 2)
}

/// The message of an error without its line and column, which are relative to the entry.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message[..end].to_owned()
}

/// The readable entries of a document.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// The value of the key `language`, in the document or its `result`.
    pub(super) language: Option<&'a str>,
}

/// Finds the entries of the list under one of `keys`, or of the document if it is a list.
///
/// If the document is malformed, the entries before the error are kept and a problem is recorded.
pub(super) fn read<'a>(
    text: &'a str,
    keys: &[&str],
    format: Format,
    builder: &mut CaptionsBuilder,
) -> Result<Document<'a>, ParseCaptionError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut found = CaptionList::default();
    let mut source = serde_json::Deserializer::from_str(text);
    let outcome = ListVisitor {
        keys,
        found: &mut found,
    }
    .deserialize(&mut source);
    if let Err(error) = outcome {
        let line = error.line();
        if found.values.is_empty() {
            let source = error;
            return Err(ParseCaptionError::Malformed {
                format,
                line,
                source,
            });
        }
        let reason = without_place(&error);
        builder.problem(Problem::new(line, ProblemKind::BrokenOff { reason }));
    }
    if !found.is_list {
        return Err(ParseCaptionError::UnknownFormat);
    }
    Ok(Document {
        entries: numbered(text, found.values),
        language: found.language,
    })
}

/// Adds index and line number to values that are slices of `text`.
fn numbered<'a>(text: &'a str, values: Vec<&'a RawValue>) -> Vec<Entry<'a>> {
    let mut lines = LineCounter::new(text);
    let start = text.as_ptr() as usize;
    let entry = |(index, raw): (usize, &'a RawValue)| Entry {
        index,
        line: lines.line_at(raw.get().as_ptr() as usize - start),
        raw,
    };
    values.into_iter().enumerate().map(entry).collect()
}

#[derive(Deserialize)]
struct WithLanguage<'a> {
    language: Option<&'a str>,
}

#[derive(Default)]
struct CaptionList<'a> {
    is_list: bool,
    values: Vec<&'a RawValue>,
    language: Option<&'a str>,
}

/// Finds the list in a document.
struct ListVisitor<'s, 'a> {
    keys: &'s [&'s str],
    found: &'s mut CaptionList<'a>,
}

impl<'a> DeserializeSeed<'a> for ListVisitor<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for ListVisitor<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of captions")
    }

    fn visit_seq<A: SeqAccess<'a>>(self, mut list: A) -> Result<(), A::Error> {
        self.found.is_list = true;
        while let Some(value) = list.next_element()? {
            self.found.values.push(value);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'a, str>>()? {
            if self.keys.contains(&key.as_ref()) {
                map.next_value_seed(ListVisitor {
                    keys: &[],
                    found: &mut *self.found,
                })?;
            } else if key == "language" {
                let value: &RawValue = map.next_value()?;
                self.found.language = serde_json::from_str(value.get()).ok();
            } else if key == "result" {
                let value: &RawValue = map.next_value()?;
                let result = serde_json::from_str::<WithLanguage<'a>>(value.get()).ok();
                self.found.language = result.and_then(|result| result.language);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_json_lacks_become_null() {
        for (odd, plain) in [
            ("[NaN, -Infinity,Infinity]", "[null, null,null]"),
            (
                r#"{"NaN": NaN, "a\"NaN": -1.5}"#,
                r#"{"NaN": null, "a\"NaN": -1.5}"#,
            ),
            (r#"["NaN \\", nan]"#, r#"["NaN \\", null]"#),
            (r#"["NaN"#, r#"["NaN"#),
            ("[null, 1]", "[null, 1]"),
        ] {
            assert_eq!(without_odd_numbers(odd), plain);
        }
    }
}
