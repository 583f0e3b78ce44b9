//! The metadata block that opens a note.

mod value;

use std::borrow::Cow;
use std::ops::Range;

use self::value::Value;

use crate::Splice;
use crate::text::trim;

/// The block between two lines `---` at the start of a note; entries in their order, values as
/// written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatter {
    /// From the first `---` to the end of the line of the closing one, line end included.
    pub range: Range<usize>,
    /// The lines between.
    pub body: Range<usize>,
    /// The top-level entries.
    pub entries: Vec<FrontMatterEntry>,
    /// The values of the keys, where they are more than plain words; none where it is not YAML, in
    /// which case values are what their lines seem to say.
    values: Option<Vec<(String, Value)>>,
}

/// One top-level `key: value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrontMatterEntry {
    /// The key, without quotes.
    pub key: Range<usize>,
    /// The value as written, without the blanks around it; it may span lines.
    pub value: Range<usize>,
    /// The whole entry with its line end.
    pub range: Range<usize>,
}

impl FrontMatter {
    /// The first entry of that name.
    #[must_use]
    pub fn entry(&self, text: &str, key: &str) -> Option<&FrontMatterEntry> {
        self.entries
            .iter()
            .find(|entry| &text[entry.key.clone()] == key)
    }

    /// The value of the first entry of that name, if it is a scalar; empty where it is null.
    #[must_use]
    pub fn get<'a>(&self, text: &'a str, key: &str) -> Option<Cow<'a, str>> {
        match self.value(key) {
            Some(Value::Text(value)) => Some(Cow::Owned(value.clone())),
            Some(Value::Null) => Some(Cow::Borrowed("")),
            Some(Value::List(_) | Value::Other) => None,
            None if self.values.is_some() => None,
            None => {
                let entry = self.entry(text, key)?;
                scalar(&text[entry.value.clone()])
            }
        }
    }

    /// The scalars of the first entry of that name: of a list, or those between the commas of a
    /// text, as Quartz reads it.
    #[must_use]
    pub fn list(&self, text: &str, key: &str) -> Vec<String> {
        let items = match self.value(key) {
            Some(Value::List(items)) => items.clone(),
            Some(Value::Text(items)) => parts(items),
            Some(Value::Null | Value::Other) => Vec::new(),
            None => self
                .get(text, key)
                .map_or_else(Vec::new, |items| parts(&items)),
        };
        items.into_iter().filter(|item| !item.is_empty()).collect()
    }

    fn value(&self, key: &str) -> Option<&Value> {
        let mut values = self.values.iter().flatten();
        values.find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Gives an entry another value, or adds the entry at the end. `value` is YAML, ready made.
    #[must_use]
    pub fn set(&self, text: &str, key: &str, value: &str) -> Splice {
        match self.entry(text, key) {
            Some(entry) if entry.value.is_empty() => {
                Splice::replace(entry.value.clone(), format!(" {value}"))
            }
            Some(entry) => Splice::replace(entry.value.clone(), value),
            None => {
                let line_end = line_end_of(&text[self.range.clone()]);
                let indent = " ".repeat(indent(&text[self.body.clone()]));
                Splice::insert(self.body.end, format!("{indent}{key}: {value}{line_end}"))
            }
        }
    }
}

fn line_end_of(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

/// The front matter of a note, which may open with a byte order mark.
pub(crate) fn read(text: &str) -> Option<FrontMatter> {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = Lines { text, at: start };
    let open = lines.next().filter(|line| is_fence(&text[line.clone()]))?;
    let mut entries: Vec<FrontMatterEntry> = Vec::new();
    let indent = indent(&text[open.end..]);
    for line in lines {
        if is_fence(&text[line.clone()]) {
            let body = open.end..line.start;
            return Some(FrontMatter {
                range: start..line.end,
                values: values(&text[body.clone()]),
                body,
                entries,
            });
        }
        match (read_key(text, &line, indent), entries.last_mut()) {
            (Some(key), _) => entries.push(new_entry(text, line, key)),
            (None, Some(entry)) => extend(text, entry, &line),
            (None, None) => {}
        }
    }
    None
}

/// Where the entries end that follow an opening `---` which no other closes: at the first line that belongs to none.
/// Zero if there are none.
pub(crate) fn unclosed_end(text: &str) -> usize {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let mut lines = Lines { text, at: start };
    let Some(open) = lines.next().filter(|line| is_fence(&text[line.clone()])) else {
        return 0;
    };
    let indent = indent(&text[open.end..]);
    let mut end = 0;
    for line in lines {
        let written = text[line.clone()].trim_end();
        let continues = end > 0 && written.starts_with([' ', '\t', '-', '#']);
        if written == "..." {
            return line.end;
        }
        if !continues && read_key(text, &line, indent).is_none() {
            return end;
        }
        end = line.end;
    }
    end
}

struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let start = self.at;
        self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
        Some(start..self.at)
    }
}

fn is_fence(line: &str) -> bool {
    line.trim_end() == "---"
}

/// The parts of a text between its commas.
fn parts(text: &str) -> Vec<String> {
    text.split(',').map(|part| part.trim().to_owned()).collect()
}

/// The values of a front matter; `None` where they are plain words under different keys, which need no
/// parser, or not YAML.
fn values(body: &str) -> Option<Vec<(String, Value)>> {
    let mut keys: Vec<&str> = Vec::new();
    let is_plain = body.lines().all(|line| {
        let (key, value) = line.split_once(": ").unwrap_or((line, ""));
        let is_new = !keys.contains(&key);
        keys.push(key);
        let is_word =
            |b: u8| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'_' | b'-' | b',' | b'.');
        is_new
            && !key.is_empty()
            && key.bytes().all(|b| b.is_ascii_alphanumeric())
            && value.starts_with(|c: char| c.is_ascii_alphanumeric())
            && value.bytes().all(is_word)
            && !value.eq_ignore_ascii_case("null")
    });
    match is_plain {
        true => None,
        // Other readers take a tab behind a colon for a blank.
        false => value::read(&body.replace(":\t", ": ")),
    }
}

/// How far the keys are indented: as far as the first one.
fn indent(body: &str) -> usize {
    let is_content = |line: &&str| {
        let content = line.trim_start();
        !content.is_empty() && !content.starts_with('#')
    };
    let first = body.lines().find(is_content).unwrap_or_default();
    first.len() - first.trim_start_matches(' ').len()
}

/// The key that a line begins with: text behind the indent of all keys, up to a colon before a blank.
fn read_key(text: &str, line: &Range<usize>, indent: usize) -> Option<Range<usize>> {
    let blanks = text[line.clone()]
        .bytes()
        .take(indent)
        .take_while(|b| *b == b' ');
    if blanks.count() < indent {
        return None;
    }
    let line = line.start + indent..line.end;
    let content = &text[line.clone()];
    if content.starts_with([' ', '\t', '#', '-', '\r', '\n', '}', ']']) {
        return None;
    }
    let colon = content.match_indices(':').map(|(at, _)| at).find(|&at| {
        let after = content[at + 1..].chars().next();
        after.is_none_or(|c| c.is_ascii_whitespace())
    })?;
    let key = trim(text, line.start..line.start + colon);
    let quoted = key.len() >= 2
        && ['"', '\'']
            .iter()
            .any(|&q| text[key.clone()].starts_with(q) && text[key.clone()].ends_with(q));
    Some(if quoted {
        key.start + 1..key.end - 1
    } else {
        key
    })
}

fn new_entry(text: &str, line: Range<usize>, key: Range<usize>) -> FrontMatterEntry {
    let colon = key.end + text[key.end..line.end].find(':').unwrap_or(0);
    let value = trim(text, colon + 1..line.end);
    let value = if value.is_empty() {
        colon + 1..colon + 1
    } else {
        value
    };
    FrontMatterEntry {
        value: without_comment(text, value),
        key,
        range: line,
    }
}

/// A line that belongs to the value above: indented, or an item of a list.
fn extend(text: &str, entry: &mut FrontMatterEntry, line: &Range<usize>) {
    entry.range.end = line.end;
    let content = trim(text, line.clone());
    let is_comment = text[content.clone()].starts_with('#') && !text[line.clone()].starts_with(' ');
    if !content.is_empty() && !is_comment {
        entry.value.end = content.end;
    }
}

/// A plain scalar ends before ` #`, a quoted one at its quote.
fn without_comment(text: &str, value: Range<usize>) -> Range<usize> {
    let content = &text[value.clone()];
    let end = match content.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted_end(content, quote).unwrap_or(content.len()),
        Some('#') => 0,
        _ => content.find(" #").unwrap_or(content.len()),
    };
    trim(text, value.start..value.start + end)
}

fn quoted_end(content: &str, quote: char) -> Option<usize> {
    let mut chars = content.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        let escaped = match quote {
            '"' => c == '\\',
            _ => c == '\'' && chars.peek().is_some_and(|&(_, next)| next == '\''),
        };
        if escaped {
            chars.next();
        } else if c == quote {
            return Some(at + 1);
        }
    }
    None
}

/// The text of a scalar on one line; `None` for anything else.
fn scalar(value: &str) -> Option<Cow<'_, str>> {
    if value.contains('\n') {
        return None;
    }
    match value.chars().next() {
        Some('"' | '\'') => {
            let text = crate::yaml::read_scalar(value);
            Some(text.map_or(Cow::Borrowed(value), Cow::Owned))
        }
        Some('[' | '{' | '|' | '>' | '&' | '*' | '!') => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(&str, Option<String>)> {
        let front_matter = read(text).unwrap();
        front_matter
            .entries
            .iter()
            .map(|entry| {
                let value = scalar(&text[entry.value.clone()]).map(Cow::into_owned);
                (&text[entry.key.clone()], value)
            })
            .collect()
    }

    #[test]
    fn scalars_of_every_kind_are_read() {
        let text = "---\nplain: Birds: in winter # seen\nsingle: 'it''s'\ndouble: \"a \\\"b\\\" \\u00e9\"\n\
                    'key': 007\nempty:\nlist:\n  - a\n- b\nflow: [a, b]\nplain: again\n---\n";
        let some = |value: &str| Some(value.to_owned());
        assert_eq!(
            values(text),
            [
                ("plain", some("Birds: in winter")),
                ("single", some("it's")),
                ("double", some("a \"b\" é")),
                ("key", some("007")),
                ("empty", some("")),
                ("list", None),
                ("flow", None),
                ("plain", some("again")),
            ]
        );
        assert_eq!(
            read(text).unwrap().get(text, "plain").as_deref(),
            Some("Birds: in winter")
        );
    }

    #[test]
    fn values_match_those_of_a_yaml_reader() {
        for (front, title) in [
            ("title: ~", Some("")),
            ("title: Null", Some("")),
            ("title:\tA", Some("A")),
            ("title: !!str 12", Some("12")),
            ("title: &a A B", Some("A B")),
            ("x: &a A\ntitle: *a", Some("A")),
            (" title: A\n x: b", Some("A")),
            ("title: >-\n  A\n  B", Some("A B")),
            ("title: A\n  B", Some("A B")),
            ("title: \"A \\u2014 B\\tC\"", Some("A \u{2014} B\tC")),
            ("title: [a]", None),
            ("title: A: B", Some("A: B")),
            ("{title: A}", Some("A")),
            ("x:\n  title: A", None),
        ] {
            let text = format!("---\n{front}\n---\n");
            let found = read(&text).unwrap();
            assert_eq!(found.get(&text, "title").as_deref(), title, "{front}");
        }
        let list = |value: &str| {
            let text = format!("---\naliases: {value}\n---\n");
            read(&text).unwrap().list(&text, "aliases")
        };
        assert_eq!(list("a, b"), ["a", "b"]);
        assert_eq!(list("'a, b'"), ["a", "b"]);
        assert_eq!(list("[a, 'b, c', ~, &x d]"), ["a", "b, c", "d"]);
        assert_eq!(list("\n  - a\n  - 'b' # c"), ["a", "b"]);
        assert_eq!(list("~"), [""; 0]);
    }

    #[test]
    fn indented_keys_are_entries_too() {
        let text = "---\n  title: A\n  x:\n    y: b\n  z: c\n---\n";
        let front_matter = read(text).unwrap();
        let keys: Vec<_> = front_matter
            .entries
            .iter()
            .map(|entry| &text[entry.key.clone()])
            .collect();
        assert_eq!(keys, ["title", "x", "z"]);
        assert_eq!(
            front_matter.set(text, "title", "B"),
            Splice::replace(13..14, "B")
        );
        let added = front_matter.set(text, "videoId", "v");
        assert_eq!(added.replacement, "  videoId: v\n");
    }

    #[test]
    fn a_mark_and_carriage_returns_do_no_harm() {
        let text = "\u{feff}---\r\ntitle: Birds\r\n---\r\nText";
        let front_matter = read(text).unwrap();
        assert_eq!(front_matter.get(text, "title").as_deref(), Some("Birds"));
        assert_eq!(&text[front_matter.range.end..], "Text");
        let added = front_matter.set(text, "videoId", "kbnoteDemo1");
        assert_eq!(added.replacement, "videoId: kbnoteDemo1\r\n");
    }

    #[test]
    fn front_matter_needs_an_end() {
        for text in [
            "",
            "---",
            "---\ntitle: a\n",
            "\n---\n---\n",
            "----\n---\n",
            "a\n---\n",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
        assert_eq!(read("---\n---").unwrap().entries, []);
    }

    #[test]
    fn entries_that_nothing_closes_end_before_the_text() {
        let body = |text: &str| text[unclosed_end(text)..].to_owned();
        for (text, rest) in [
            (
                "---\ntitle: Tides\ntags:\n  - sea\n- b\n\nText.\n",
                "\nText.\n",
            ),
            ("---\ntitle: Tides\n...\nText.\n", "Text.\n"),
            (
                "---\ntitle: Tides\nHigh water comes late.\n",
                "High water comes late.\n",
            ),
            ("---\n\nText: none.\n", "---\n\nText: none.\n"),
            ("Text.\n---\ntitle: a\n", "Text.\n---\ntitle: a\n"),
        ] {
            assert_eq!(body(text), rest, "{text:?}");
        }
    }

    #[test]
    fn setting_a_value_touches_the_value_alone() {
        let text = "---\ntitle: 'old' # why\nvideoId:\n---\n";
        let front_matter = read(text).unwrap();
        assert_eq!(
            front_matter.set(text, "title", "new"),
            Splice::replace(11..16, "new")
        );
        assert_eq!(front_matter.set(text, "videoId", "x").replacement, " x");
    }
}
