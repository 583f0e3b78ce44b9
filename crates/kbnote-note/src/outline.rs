//! From Markdown to blocks: the walk over the parser's events.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::block::{Block, BlockKind};
use crate::file_link::{self, FileLink};
use crate::inline::{Inlines, Piece, PieceKind};
use crate::math;
use crate::text::trim;

/// The blocks of a note and what stands inside them.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    pub(crate) blocks: Vec<Block>,
    pub(crate) inlines: Inlines,
    /// The level of each block that is a heading, in order.
    pub(crate) levels: Vec<u8>,
    /// The Markdown links, link definitions and HTML addresses that lead to files, in no order.
    pub(crate) file_links: Vec<FileLink>,
}

/// What of Markdown's extensions notes have.
pub(crate) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_STRIKETHROUGH);

/// Reads the blocks of `text` from `start` on; `masked` is what the Markdown parser sees of it.
pub(crate) fn read(text: &str, masked: &str, start: usize) -> Outline {
    let mut walk = Walk {
        text,
        containers: Vec::new(),
        leaf: None,
        links: Vec::new(),
        outline: Outline::default(),
    };
    let mut file_links = file_link::Collector::default();
    let mut events = Parser::new_ext(&masked[start..], OPTIONS).into_offset_iter();
    for (event, range) in events.by_ref() {
        let range = range.start + start..range.end + start;
        file_links.event(text, &event, &range);
        walk.event(event, range);
    }
    walk.close_leaf();
    walk.outline.file_links = file_links.finish(text, &events, start);
    walk.outline
}

/// What a block may stand in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    Quote,
    Callout,
    Item,
    Footnote,
    TableHead,
    Code,
    Html,
    Other,
}

/// A block of text that is still being read.
struct Leaf {
    kind: BlockKind,
    range: Range<usize>,
    first_piece: usize,
    /// Whether it opens a quotation: it may turn out to be the title of a callout.
    opens_quote: bool,
}

struct Walk<'a> {
    text: &'a str,
    containers: Vec<(Container, bool)>,
    leaf: Option<Leaf>,
    links: Vec<Range<usize>>,
    outline: Outline,
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(shown) if !self.in_raw_block() => {
                let kind = if self.text.as_bytes()[range.clone()].len() == shown.len() {
                    PieceKind::Text
                } else {
                    PieceKind::Replaced(shown.as_ref().into())
                };
                self.piece(range, kind);
            }
            Event::Code(_) => self.code(range),
            Event::SoftBreak => self.piece(range, PieceKind::SoftBreak),
            Event::HardBreak => self.piece(range, PieceKind::HardBreak),
            Event::InlineHtml(tag) => self.tag(&tag, range),
            Event::FootnoteReference(_) => {
                self.leaf_for(&range);
                self.outline.inlines.solids.push(range);
            }
            _ => {}
        }
    }

    fn in_raw_block(&self) -> bool {
        let innermost = self.containers.last().map(|(container, _)| *container);
        matches!(innermost, Some(Container::Code | Container::Html))
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        let container = match tag {
            Tag::Emphasis | Tag::Strikethrough => return self.leaf_for(&range),
            Tag::Strong => {
                self.outline.inlines.strong.push(range.clone());
                return self.leaf_for(&range);
            }
            Tag::Link { .. } | Tag::Image { .. } => {
                if matches!(tag, Tag::Image { .. }) {
                    self.outline.inlines.images.push(range.clone());
                }
                self.links.push(range.clone());
                self.outline.inlines.solids.push(range.clone());
                return self.leaf_for(&range);
            }
            Tag::Paragraph => return self.open_leaf(self.kind_here(), range),
            Tag::Heading { level, .. } => {
                self.outline.levels.push(*level as u8);
                return self.open_leaf(BlockKind::Heading, range);
            }
            Tag::TableCell => return self.open_leaf(self.cell_kind(), range),
            Tag::TableHead => Container::TableHead,
            Tag::CodeBlock(_) => {
                self.raw_block(BlockKind::Code, range);
                Container::Code
            }
            Tag::HtmlBlock => {
                let is_comment = self.text[range.clone()].trim_start().starts_with("<!--");
                let kind = if is_comment {
                    BlockKind::Comment
                } else {
                    BlockKind::Html
                };
                self.raw_block(kind, range);
                Container::Html
            }
            Tag::BlockQuote(_) if self.is_callout(&range) => Container::Callout,
            Tag::BlockQuote(_) => Container::Quote,
            Tag::Item => Container::Item,
            Tag::FootnoteDefinition(_) => Container::Footnote,
            _ => Container::Other,
        };
        self.close_leaf();
        self.containers.push((container, true));
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => self.closer(range),
            TagEnd::Link | TagEnd::Image => {
                self.links.pop();
            }
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::TableCell => self.close_leaf(),
            _ => {
                self.close_leaf();
                self.containers.pop();
            }
        }
    }

    fn is_callout(&self, quote: &Range<usize>) -> bool {
        let content = self.text[quote.clone()].trim_start();
        let inside = content.strip_prefix('>').unwrap_or(content);
        inside.trim_start_matches([' ', '\t']).starts_with("[!")
    }

    fn cell_kind(&self) -> BlockKind {
        match self.containers.last() {
            Some((Container::TableHead, _)) => BlockKind::TableHead,
            _ => BlockKind::TableCell,
        }
    }

    fn kind_here(&self) -> BlockKind {
        let near = self
            .containers
            .iter()
            .rev()
            .map(|(container, _)| *container);
        match near
            .into_iter()
            .find(|container| *container != Container::Other)
        {
            Some(Container::Quote) => BlockKind::Quote,
            Some(Container::Callout) => BlockKind::CalloutBody,
            Some(Container::Item) => BlockKind::ListItem,
            Some(Container::Footnote) => BlockKind::Footnote,
            _ => BlockKind::Paragraph,
        }
    }

    fn raw_block(&mut self, kind: BlockKind, range: Range<usize>) {
        self.close_leaf();
        match kind {
            BlockKind::Code => self.outline.inlines.code.push(range.clone()),
            BlockKind::Comment => {
                let end = self.text[range.clone()]
                    .find("-->")
                    .map_or(range.len(), |at| at + 3);
                self.outline
                    .inlines
                    .comments
                    .push(range.start..range.start + end);
            }
            _ => self.outline.inlines.html.push(range.clone()),
        }
        let here = self.outline.inlines.pieces.len();
        self.push_block(kind, range, here..here);
    }

    /// The tight items of a list have no paragraphs: their text opens a block by itself.
    fn leaf_for(&mut self, range: &Range<usize>) {
        if self.leaf.is_none() {
            self.open_leaf(self.kind_here(), range.clone());
        }
        if let Some(leaf) = &mut self.leaf {
            leaf.range.end = leaf.range.end.max(range.end);
        }
    }

    fn open_leaf(&mut self, kind: BlockKind, range: Range<usize>) {
        self.close_leaf();
        let opens_quote = self
            .containers
            .last_mut()
            .is_some_and(|(container, fresh)| {
                std::mem::take(fresh) && *container == Container::Callout
            });
        self.leaf = Some(Leaf {
            kind,
            range,
            first_piece: self.outline.inlines.pieces.len(),
            opens_quote,
        });
    }

    fn piece(&mut self, source: Range<usize>, kind: PieceKind) {
        self.leaf_for(&source);
        self.outline.inlines.pieces.push(Piece { source, kind });
    }

    fn code(&mut self, range: Range<usize>) {
        let content = &self.text[range.clone()];
        let inner = content.trim_matches('`');
        let lead = content.len() - content.trim_start_matches('`').len();
        let start = range.start + lead.min(content.len() - inner.len());
        self.outline.inlines.code.push(range.clone());
        self.outline.inlines.solids.push(range.clone());
        self.leaf_for(&range);
        self.piece(start..start + inner.len(), PieceKind::Code);
    }

    fn tag(&mut self, tag: &str, range: Range<usize>) {
        let is_break = tag.len() >= 3 && tag[..3].eq_ignore_ascii_case("<br");
        if is_break {
            self.piece(range, PieceKind::HardBreak);
            return;
        }
        self.leaf_for(&range);
        let inlines = &mut self.outline.inlines;
        if tag.starts_with("<!--") {
            inlines.comments.push(range);
            return;
        }
        if tag.starts_with("</") {
            inlines.closers.push(range.clone());
        }
        inlines.html.push(range);
    }

    /// The marks that end an emphasis: what follows its last character, `*`, `_` or `~`.
    fn closer(&mut self, range: &Range<usize>) {
        let content = &self.text[range.clone()];
        let inner = content.trim_end_matches(['*', '_', '~']);
        let start = range.start + inner.len();
        if start < range.end {
            self.outline.inlines.closers.push(start..range.end);
        }
    }

    fn close_leaf(&mut self) {
        let Some(leaf) = self.leaf.take() else { return };
        let pieces = leaf.first_piece..self.outline.inlines.pieces.len();
        let alone = self.find_formulas(pieces.clone(), &leaf.range);
        let is_prose = leaf.kind.is_prose();
        let kind = if alone && is_prose {
            BlockKind::Math
        } else {
            leaf.kind
        };
        let head = match kind {
            BlockKind::CalloutBody if leaf.opens_quote => {
                Some((BlockKind::CalloutTitle, self.first_line(&pieces)))
            }
            BlockKind::Paragraph if self.text[leaf.range.clone()].starts_with("From:") => {
                Some((BlockKind::FromLine, self.first_line(&pieces)))
            }
            _ => None,
        };
        let Some((head, end)) = head else {
            return self.push_block(kind, leaf.range, pieces);
        };
        let rest = self
            .outline
            .inlines
            .pieces
            .get(end)
            .filter(|_| end < pieces.end);
        let cut = rest.map_or(leaf.range.end, |piece| piece.source.start);
        self.push_block(head, leaf.range.start..cut, pieces.start..end);
        if end < pieces.end {
            self.push_block(kind, cut..leaf.range.end, end..pieces.end);
        }
    }

    /// The index behind the first break of a block, and behind the breaks that follow it.
    fn first_line(&self, pieces: &Range<usize>) -> usize {
        let is_break =
            |piece: &Piece| matches!(piece.kind, PieceKind::SoftBreak | PieceKind::HardBreak);
        let all = &self.outline.inlines.pieces;
        let first = pieces.clone().find(|&index| is_break(&all[index]));
        first.map_or(pieces.end, |first| {
            let is_blank = |piece: &Piece| self.text[piece.source.clone()].trim().is_empty();
            let mut after = pieces.clone().skip_while(|&index| index <= first);
            after
                .find(|&index| !is_break(&all[index]) && !is_blank(&all[index]))
                .unwrap_or(pieces.end)
        })
    }

    /// Finds the formulas of a block; says whether the block is a single one that
    /// stands on lines of its own.
    fn find_formulas(&mut self, pieces: Range<usize>, range: &Range<usize>) -> bool {
        if !self.text[range.clone()].contains('$') {
            return false;
        }
        let inlines = &mut self.outline.inlines;
        let texts = inlines.pieces[pieces]
            .iter()
            .filter(|piece| piece.kind == PieceKind::Text);
        let formulas = math::formulas(self.text, texts.map(|piece| piece.source.clone()));
        let content = trim(self.text, range.clone());
        let mut is_all = false;
        for formula in formulas {
            let behind = &self.text[formula.range.end..];
            if math::is_accident(&self.text[formula.inner.clone()], behind) {
                inlines.swallowed.push(formula.range);
            } else {
                is_all |= formula.range == content && self.text[content.clone()].starts_with("$$");
                inlines.solids.push(formula.range.clone());
                inlines.math.push(formula);
            }
        }
        is_all
    }

    fn push_block(&mut self, kind: BlockKind, range: Range<usize>, pieces: Range<usize>) {
        self.outline.blocks.push(Block {
            kind,
            range,
            heading: None,
            pieces,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::BlockKind::{self, *};
    use crate::Note;

    fn blocks(text: &str) -> Vec<(BlockKind, &str)> {
        let note = Note::parse(text);
        note.blocks()
            .iter()
            .map(|block| (block.kind, text[block.range.clone()].trim()))
            .collect()
    }

    #[test]
    fn every_kind_of_block_is_read() {
        assert_eq!(
            blocks(
                "From: [[x]] <br/> \n\n# A\n\nOne.\n\n* Two\n    * Three\n\n1. Four\n\n   Five\n\n> Six\n"
            ),
            [
                (FromLine, "From: [[x]] <br/>"),
                (Heading, "# A"),
                (Paragraph, "One."),
                (ListItem, "Two"),
                (ListItem, "Three"),
                (ListItem, "Four"),
                (ListItem, "Five"),
                (Quote, "Six"),
            ]
        );
        assert_eq!(
            blocks(
                "> [!info] Title\n> Body\n>\n> * Item\n\n[^1]: Note\n\n<div>\n</div>\n\n<!-- c -->\n\n$$\nx\n$$\n\n    code\n"
            ),
            [
                (CalloutTitle, "[!info] Title\n>"),
                (CalloutBody, "Body"),
                (ListItem, "Item"),
                (Footnote, "Note"),
                (Html, "<div>\n</div>"),
                (Comment, "<!-- c -->"),
                (Math, "$$\nx\n$$"),
                (Code, "code"),
            ]
        );
        assert_eq!(
            blocks("| a |\n| --- |\n| [[b|c]] |"),
            [(TableHead, "a"), (TableCell, "[[b|c]]")]
        );
    }

    #[test]
    fn the_from_line_of_a_note_is_not_prose() {
        assert_eq!(
            blocks("From: [[x]] <br/> One. Two."),
            [(FromLine, "From: [[x]] <br/>"), (Paragraph, "One. Two.")]
        );
        assert_eq!(
            blocks("From: [[x]]\nOne."),
            [(FromLine, "From: [[x]]"), (Paragraph, "One.")]
        );
    }
}
