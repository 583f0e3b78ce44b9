//! The metadata block that opens a note.

use std::borrow::Cow;
use std::ops::Range;

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

    /// The value of the first entry of that name, if it is a scalar: plain, in single or in double
    /// quotes.
    #[must_use]
    pub fn get<'a>(&self, text: &'a str, key: &str) -> Option<Cow<'a, str>> {
        let entry = self.entry(text, key)?;
        scalar(&text[entry.value.clone()])
    }

    /// The scalars of the first entry of that name: of a list in either form, or the only one.
    #[must_use]
    pub fn list(&self, text: &str, key: &str) -> Vec<String> {
        let Some(entry) = self.entry(text, key) else {
            return Vec::new();
        };
        list(&text[entry.value.clone()])
    }

    /// Where the note's body begins.
    pub(crate) fn end(&self) -> usize {
        self.range.end
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
                Splice::insert(self.body.end, format!("{key}: {value}{line_end}"))
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
    for line in lines {
        if is_fence(&text[line.clone()]) {
            return Some(FrontMatter {
                range: start..line.end,
                body: open.end..line.start,
                entries,
            });
        }
        match (read_key(text, &line), entries.last_mut()) {
            (Some(key), _) => entries.push(new_entry(text, line, key)),
            (None, Some(entry)) => extend(text, entry, &line),
            (None, None) => {}
        }
    }
    None
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

/// The key that a line begins with: text at its very start, up to a colon before a blank.
fn read_key(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let content = &text[line.clone()];
    if content.starts_with([' ', '\t', '#', '-', '\r', '\n', '}', ']']) {
        return None;
    }
    let colon = content.match_indices(':').map(|(at, _)| at).find(|&at| {
        let after = content[at + 1..].chars().next();
        after.is_none_or(char::is_whitespace)
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

/// The text of a YAML scalar on one line (YAML 1.2, chapter 7.3); `None` for anything else.
fn scalar(value: &str) -> Option<Cow<'_, str>> {
    if value.contains('\n') {
        return None;
    }
    let inner = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    match value.chars().next() {
        Some('"') => inner('"').map(unescape),
        Some('\'') => inner('\'').map(|text| match text.contains("''") {
            true => Cow::Owned(text.replace("''", "'")),
            false => Cow::Borrowed(text),
        }),
        Some('[' | '{' | '|' | '>' | '&' | '*' | '!') => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// The scalars of a YAML list in block or flow form, without lists inside it, or of a scalar.
fn list(value: &str) -> Vec<String> {
    let value = value.trim();
    let items: Vec<&str> = match value.strip_prefix('[').and_then(|v| v.strip_suffix(']')) {
        Some(flow) => flow_items(flow),
        None if value.starts_with("- ") || value.contains('\n') => {
            let lines = value
                .lines()
                .filter_map(|line| line.trim().strip_prefix("- "));
            lines.collect()
        }
        None => vec![value],
    };
    let texts = items.into_iter().filter_map(crate::yaml::read_scalar);
    texts.filter(|text| !text.is_empty()).collect()
}

/// The items between commas that stand in no quotes.
fn flow_items(flow: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let mut rest = flow.trim_start();
    while !rest.is_empty() {
        let quoted = match rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted_end(rest, quote).unwrap_or(rest.len()),
            _ => 0,
        };
        let end = rest[quoted..]
            .find(',')
            .map_or(rest.len(), |at| quoted + at);
        items.push(rest[..end].trim());
        rest = rest.get(end + 1..).unwrap_or_default().trim_start();
    }
    items
}

/// Resolves the escapes of a double-quoted scalar (YAML 1.2, section 5.7).
fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('0') => plain.push('\0'),
            Some('x') => plain.extend(code_point(&mut chars, 2)),
            Some('u') => plain.extend(code_point(&mut chars, 4)),
            Some('U') => plain.extend(code_point(&mut chars, 8)),
            Some(other) => plain.push(other),
            None => plain.push('\\'),
        }
    }
    Cow::Owned(plain)
}

fn code_point(chars: &mut std::str::Chars<'_>, digits: usize) -> Option<char> {
    let hex: String = chars.by_ref().take(digits).collect();
    char::from_u32(u32::from_str_radix(&hex, 16).ok()?)
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
    fn a_mark_and_carriage_returns_do_no_harm() {
        let text = "\u{feff}---\r\ntitle: Birds\r\n---\r\nText";
        let front_matter = read(text).unwrap();
        assert_eq!(front_matter.get(text, "title").as_deref(), Some("Birds"));
        assert_eq!(&text[front_matter.range.end..], "Text");
        let added = front_matter.set(text, "videoId", "kbnoteDemo1");
        assert_eq!(added.replacement, "videoId: kbnoteDemo1\r\n");
    }

    #[test]
    fn what_does_not_end_is_no_front_matter() {
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
