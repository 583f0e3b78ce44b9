//! Lists inside JSON, read so that one bad entry does not spoil the rest.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::draft::Reading;
use super::line::LineCounter;
use super::{Format, ParseCaptionError, Problem, ProblemKind};

/// One entry of a list, not yet read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) index: usize,
    pub(super) line: usize,
    raw: &'a RawValue,
}

impl<'a> Entry<'a> {
    /// Reads the entry as a value; if it is none, that is noted as a problem.
    pub(super) fn read<T: Deserialize<'a>>(&self, reading: &mut Reading) -> Option<T> {
        let value = serde_json::from_str(self.raw.get());
        value
            .map_err(|error| self.refuse(without_place(&error), reading))
            .ok()
    }

    /// Notes that the entry cannot be used.
    pub(super) fn refuse(&self, reason: impl Into<String>, reading: &mut Reading) {
        let (index, reason) = (self.index, reason.into());
        reading.problem(Problem::new(
            self.line,
            ProblemKind::BadEntry { index, reason },
        ));
    }
}

/// The message of an error without its line and column, which count from the entry's start.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message[..end].to_owned()
}

/// The entries of a document's list, as far as they can be had.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    /// The value of the key `language`.
    pub(super) language: Option<&'a str>,
}

/// Finds the entries of the list under one of `keys`, or of the document if it is a list.
///
/// If the document breaks, the entries before the break are kept and a problem tells of it.
pub(super) fn read<'a>(
    text: &'a str,
    keys: &[&str],
    format: Format,
    reading: &mut Reading,
) -> Result<Document<'a>, ParseCaptionError> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut found = Found::default();
    let mut source = serde_json::Deserializer::from_str(text);
    let outcome = Search {
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
        reading.problem(Problem::new(line, ProblemKind::BrokenOff { reason }));
    }
    if !found.is_list {
        return Err(ParseCaptionError::UnknownFormat);
    }
    Ok(Document {
        entries: numbered(text, found.values),
        language: found.language,
    })
}

/// Gives each value its place in the list and its line in the text, of which it is a part.
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

#[derive(Default)]
struct Found<'a> {
    is_list: bool,
    values: Vec<&'a RawValue>,
    language: Option<&'a str>,
}

/// Looks for the list in a document.
struct Search<'s, 'a> {
    keys: &'s [&'s str],
    found: &'s mut Found<'a>,
}

impl<'a> DeserializeSeed<'a> for Search<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, source: D) -> Result<(), D::Error> {
        source.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Search<'_, 'a> {
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
                map.next_value_seed(Search {
                    keys: &[],
                    found: &mut *self.found,
                })?;
            } else if key == "language" {
                let value: &RawValue = map.next_value()?;
                self.found.language = serde_json::from_str(value.get()).ok();
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}
