//! The elements of a part of a feed, with their texts.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element that has ended.
#[derive(Debug, Default)]
pub(super) struct Element {
    /// Its name with the usual prefix of its namespace: `podcast:transcript`.
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    /// Its text, and that of elements inside.
    pub(super) text: String,
}

impl Element {
    /// The value of an attribute that is not empty.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(own, _)| own == name)?;
        Some(value.trim()).filter(|value| !value.is_empty())
    }
}

/// The prefixes of namespaces that a feed declares, with the usual ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Prefixes(HashMap<String, &'static str>);

/// Parts of the addresses of namespaces, with their usual prefixes. Addresses vary in version and capitals.
const NAMESPACES: [(&str, &str); 7] = [
    ("podcastindex.org/namespace", "podcast"),
    ("/podcast-namespace", "podcast"),
    ("itunes.com/dtds", "itunes"),
    ("podlove.org/simple-chapters", "psc"),
    ("purl.org/rss/1.0/modules/content", "content"),
    ("purl.org/dc/elements", "dc"),
    ("w3.org/2005/atom", "atom"),
];

impl Prefixes {
    fn declare(&mut self, attributes: &[(String, String)]) {
        for (name, uri) in attributes {
            let Some(prefix) = name.strip_prefix("xmlns:") else {
                continue;
            };
            let uri = uri.to_ascii_lowercase();
            if let Some((_, usual)) = NAMESPACES.iter().find(|(part, _)| uri.contains(part)) {
                self.0.insert(prefix.to_owned(), usual);
            }
        }
    }

    fn usual_name(&self, name: &str) -> String {
        match name.split_once(':') {
            Some((prefix, local)) => format!("{}:{local}", self.0.get(prefix).unwrap_or(&prefix)),
            None => name.to_owned(),
        }
    }
}

/// How deep texts are passed on to the elements around them.
const DEPTH_OF_TEXT: usize = 16;

/// Reads elements and passes each, when it ends, to `found` with the name of the one around it. Damage ends it with its
/// cause, after what was read before.
pub(super) fn read(
    text: &str,
    prefixes: &mut Prefixes,
    mut found: impl FnMut(&str, &Element),
) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut open: Vec<Element> = Vec::new();
    loop {
        let event = reader.read_event();
        match event.map_err(|error| error.to_string())? {
            Event::Start(tag) => open.push(start(&tag, prefixes)),
            Event::Empty(tag) => {
                open.push(start(&tag, prefixes));
                end(&mut open, &mut found);
            }
            Event::End(tag) => end_named(
                &mut open,
                &prefixes.usual_name(tag.name().as_ref()),
                &mut found,
            ),
            Event::Text(part) => add(&mut open, &part),
            Event::CData(part) => add(&mut open, &part),
            Event::GeneralRef(name) => {
                let reference = format!("&{};", &*name);
                add(&mut open, &html_escape::decode_html_entities(&reference));
            }
            Event::Eof => {
                // The text of an item does not contain its own end.
                let inside = open
                    .get(1)
                    .map(|element| format!("it ends inside <{}>", element.name));
                while !open.is_empty() {
                    end(&mut open, &mut found);
                }
                return inside.map_or(Ok(()), Err);
            }
            _ => {}
        }
    }
}

fn start(tag: &BytesStart<'_>, prefixes: &mut Prefixes) -> Element {
    let mut attributes = tag.html_attributes();
    let attributes = attributes.with_checks(false).flatten();
    let attributes: Vec<(String, String)> = attributes
        .map(|attribute| {
            let value = html_escape::decode_html_entities(&*attribute.value).into_owned();
            (attribute.key.as_ref().to_owned(), value)
        })
        .collect();
    prefixes.declare(&attributes);
    Element {
        name: prefixes.usual_name(tag.name().as_ref()),
        attributes,
        text: String::new(),
    }
}

/// How far an end tag may be from its start: some feeds have HTML, whose elements need not end.
const MOST_OPEN: usize = 64;

/// Ends the element with this name and those inside it; an end without a start is skipped.
fn end_named(open: &mut Vec<Element>, name: &str, found: &mut impl FnMut(&str, &Element)) {
    let mut last = open.iter().rev().take(MOST_OPEN);
    let inside = last.position(|element| element.name == name);
    for _ in 0..inside.map_or(0, |inside| inside + 1) {
        end(open, found);
    }
}

fn end(open: &mut Vec<Element>, found: &mut impl FnMut(&str, &Element)) {
    let Some(element) = open.pop() else { return };
    let depth = open.len();
    let around = open.last_mut();
    found(around.as_ref().map_or("", |around| &around.name), &element);
    if let Some(around) = around
        && depth < DEPTH_OF_TEXT
    {
        around.text.push_str(&element.text);
    }
}

fn add(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(text: &str) -> (Vec<String>, bool) {
        let mut seen = Vec::new();
        let outcome = read(text, &mut Prefixes::default(), |around, element| {
            seen.push(format!("{around}/{}={}", element.name, element.text));
        });
        (seen, outcome.is_ok())
    }

    #[test]
    fn texts_and_namespaces_are_read() {
        let feed = r#"<item xmlns:pc="https://podcastindex.org/namespace/1.0"><title>Geese &amp; <![CDATA[d&ucks]]> &ouml;</title><pc:transcript url="a"/></item>"#;
        let (seen, _) = elements(feed);
        assert_eq!(
            seen[..2],
            ["item/title=Geese & d&ucks ö", "item/podcast:transcript="]
        );
    }

    #[test]
    fn damage_ends_an_item_after_what_was_read() {
        let (seen, is_whole) =
            elements("<item><title>Geese & ducks</title><link>https://a/?b=1&c=2</link><guid x=");
        assert_eq!(
            seen,
            ["item/title=Geese & ducks", "item/link=https://a/?b=1&c=2"]
        );
        assert!(!is_whole);
    }

    #[test]
    fn elements_of_html_need_not_end() {
        let (seen, is_whole) =
            elements("<item><description>one<br>two</p></description><guid>1</guid>");
        assert_eq!(seen[1..3], ["item/description=onetwo", "item/guid=1"]);
        assert!(is_whole);
        let (seen, is_whole) = elements("<item><title>Broken <b</title>");
        assert!(
            !is_whole
                && seen
                    .iter()
                    .any(|element| element.starts_with("item/title=Broken")),
            "{seen:?}"
        );
    }

    #[test]
    fn entities_are_never_expanded() {
        let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><rss><title>&b;</title></rss>";
        assert_eq!(elements(bomb).0[0], "rss/title=&b;");
    }

    #[test]
    fn deep_nesting_is_read() {
        let (seen, _) = elements(&("<a>x".repeat(100_000) + &"</a>".repeat(100_000)));
        assert_eq!(seen.len(), 100_000);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "(<(a|b:c)( x=\"1\")?/?>|</a>|&[a-z#0-9]*;?|<!\\[CDATA\\[|]]>|[<> aä]){0,30}") {
            let _ = elements(&text);
        }
    }
}
