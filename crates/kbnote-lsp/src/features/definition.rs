//! Where links lead.

use kbnote_note::{Heading, Note};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::document::Document;
use crate::view::{LinkAt, View, link_at};

/// The place that the link at an offset leads to; null if it leads nowhere.
pub(crate) fn definition(view: &View<'_, '_>, document: &Document, offset: usize) -> Value {
    found(view, document, offset).unwrap_or_default()
}

fn found(view: &View<'_, '_>, document: &Document, offset: usize) -> Option<Value> {
    let link = link_at(document.note(), offset)?;
    let place = place(document, &link);
    if is_own(document, &link) {
        return Some(location(document, place.as_deref()));
    }
    let note = view.names.note(view.target(document, &link)?)?;
    Some(location(&view.open_or_read(note)?, place.as_deref()))
}

/// Whether a link leads to another place of its own note, which may not be one of the vault.
fn is_own(document: &Document, link: &LinkAt<'_>) -> bool {
    match link {
        LinkAt::Wikilink(link) => document.text[link.target.clone()].is_empty(),
        LinkAt::File(_) => false,
    }
}

/// The heading or block that a link names.
fn place(document: &Document, link: &LinkAt<'_>) -> Option<String> {
    let text = &document.text;
    match link {
        LinkAt::Wikilink(link) => Some(text[link.heading.clone()?].to_owned()),
        LinkAt::File(link) => {
            let rest = text.get(link.path.end..link.range.end)?;
            let fragment = &rest[rest.find('#')?..];
            let end = fragment
                .find([')', '>', ' ', '"', '\'', ']'])
                .unwrap_or(fragment.len());
            Some(
                percent_decode_str(&fragment[..end])
                    .decode_utf8_lossy()
                    .into_owned(),
            )
        }
    }
}

/// The location of a heading or block of a note; its beginning if there is no such place.
fn location(document: &Document, place: Option<&str>) -> Value {
    let note = document.note();
    let place = place
        .and_then(|place| offset_of(note, place))
        .unwrap_or_default();
    let range = document.range(&(place..place));
    json!({"uri": document.uri, "range": range})
}

/// Where the heading or block is that is named after a `#`.
pub(crate) fn offset_of(note: &Note, place: &str) -> Option<usize> {
    let name = place.rsplit('#').next()?.trim();
    if name.starts_with('^') {
        let text = note.text();
        let mut ends = text.match_indices(name).map(|(at, _)| at + name.len());
        let end = ends.find(|&end| {
            text[end..]
                .trim_start_matches([' ', '\t'])
                .starts_with(['\r', '\n'])
                || end == text.len()
        })?;
        let start = text[..end].trim_end().rfind('\n').map_or(0, |at| at + 1);
        return Some(start);
    }
    let is_it = |heading: &&Heading| heading.text.trim() == name;
    let is_like_it = |heading: &&Heading| folded(&heading.text) == folded(name);
    let headings = note.headings().iter();
    let heading = headings
        .clone()
        .find(is_it)
        .or_else(|| headings.clone().find(is_like_it));
    heading.map(|heading| heading.range.start)
}

/// A heading as the two renderers compare it: letters and digits in lower case.
fn folded(heading: &str) -> String {
    let words = heading.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_heading_or_a_block() {
        let note = Note::parse("# Élan vital!\n\nOne. ^first\n\n## Roosts & reeds\n");
        let at = |place| offset_of(&note, place).map(|at| &note.text()[at..at + 3]);
        assert_eq!(at("#Roosts & reeds"), Some("Roo"));
        assert_eq!(at("#élan-vital"), Some("Él"));
        assert_eq!(at("#Élan vital!#Roosts & reeds"), Some("Roo"));
        assert_eq!(at("#^first"), Some("One"));
        assert_eq!(at("#^fir"), None);
        assert_eq!(at("#nowhere"), None);
    }
}
