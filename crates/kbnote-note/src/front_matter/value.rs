//! The values of a front matter, read by a YAML parser.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// The value of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// Nothing: `~`, `null`, or no value.
    Null,
    /// A scalar. Numbers and words such as `true` are text as they are written.
    Text(String),
    /// The scalars of a list.
    List(Vec<String>),
    /// Anything else.
    Other,
}

/// Lists and mappings that nest deeper make a front matter unreadable, as they do for other readers.
const MOST_NESTED: usize = 100;

/// The keys of the mapping that a text is, with their values; `None` if it is not one, or not YAML.
pub(super) fn read(text: &str) -> Option<Vec<(String, Value)>> {
    let mut reader = Reader::default();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.ok()?;
        reader.event(event)?;
    }
    reader.is_mapping.then_some(reader.entries)
}

#[derive(Default)]
struct Reader {
    is_mapping: bool,
    entries: Vec<(String, Value)>,
    /// The key whose value comes next.
    key: Option<String>,
    /// The scalars of the list that is being read, and the anchor of that list.
    list: Option<Vec<String>>,
    /// How many lists and mappings are open, the outermost mapping included.
    depth: usize,
    anchored: HashMap<usize, Value>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>) -> Option<()> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_text =
                    style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
                let value = if is_text || !is_null(&text) {
                    Value::Text(text.into_owned())
                } else {
                    Value::Null
                };
                if anchor > 0 {
                    self.anchored.insert(anchor, value.clone());
                }
                self.scalar(value)?;
            }
            Event::Alias(anchor) => {
                let value = self.anchored.get(&anchor).cloned();
                self.scalar(value.unwrap_or(Value::Other))?;
            }
            Event::SequenceStart(..) => {
                if self.depth == 1 && self.key.is_some() {
                    self.list = Some(Vec::new());
                }
                self.open()?;
            }
            Event::MappingStart(..) => {
                self.is_mapping |= self.depth == 0;
                self.open()?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => {}
        }
        Some(())
    }

    /// A scalar at its place; `None` if the text is not a mapping.
    fn scalar(&mut self, value: Value) -> Option<()> {
        match (self.depth, &mut self.list, self.key.take()) {
            (0, ..) => return None,
            (1, _, None) => {
                self.key = Some(match value {
                    Value::Text(key) => key,
                    _ => String::new(),
                });
            }
            (1, _, Some(key)) => self.entries.push((key, value)),
            (2, Some(list), key) => {
                self.key = key;
                if let Value::Text(text) = value {
                    list.push(text);
                }
            }
            (_, _, key) => self.key = key,
        }
        Some(())
    }

    fn open(&mut self) -> Option<()> {
        if self.depth == 1 && self.key.is_none() {
            // A list or mapping as a key has no name.
            self.key = Some(String::new());
            self.list = None;
            return None;
        }
        self.depth += 1;
        (self.depth <= MOST_NESTED && self.is_mapping).then_some(())
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth != 1 {
            return;
        }
        let value = self.list.take().map_or(Value::Other, Value::List);
        if let Some(key) = self.key.take() {
            self.entries.push((key, value));
        }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &str) -> Value {
        Value::Text(value.to_owned())
    }

    #[track_caller]
    fn assert_value(value: &str, wanted: Value) {
        let entries = read(&format!("key: {value}\nnext: 1\n"));
        let found = entries.and_then(|entries| entries.into_iter().next());
        assert_eq!(found.map(|(_, value)| value), Some(wanted), "{value}");
    }

    #[test]
    fn scalars_are_read_as_they_are_meant() {
        for (written, meant) in [
            ("a b", "a b"),
            ("'it''s' # c", "it's"),
            (r#""a\tb\u00e9""#, "a\tbé"),
            ("&x a", "a"),
            ("!!str ~", "~"),
            ("!!str 12", "12"),
            ("007", "007"),
            ("true", "true"),
            ("|\n  a\n  b", "a\nb\n"),
            (">-\n  a\n  b", "a b"),
            ("a\n  b", "a b"),
            ("\n  a", "a"),
            ("'~'", "~"),
        ] {
            assert_value(written, text(meant));
        }
        for null in ["~", "", "null", "# c", "&x"] {
            assert_value(null, Value::Null);
        }
    }

    #[test]
    fn lists_are_read_and_the_rest_is_passed_over() {
        let list =
            |items: &[&str]| Value::List(items.iter().map(|item| (*item).to_owned()).collect());
        assert_value("[a, 'b, c', ~]", list(&["a", "b, c"]));
        assert_value("\n- a\n- b: c\n- [d]\n- 'e'", list(&["a", "e"]));
        assert_value("[]", list(&[]));
        assert_value("{a: b}", Value::Other);
        assert_value("\n  a: [b, c]\n  d: e", Value::Other);
        let entries = read("up: &a A\ntitle: *a\nx: [*a]\n").unwrap();
        assert_eq!(entries[1].1, text("A"));
        assert_eq!(entries[2].1, list(&["A"]));
        assert_eq!(read("  a: 1\n  b: 2\n").unwrap().len(), 2);
        assert_eq!(read("{a: 1, b: 2}").unwrap().len(), 2);
    }

    #[test]
    fn front_matter_that_is_not_a_mapping_has_no_values() {
        for text in [
            "",
            "a",
            "- a",
            "a: b: c",
            "a: 'b",
            "[a]: b",
            &"a: ".repeat(3),
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("a: {}", "[".repeat(100_000))), None);
    }
}
