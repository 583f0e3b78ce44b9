//! A note as its reader sees it: a tree of blocks with what is in them.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, Parser, Tag, TagEnd};

use crate::Note;
use crate::mask;
use crate::outline;

/// A piece of a note that a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Where it is.
    pub range: Range<usize>,
    /// What it is.
    pub kind: ContentKind,
    /// What is in it.
    pub inside: Vec<Self>,
}

/// What a piece of a note is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ContentKind {
    /// Text as it is shown. It is as long as its range where it is shown as it is written.
    Text(String),
    /// The end of a line that is no break for the reader.
    SoftBreak,
    /// A line break.
    Break,
    /// An anchor, by its number in the note.
    Anchor(usize),
    /// A wikilink, by its number in the note.
    Wikilink(usize),
    /// A link with its destination.
    Link(String),
    /// An image with its destination; inside is the text for those who do not see it.
    Image(String),
    /// Code in a line.
    CodeSpan,
    /// Emphasised text.
    Emphasis,
    /// Strongly emphasised text.
    Strong,
    /// Struck text.
    Strikethrough,
    /// A call of the footnote with this label.
    FootnoteCall(String),
    /// A paragraph.
    Paragraph,
    /// A heading of a level, from 1 to 6.
    Heading(u8),
    /// A quotation.
    Quote,
    /// A callout of a type, such as `note`.
    Callout(String),
    /// The title of a callout.
    CalloutTitle,
    /// A list; one with numbers begins at one.
    List(Option<u64>),
    /// An item of a list.
    Item,
    /// The box of a task, and whether it is done.
    Task(bool),
    /// A block of code in a language; it may be empty.
    Code(String),
    /// A block of HTML, as it is written.
    Source,
    /// A table.
    Table,
    /// A row of a table, and whether it is its head.
    Row(bool),
    /// A cell of a table.
    Cell(Align),
    /// A rule across the page.
    Rule,
    /// A footnote with its label.
    Footnote(String),
}

/// How a column of a table is aligned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// As text is.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// On the far side.
    End,
}

/// How deep blocks may be in each other; what is deeper is shown at this depth.
const MAX_DEPTH: usize = 40;

impl Note {
    /// What a reader sees of the body: without comments, with anchors and wikilinks as such.
    #[must_use]
    pub fn content(&self) -> Vec<Content> {
        let text = self.text();
        let start = self.front_matter().map_or(0, |front| front.range.end);
        let comments = mask::comments(text);
        let masked = mask::mask(text, &comments, self.wikilinks(), self.fence());
        let mut walk = Walk {
            text,
            atoms: self.atoms(&comments),
            open: vec![Content::new(start..text.len(), ContentKind::Paragraph)],
            too_deep: 0,
            alignments: Vec::new(),
            column: 0,
        };
        let events = Parser::new_ext(&masked[start..], outline::OPTIONS).into_offset_iter();
        for (event, range) in events {
            walk.event(event, range.start + start..range.end + start);
        }
        walk.open.swap_remove(0).inside
    }

    /// What is not read as Markdown, in order.
    fn atoms(&self, comments: &[Range<usize>]) -> Vec<Atom> {
        let anchors = self.anchors().iter().enumerate();
        let anchors = anchors.filter(|(_, anchor)| anchor.live);
        let anchors =
            anchors.map(|(i, anchor)| (anchor.range.clone(), Some(ContentKind::Anchor(i))));
        let links = self.wikilinks().iter().enumerate();
        let links = links.filter(|(_, link)| link.live);
        let links = links.map(|(i, link)| (link.range.clone(), Some(ContentKind::Wikilink(i))));
        let hidden = comments.iter().map(|range| (range.clone(), None));
        let mut all: Vec<_> = anchors.chain(links).chain(hidden).collect();
        all.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let mut atoms: Vec<Atom> = Vec::new();
        for (range, kind) in all {
            if atoms
                .last()
                .is_none_or(|last| last.range.end <= range.start)
            {
                atoms.push(Atom { range, kind });
            }
        }
        atoms
    }
}

/// A stretch that is one piece, or none that a reader sees. Its kind is taken when it is shown.
struct Atom {
    range: Range<usize>,
    kind: Option<ContentKind>,
}

struct Walk<'a> {
    text: &'a str,
    atoms: Vec<Atom>,
    /// The pieces that are open; the first one is the note.
    open: Vec<Content>,
    /// How many are open that are too deep to be shown as such.
    too_deep: usize,
    alignments: Vec<Alignment>,
    column: usize,
}

impl Content {
    fn new(range: Range<usize>, kind: ContentKind) -> Self {
        Self {
            range,
            kind,
            inside: Vec::new(),
        }
    }

    /// Whether its text is shown as it is written.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        matches!(&self.kind, ContentKind::Text(text) if text.len() == self.range.len())
    }
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        if is_inline(&event) && self.atom_around(&range) {
            return;
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(shown) if shown.len() == range.len() => self.literal(range),
            Event::Text(shown) => self.push(range, ContentKind::Text(shown.into_string())),
            Event::Code(_) => self.code(range),
            Event::Html(_) => self.literal(range),
            Event::InlineHtml(tag) if is_line_break(&tag) => self.push(range, ContentKind::Break),
            Event::SoftBreak => self.push(range, ContentKind::SoftBreak),
            Event::HardBreak => self.push(range, ContentKind::Break),
            Event::Rule => self.push(range, ContentKind::Rule),
            Event::TaskListMarker(done) => self.push(range, ContentKind::Task(done)),
            Event::FootnoteReference(label) => {
                self.push(range, ContentKind::FootnoteCall(label.into_string()));
            }
            _ => {}
        }
    }

    /// Shows the atom that a range is in, if it is in one; returns whether it is.
    fn atom_around(&mut self, range: &Range<usize>) -> bool {
        let next = self
            .atoms
            .partition_point(|atom| atom.range.start <= range.start);
        let holds = |atom: &Atom| range.end <= atom.range.end && range.start < atom.range.end;
        let Some(at) = next.checked_sub(1).filter(|&at| holds(&self.atoms[at])) else {
            return false;
        };
        self.show_atom(at);
        true
    }

    fn show_atom(&mut self, at: usize) {
        let Atom { range, kind } = &mut self.atoms[at];
        if let (range, Some(kind)) = (range.clone(), kind.take()) {
            self.push(range, kind);
        }
    }

    /// Text as it is written, but for the atoms in it.
    fn literal(&mut self, range: Range<usize>) {
        let is_raw = matches!(
            self.open.last().map(|open| &open.kind),
            Some(ContentKind::Code(_))
        );
        let mut from = range.start;
        let mut at = self
            .atoms
            .partition_point(|atom| atom.range.end <= range.start);
        while let Some(atom) = self.atoms.get(at).filter(|_| !is_raw) {
            let atom = atom.range.clone();
            if atom.start >= range.end {
                break;
            }
            self.literal_piece(from..atom.start.max(from));
            self.show_atom(at);
            from = atom.end.min(range.end).max(from);
            at += 1;
        }
        self.literal_piece(from..range.end);
    }

    fn literal_piece(&mut self, range: Range<usize>) {
        let Some(piece) = self
            .text
            .get(range.clone())
            .filter(|piece| !piece.is_empty())
        else {
            return;
        };
        let last = self.open.last_mut().and_then(|open| open.inside.last_mut());
        if let Some(last) = last.filter(|last| last.is_literal() && last.range.end == range.start)
            && let ContentKind::Text(text) = &mut last.kind
        {
            text.push_str(piece);
            last.range.end = range.end;
            return;
        }
        let piece = piece.to_owned();
        self.push(range, ContentKind::Text(piece));
    }

    fn push(&mut self, range: Range<usize>, kind: ContentKind) {
        if let Some(open) = self.open.last_mut() {
            open.inside.push(Content::new(range, kind));
        }
    }

    /// Code in a line, without its ticks and the blanks inside them.
    fn code(&mut self, range: Range<usize>) {
        let written = &self.text[range.clone()];
        let ticks = written.len() - written.trim_start_matches('`').len();
        let inner = written.get(ticks..written.len().saturating_sub(ticks));
        let inner = inner.unwrap_or_default();
        let bare = inner
            .strip_prefix(' ')
            .and_then(|rest| rest.strip_suffix(' '));
        let is_blank = inner.trim().is_empty();
        let shown = bare
            .filter(|_| !is_blank)
            .unwrap_or(inner)
            .replace(['\r', '\n'], " ");
        let mut code = Content::new(range.clone(), ContentKind::CodeSpan);
        code.inside
            .push(Content::new(range, ContentKind::Text(shown)));
        if let Some(open) = self.open.last_mut() {
            open.inside.push(code);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        let kind = match tag {
            Tag::Paragraph => ContentKind::Paragraph,
            Tag::Heading { level, .. } => ContentKind::Heading(level as u8),
            Tag::BlockQuote(_) => ContentKind::Quote,
            Tag::CodeBlock(CodeBlockKind::Fenced(language)) => ContentKind::Code(
                language
                    .split_whitespace()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            ),
            Tag::CodeBlock(CodeBlockKind::Indented) => ContentKind::Code(String::new()),
            Tag::HtmlBlock => ContentKind::Source,
            Tag::List(first) => ContentKind::List(first),
            Tag::Item => ContentKind::Item,
            Tag::FootnoteDefinition(label) => ContentKind::Footnote(label.into_string()),
            Tag::Table(alignments) => {
                self.alignments = alignments;
                ContentKind::Table
            }
            Tag::TableHead | Tag::TableRow => {
                self.column = 0;
                ContentKind::Row(matches!(tag, Tag::TableHead))
            }
            Tag::TableCell => ContentKind::Cell(self.next_align()),
            Tag::Emphasis => ContentKind::Emphasis,
            Tag::Strong => ContentKind::Strong,
            Tag::Strikethrough => ContentKind::Strikethrough,
            Tag::Link { dest_url, .. } => ContentKind::Link(dest_url.into_string()),
            Tag::Image { dest_url, .. } => ContentKind::Image(dest_url.into_string()),
            _ => ContentKind::Paragraph,
        };
        if self.open.len() > MAX_DEPTH {
            self.too_deep += 1;
            return;
        }
        self.open.push(Content::new(range, kind));
    }

    fn next_align(&mut self) -> Align {
        let align = self.alignments.get(self.column);
        self.column += 1;
        match align {
            Some(Alignment::Center) => Align::Center,
            Some(Alignment::Right) => Align::End,
            _ => Align::Start,
        }
    }

    fn end(&mut self, _: TagEnd, _: &Range<usize>) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
            return;
        }
        if self.open.len() < 2 {
            return;
        }
        let Some(mut closed) = self.open.pop() else {
            return;
        };
        if closed.kind == ContentKind::Quote {
            as_callout(&mut closed);
        }
        let is_shown = match closed.kind {
            ContentKind::Source => !is_comment(&closed),
            ContentKind::Paragraph => !closed.inside.iter().all(is_blank),
            _ => true,
        };
        if let Some(open) = self.open.last_mut().filter(|_| is_shown) {
            open.inside.push(closed);
        }
    }
}

fn is_comment(source: &Content) -> bool {
    let first = source.inside.first().map(|first| &first.kind);
    let is_text = |text: &str| text.trim_start().starts_with("<!--");
    match first {
        Some(ContentKind::Text(text)) => is_text(text),
        _ => source.inside.iter().all(is_blank),
    }
}

fn is_blank(content: &Content) -> bool {
    match &content.kind {
        ContentKind::Text(text) => text.trim().is_empty(),
        ContentKind::SoftBreak | ContentKind::Break => true,
        _ => false,
    }
}

/// Whether an event is of something in a line, and not of a block.
fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => matches!(
            tag,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ),
        Event::End(tag) => matches!(
            tag,
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
        ),
        // Of these, some are in code.
        Event::Text(_) | Event::Html(_) => false,
        _ => true,
    }
}

fn is_line_break(tag: &str) -> bool {
    tag.get(..3)
        .is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}

/// Makes a callout of a quotation that begins as one does: `[!note] Title`.
fn as_callout(quote: &mut Content) {
    let Some(first) = quote.inside.first_mut() else {
        return;
    };
    let Some(ContentKind::Text(text)) = first.inside.first_mut().map(|text| &mut text.kind) else {
        return;
    };
    let marks = text
        .strip_prefix("[!")
        .and_then(|rest| rest.split_once(']'));
    let Some((kind, rest)) = marks.map(|(kind, rest)| (kind.to_owned(), rest.to_owned())) else {
        return;
    };
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(&rest).trim_start();
    rest.clone_into(text);
    let is_break =
        |content: &Content| matches!(content.kind, ContentKind::SoftBreak | ContentKind::Break);
    let end = first.inside.iter().position(is_break);
    let body = first
        .inside
        .split_off(end.map_or(first.inside.len(), |end| end + 1));
    first.inside.retain(|content| !is_break(content));
    if first.inside.iter().all(is_blank) {
        let named = ContentKind::Text(kind.clone());
        first.inside = vec![Content::new(first.range.start..first.range.start, named)];
    }
    first.kind = ContentKind::CalloutTitle;
    let range = first.range.clone();
    if !body.is_empty() {
        let mut paragraph = Content::new(range, ContentKind::Paragraph);
        paragraph.inside = body;
        quote.inside.insert(1, paragraph);
    }
    quote.kind = ContentKind::Callout(kind);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The pieces as text: kinds with what is in them in brackets.
    fn shown(text: &str) -> String {
        let note = Note::parse(text);
        note.content()
            .iter()
            .map(|content| piece(&note, content))
            .collect()
    }

    fn piece(note: &Note, content: &Content) -> String {
        let inside: String = content
            .inside
            .iter()
            .map(|inside| piece(note, inside))
            .collect();
        match &content.kind {
            ContentKind::Text(text) => text.clone(),
            ContentKind::SoftBreak => "⏎".to_owned(),
            ContentKind::Break => "↵".to_owned(),
            ContentKind::Anchor(_) => "@".to_owned(),
            ContentKind::Wikilink(i) => {
                format!("⟦{}⟧", &note.text()[note.wikilinks()[*i].shown()])
            }
            ContentKind::Paragraph => format!("P({inside})"),
            kind => format!("{kind:?}({inside})"),
        }
    }

    #[test]
    fn blocks_are_as_markdown_has_them() {
        for (text, expected) in [
            (
                "---\ntitle: T\n---\n\n# A *b*\n\nOne\ntwo.\n",
                "Heading(1)(A Emphasis(b))P(One⏎two.)",
            ),
            (
                "- a\n- b\n  1. c\n",
                "List(None)(Item(a)Item(bList(Some(1))(Item(c))))",
            ),
            (
                "- [x] done\n- [ ] open\n",
                "List(None)(Item(Task(true)()done)Item(Task(false)()open))",
            ),
            (
                "```rust x\nlet [[a]] = 1;\n```\n",
                "Code(\"rust\")(let [[a]] = 1;\n)",
            ),
            ("> One.\n> Two.\n", "Quote(P(One.⏎Two.))"),
            (
                "> [!tip]- Mind *this*\n> Body.\n>\n> More.\n",
                "Callout(\"tip\")(CalloutTitle(Mind Emphasis(this))P(Body.)P(More.))",
            ),
            (
                "> [!note]\n> Body.\n",
                "Callout(\"note\")(CalloutTitle(note)P(Body.))",
            ),
            (
                "| a | b |\n| - | -: |\n| c | [[d|e]] |\n",
                "Table(Row(true)(Cell(Start)(a)Cell(End)(b))Row(false)(Cell(Start)(c)Cell(End)(⟦e⟧)))",
            ),
            (
                "a[^1]\n\n[^1]: Note.\n",
                "P(aFootnoteCall(\"1\")())Footnote(\"1\")(P(Note.))",
            ),
            ("a\n\n---\n\nb  \nc<br/>d\n", "P(a)Rule()P(b↵c↵d)"),
            (
                "<div>\nx\n</div>\n\n<!-- no -->\n",
                "Source(<div>\nx\n</div>\n)",
            ),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_have_anchors_links_and_code_and_no_comments() {
        for (text, expected) in [
            (
                "One <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.\n",
                "P(One @.)",
            ),
            (
                "One [00:00:42](https://youtu.be/kbnoteDemo1?t=42), two.\n",
                "P(One @, two.)",
            ),
            (
                "[[a]] and **[[b|c]]** %% hidden *x* %%.\n",
                "P(⟦a⟧ and Strong(⟦c⟧) .)",
            ),
            ("`` a`[[b]] `` &amp; \\*\n", "P(CodeSpan(a`[[b]]) & *)"),
            (
                "[t *u*](https://e.org) ![p](a%20b.png)\n",
                "P(Link(\"https://e.org\")(t Emphasis(u)) Image(\"a%20b.png\")(p))",
            ),
            ("x <b>bold</b> <!-- c --> y\n", "P(x bold  y)"),
            ("%% all hidden %%\n", ""),
            ("![[pic.png]]", "P(⟦pic.png⟧)"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn depth_has_a_limit_and_no_text_is_lost_there() {
        let text = format!("{}deep\n", "> ".repeat(500));
        let note = Note::parse(text);
        let mut depth = 0;
        let mut level = note.content();
        while let Some(first) = level.into_iter().next() {
            depth += 1;
            level = first.inside;
        }
        assert!(depth <= MAX_DEPTH + 2, "{depth}");
        assert!(shown(note.text()).contains("deep"));
    }
}
