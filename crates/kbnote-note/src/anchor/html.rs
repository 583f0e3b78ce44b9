//! Anchors written as HTML: `<a class="yt-timestamp" data-t="00:00:42">[00:00:42]</a>`.

use std::ops::Range;

use super::stamp::clock_in;
use super::{Anchor, AnchorForm, Stamp, StampPlace, bracket};

/// Reads the anchor that begins at `start`, where a `<` stands.
pub(super) fn read(text: &str, start: usize) -> Option<Anchor> {
    let bytes = text.as_bytes();
    let opens_link =
        matches!(bytes.get(start + 1)?, b'a' | b'A') && bytes.get(start + 2)?.is_ascii_whitespace();
    if !opens_link {
        return None;
    }
    let tag_end = start
        + 2
        + text[start + 2..]
            .find(['>', '<'])
            .filter(|&at| bytes[start + 2 + at] == b'>')?;
    let label = tag_end + 1..tag_end + 1 + text[tag_end + 1..].find('<')?;
    let closes = text[label.end..].get(..4)?.eq_ignore_ascii_case("</a>");
    if !closes {
        return None;
    }
    let form = form_of(text, start + 2..tag_end, &label)?;
    Some(Anchor {
        range: start..label.end + 4,
        form,
        stamps: stamps(text, start + 2..tag_end, &label),
        label,
        live: true,
    })
}

fn form_of(text: &str, tag: Range<usize>, label: &Range<usize>) -> Option<AnchorForm> {
    let names_class = attribute(text, tag.clone(), "class").is_some_and(|class| {
        text[class]
            .split_ascii_whitespace()
            .any(|name| name == "yt-timestamp")
    });
    let has_time = attribute(text, tag.clone(), "data-t").is_some();
    let href = attribute(text, tag.clone(), "href");
    let leads_there = href
        .clone()
        .is_some_and(|href| bracket::time_in_address(text, href).is_some());
    if (names_class && has_time) || leads_there && clock_in(text, label.clone()).is_some() {
        return Some(AnchorForm::Html);
    }
    let meant = has_time
        || text[tag].contains("yt-timestamp")
        || href.is_none() && bracket::is_bare(&text[label.clone()]);
    meant.then_some(AnchorForm::Broken)
}

fn stamps(text: &str, tag: Range<usize>, label: &Range<usize>) -> Vec<Stamp> {
    let data = attribute(text, tag.clone(), "data-t").map(|range| (range, StampPlace::Data));
    let address = attribute(text, tag, "href")
        .and_then(|href| bracket::time_in_address(text, href))
        .map(|range| (range, StampPlace::Address));
    let shown = clock_in(text, label.clone()).map(|range| (range, StampPlace::Label));
    let mut written: Vec<_> = [data, address, shown].into_iter().flatten().collect();
    written.sort_by_key(|(range, _)| range.start);
    written
        .into_iter()
        .map(|(range, place)| Stamp::read(text, range, place, 0))
        .collect()
}

/// The value of an attribute, without its quotes; empty if it has none.
fn attribute(text: &str, tag: Range<usize>, name: &str) -> Option<Range<usize>> {
    let content = &text[tag.clone()];
    let after_name = content.match_indices(name).find_map(|(at, _)| {
        let stands_alone = at == 0 || content.as_bytes()[at - 1].is_ascii_whitespace();
        let rest = content[at + name.len()..].trim_start();
        (stands_alone && rest.starts_with('=')).then(|| content.len() - rest.len() + 1)
    })?;
    let rest = content[after_name..].trim_start();
    let start = tag.start + content.len() - rest.len();
    let (start, length) = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => (start + 1, rest[1..].find(quote).unwrap_or(rest.len() - 1)),
        _ => (start, rest.find(char::is_whitespace).unwrap_or(rest.len())),
    };
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
        attribute(tag, 0..tag.len(), name).map(|range| &tag[range])
    }

    #[test]
    fn attributes_are_read_in_any_notation() {
        assert_eq!(value("class=\"a b\" data-t='1'", "data-t"), Some("1"));
        assert_eq!(value("data-time=\"2\" data-t = 3 x", "data-t"), Some("3"));
        assert_eq!(value("data-t", "data-t"), None);
        assert_eq!(value("data-t=", "data-t"), Some(""));
        assert_eq!(value("data-t=\"4", "data-t"), Some("4"));
        assert_eq!(value("xdata-t=\"5\"", "data-t"), None);
    }
}
