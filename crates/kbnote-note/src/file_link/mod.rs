//! Links to files of the vault that are not wikilinks of Quartz: Markdown links, link definitions,
//! HTML attributes, and the wikilinks that only Obsidian reads.

mod destination;
mod html;
mod link;
mod nested_wikilink;

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, OffsetIter, Tag};

pub use self::link::{FileLink, FileLinkKind};
use self::link::{OBSIDIAN, is_external};
pub(crate) use self::nested_wikilink::scan as nested_wikilinks;
/// A link to another site whose address says so begins like this.
const ELSEWHERE: &[u8] = b"http";

/// Whether a text may hold file links other than wikilinks, as far as that can be known without
/// parsing it.
pub(crate) fn may_be_in(text: &[u8]) -> bool {
    let leads_elsewhere = |at: usize| {
        let blanks = crate::text::run(text, at, |b| b == b' ').end;
        text.get(blanks..)
            .is_some_and(|rest| rest.starts_with(ELSEWHERE))
    };
    let after = |mark: &'static [u8]| memchr::memmem::find_iter(text, mark).map(|at| at + 2);
    let mut destinations = after(b"](").chain(after(b"]:"));
    let is_address = |&equals: &usize| {
        let name = text[..equals].trim_ascii_end();
        let ends = |attribute: &[u8]| {
            let start = name.len().checked_sub(attribute.len());
            start.is_some_and(|start| name[start..].eq_ignore_ascii_case(attribute))
        };
        ends(b"href") || ends(b"src")
    };
    let mut addresses = memchr::memchr_iter(b'=', text).filter(is_address);
    destinations.any(|at| !leads_elsewhere(at))
        || addresses.any(|equals| {
            let quote = usize::from(matches!(text.get(equals + 1), Some(b'"' | b'\'')));
            !leads_elsewhere(equals + 1 + quote)
        })
}

/// The links that are found on the way through a text.
#[derive(Debug, Default)]
pub(crate) struct Collector {
    links: Vec<FileLink>,
    /// The labels of definitions that are used.
    used: Vec<String>,
}

impl Collector {
    /// Reads the link that an event of the parser is, if it is one; `range` is its place.
    pub(crate) fn event(&mut self, text: &str, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                id,
                ..
            }) => self.link(
                text,
                (*link_type, dest_url, id),
                range,
                FileLinkKind::Markdown,
            ),
            Event::Start(Tag::Image {
                link_type,
                dest_url,
                id,
                ..
            }) => self.link(text, (*link_type, dest_url, id), range, FileLinkKind::Image),
            Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock)
                if !text[range.clone()].trim_start().starts_with("<!--") =>
            {
                for (tag, value, url) in html::addresses(text, range.clone()) {
                    let link = FileLink::new(text, (tag, value), &url, FileLinkKind::Html);
                    self.links.extend(link);
                }
            }
            _ => {}
        }
    }

    fn link(
        &mut self,
        text: &str,
        (link_type, url, label): (LinkType, &str, &str),
        range: &Range<usize>,
        kind: FileLinkKind,
    ) {
        match link_type {
            LinkType::Inline if !is_external(url) || url.starts_with(OBSIDIAN) => {
                let whole = destination::of_inline(text, range);
                let link =
                    whole.and_then(|whole| FileLink::new(text, (range.clone(), whole), url, kind));
                self.links.extend(link);
            }
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => {
                self.used.push(label.to_lowercase());
            }
            _ => {}
        }
    }

    /// All links, once all events are through. The events began `start` bytes into the text.
    pub(crate) fn finish(
        mut self,
        text: &str,
        events: &OffsetIter<'_>,
        start: usize,
    ) -> Vec<FileLink> {
        for (label, definition) in events.reference_definitions().iter() {
            let range = definition.span.start + start..definition.span.end + start;
            let Some(whole) = destination::of_definition(text, &range) else {
                continue;
            };
            let is_used = self.used.contains(&label.to_lowercase());
            let places = (range, whole);
            let link = FileLink::new(text, places, &definition.dest, FileLinkKind::Definition);
            self.links.extend(link.map(|link| FileLink {
                live: is_used && link.live,
                ..link
            }));
        }
        self.links
    }
}

/// The links in a part of a text that no reader sees, such as a comment.
pub(crate) fn hidden(text: &str, part: &Range<usize>) -> Vec<FileLink> {
    let written = &text[part.clone()];
    let inside = written.strip_prefix("<!--").unwrap_or(written);
    let start = part.end - inside.len();
    if !["](", "]:", "href", "src"]
        .iter()
        .any(|mark| inside.contains(mark))
    {
        return Vec::new();
    }
    let mut events = pulldown_cmark::Parser::new(inside).into_offset_iter();
    let mut collector = Collector::default();
    for (event, range) in events.by_ref() {
        let range = range.start + start..range.end + start;
        collector.event(text, &event, &range);
    }
    let mut links = collector.finish(text, &events, start);
    links.iter_mut().for_each(|link| link.live = false);
    links
}

#[cfg(test)]
mod tests {
    use crate::Note;

    fn links(text: &str) -> Vec<(String, String)> {
        let note = Note::parse(text);
        let links = note.file_links().iter();
        links
            .map(|link| (text[link.path.clone()].to_owned(), link.decoded()))
            .collect()
    }

    #[track_caller]
    fn assert_links(text: &str, wanted: &[(&str, &str)]) {
        let found = links(text);
        let found: Vec<_> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn markdown_links_of_every_form_are_read() {
        assert_links("[a](b.md)", &[("b.md", "b.md")]);
        assert_links("[a]( <b c.md#D> \"T\" )", &[("b c.md", "b c.md")]);
        assert_links("[a](b%20c 'T')", &[("b%20c", "b c")]);
        assert_links("[a](b_(c).md#d)", &[("b_(c).md", "b_(c).md")]);
        assert_links(r"[a](b\_c.md)", &[(r"b\_c.md", "b_c.md")]);
        assert_links("[a](b&amp;c.md#d)", &[("b&amp;c.md", "b&c.md")]);
        assert_links("![a](b.png)", &[("b.png", "b.png")]);
        assert_links(
            "[![a](b.png)](c.md)",
            &[("b.png", "b.png"), ("c.md", "c.md")],
        );
        assert_links("[a `](x.md)` b](c.md)", &[("c.md", "c.md")]);
        assert_links("| a |\n|---|\n| [b](c.md) |", &[("c.md", "c.md")]);
        assert_links(
            "# [b](c.md)\n\n> * [d](e.md)",
            &[("c.md", "c.md"), ("e.md", "e.md")],
        );
    }

    #[test]
    fn definitions_are_read_in_place() {
        assert_links(
            "[a][b] [c]\n\n[b]: <x y.md> 'T'\n[c]:\n  d.md#e\n",
            &[("x y.md", "x y.md"), ("d.md", "d.md")],
        );
        let note = Note::parse("[a]\n\n[A]: x.md\n[b]: y.md\n");
        let live: Vec<bool> = note.file_links().iter().map(|link| link.live).collect();
        assert_eq!(live, [true, false]);
    }

    #[test]
    fn html_attributes_are_read() {
        assert_links("a <a class='x' href=\"b.md#c\">d</a>", &[("b.md", "b.md")]);
        assert_links(
            "<div>\n<a\n href = b/c >d</a>\n<img src='e.png'/>\n</div>",
            &[("b/c", "b/c"), ("e.png", "e.png")],
        );
        assert_links("<A HREF='b&amp;c'>d</A>", &[("b&amp;c", "b&c")]);
        assert_links("<a data-href='b'>d</a> <p title='href=\"x\"'>", &[]);
    }

    #[test]
    fn links_to_other_sites_and_into_the_note_do_not_count() {
        assert_links(
            "[a](https://x.org/y.md) [b](#c) [d](mailto:e) [f](//x.org) [g]() <https://x.org> \
             <a href='https://x.org'>h</a> <a data-t='00:00:01'>i</a>\n\n[j]: http://x.org\n",
            &[],
        );
    }

    #[test]
    fn code_holds_no_links_and_comments_hidden_ones() {
        assert_links("`[a](b.md)`\n\n```\n[a](b.md)\n[c]: d.md\n```\n", &[]);
        let note = Note::parse("%% [a](b.md) %%\n\n<!-- [c](d.md) -->\n");
        let live: Vec<bool> = note.file_links().iter().map(|link| link.live).collect();
        assert_eq!(live, [false, false]);
        let note = Note::parse("---\nup: \"[a](b.md)\"\n---\n");
        assert!(!note.file_links()[0].live);
    }

    #[test]
    fn wikilinks_that_only_obsidian_reads_are_links() {
        assert_links("[[a#B#C]]", &[("a", "a")]);
        assert_links("[[a | C# x]] ![[b#c#d|e]]", &[("a", "a"), ("b", "b")]);
        assert_links("[[a|b [c]]] [[d|e [f] g]]", &[("a", "a"), ("d", "d")]);
        assert_links("[[a#b]] [[#B#C]] [[a\n#B#C]] `[[a#B#C]]` [[]] [[a|b", &[]);
        assert_links("| x |\n|---|\n| [[a#B#C\\|d]] |", &[("a", "a")]);
    }

    #[test]
    fn a_path_is_written_as_its_place_needs_it() {
        let escaped = |text: &str| {
            let note = Note::parse(text);
            note.file_links()[0].escaped(text, "a b/c (d)/e%.md")
        };
        assert_eq!(escaped("[x](y.md)"), "a%20b/c%20%28d%29/e%25.md");
        assert_eq!(escaped("[x](<y.md>)"), "a b/c (d)/e%25.md");
        assert_eq!(escaped("<a href='y'>x</a>"), "a%20b/c%20%28d%29/e%25.md");
        assert_eq!(escaped("[[y#A#B]]"), "a b/c (d)/e%.md");
    }
}
