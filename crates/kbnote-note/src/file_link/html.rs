//! The addresses in HTML tags.

use std::ops::Range;

use crate::text::run;

/// Elements and their attribute that Quartz rewrites as a link.
const LINKS: [(&str, &str); 6] = [
    ("a", "href"),
    ("img", "src"),
    ("video", "src"),
    ("audio", "src"),
    ("iframe", "src"),
    ("source", "src"),
];

/// Each tag in this part of the text that has an address: the tag, the value as written, and the
/// value that is meant.
pub(super) fn addresses(
    text: &str,
    part: Range<usize>,
) -> Vec<(Range<usize>, Range<usize>, String)> {
    let bytes = &text.as_bytes()[..part.end];
    let mut found = Vec::new();
    let mut at = part.start;
    while let Some(step) = memchr::memchr(b'<', &bytes[at..]) {
        let open = at + step;
        at = open + 1;
        let name = run(bytes, at, |b| b.is_ascii_alphanumeric());
        let named =
            |(element, _): &&(&str, &str)| element.eq_ignore_ascii_case(&text[name.clone()]);
        let Some((_, wanted)) = LINKS.iter().find(named) else {
            continue;
        };
        let mut value = None;
        at = name.end;
        while let Some(attribute) = attribute(bytes, at) {
            at = attribute.end;
            if text[attribute.name].eq_ignore_ascii_case(wanted) {
                value = value.or(Some(attribute.value));
            }
        }
        let close = run(bytes, at, |b| b != b'>').end;
        if let Some(value) = value {
            let url = without_references(text[value.clone()].trim());
            let end = (close + 1).min(part.end);
            found.push((open..end, crate::text::trim(text, value), url));
        }
    }
    found
}

/// An attribute of a tag.
struct Attribute {
    name: Range<usize>,
    /// Without quotes; empty if there is none.
    value: Range<usize>,
    end: usize,
}

fn attribute(bytes: &[u8], from: usize) -> Option<Attribute> {
    let start = run(bytes, from, |b| b.is_ascii_whitespace() || b == b'/').end;
    let name = run(bytes, start, |b| {
        !b.is_ascii_whitespace() && !matches!(b, b'=' | b'>' | b'/' | b'"' | b'\'' | b'<')
    });
    if name.is_empty() {
        return None;
    }
    let equals = run(bytes, name.end, |b| b.is_ascii_whitespace()).end;
    if bytes.get(equals) != Some(&b'=') {
        let (value, end) = (name.end..name.end, name.end);
        return Some(Attribute { name, value, end });
    }
    let open = run(bytes, equals + 1, |b| b.is_ascii_whitespace()).end;
    let (value, end) = match bytes.get(open) {
        Some(&quote @ (b'"' | b'\'')) => {
            let value = run(bytes, open + 1, |b| b != quote);
            (value.clone(), (value.end + 1).min(bytes.len()))
        }
        _ => {
            let value = run(bytes, open, |b| !b.is_ascii_whitespace() && b != b'>');
            (value.clone(), value.end)
        }
    };
    Some(Attribute { name, value, end })
}

/// A value with its character references resolved, as the Markdown parser resolves them.
fn without_references(value: &str) -> String {
    if !value.contains('&') {
        return value.to_owned();
    }
    // Nothing but references and text means something once these marks are escaped.
    let mut escaped = String::with_capacity(value.len() + 8);
    for c in value.chars() {
        if c.is_ascii_punctuation() && !matches!(c, '&' | ';' | '#') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    let text = pulldown_cmark::Parser::new(&escaped).filter_map(|event| match event {
        pulldown_cmark::Event::Text(text) => Some(text.into_string()),
        _ => None,
    });
    text.collect()
}
