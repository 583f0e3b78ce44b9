//! The blocks of a note: paragraphs, list items, headings, code and so on, in order.

use std::ops::Range;

/// A stretch of a note that a reader sees as one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its content: for a list item without the bullet, for a heading without the `#`.
    pub range: Range<usize>,
    /// The heading above it, as an index into [`crate::Note::headings`]. A heading's is its own.
    pub heading: Option<usize>,
    /// Its pieces of text, as indexes into those of the note.
    pub(crate) pieces: Range<usize>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// A paragraph.
    Paragraph,
    /// The text of a list item, without lists inside it.
    ListItem,
    /// A paragraph of a quotation.
    Quote,
    /// The first line of a callout, from `[!` on.
    CalloutTitle,
    /// A paragraph of a callout.
    CalloutBody,
    /// A cell in the head of a table.
    TableHead,
    /// A cell of a table, not in its head.
    TableCell,
    /// A paragraph of a footnote.
    Footnote,
    /// A heading.
    Heading,
    /// The line that says which channel the note is from.
    FromLine,
    /// A code block, fenced or indented.
    Code,
    /// A block of raw HTML.
    Html,
    /// A comment that stands alone: `<!-- … -->` or `%% … %%`.
    Comment,
    /// A formula on lines of its own, between `$$` and `$$`.
    Math,
}

impl BlockKind {
    /// Whether its sentences are claims that may be anchored and linked.
    #[must_use]
    pub const fn is_prose(self) -> bool {
        matches!(
            self,
            Self::Paragraph
                | Self::ListItem
                | Self::Quote
                | Self::CalloutBody
                | Self::TableCell
                | Self::Footnote
        )
    }
}

/// A heading of a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// From 1 to 6.
    pub level: u8,
    /// Its text with its Markdown, without the `#`.
    pub range: Range<usize>,
    /// Its text without Markdown.
    pub text: String,
    /// The heading of a higher level that it stands under, as an index.
    pub parent: Option<usize>,
}
