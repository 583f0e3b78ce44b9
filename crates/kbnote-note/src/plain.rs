//! A block as plain text: no Markdown, no anchors, and the way back to the source.

use std::ops::Range;

use crate::block::Block;
use crate::inline::{Piece, PieceKind, holding};
use crate::metadata_line;
use crate::sentence::Prose;
use crate::structure::Structure;
use crate::text::blanks_before;

/// The text of a block as a reader sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    pub(crate) text: String,
    /// Offsets of line ends that the author asked for.
    pub(crate) hard_breaks: Vec<usize>,
    /// Where code and formulas begin.
    pub(crate) opaque: Vec<usize>,
    /// Where anchors stand.
    pub(crate) marks: Vec<Mark>,
    runs: Vec<Run>,
}

/// Anchors that stand next to each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Their offset in the plain text.
    pub(crate) at: usize,
    /// Their indexes among the anchors of the note.
    pub(crate) anchors: Range<usize>,
}

/// A stretch of plain text and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    at: usize,
    source: Range<usize>,
    verbatim: bool,
}

/// Something in the source that is not shown as it is written.
enum Special {
    Anchor(usize),
    /// Shown as this part of it.
    Shown(Range<usize>),
    /// A formula with this inside.
    Formula(Range<usize>),
    Hidden,
}

impl Plain {
    /// The plain text of a block.
    pub(crate) fn of(text: &str, structure: &Structure, block: &Block) -> Self {
        let mut builder = Builder {
            source: text,
            plain: Self::default(),
            skip_to: 0,
        };
        let mut specials = specials(structure, &block.range).into_iter().peekable();
        for piece in &structure.inlines.pieces[block.pieces.clone()] {
            while let Some((range, special)) =
                specials.next_if(|(range, _)| range.start < piece.source.end)
            {
                builder.part(piece, range.start);
                builder.special(&range, special);
            }
            builder.part(piece, piece.source.end);
        }
        for (range, special) in specials {
            builder.special(&range, special);
        }
        builder.plain.drop_block_id();
        builder.plain
    }

    /// The text as it is cut into sentences.
    pub(crate) fn prose(&self) -> Prose<'_> {
        Prose {
            text: &self.text,
            hard_breaks: &self.hard_breaks,
            opaque: &self.opaque,
        }
    }

    /// Where in the source the plain text at `at` begins.
    pub(crate) fn source_start(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|run| run.at <= at);
        let run = index.checked_sub(1).and_then(|index| self.runs.get(index));
        run.map_or(0, |run| {
            if run.verbatim {
                (run.source.start + (at - run.at)).min(run.source.end)
            } else {
                run.source.start
            }
        })
    }

    /// Where in the source the plain text before `at` ends.
    pub(crate) fn source_end(&self, at: usize) -> usize {
        let index = self.runs.partition_point(|run| run.at < at);
        let run = index.checked_sub(1).and_then(|index| self.runs.get(index));
        run.map_or(0, |run| {
            if run.verbatim {
                (run.source.start + (at - run.at)).min(run.source.end)
            } else {
                run.source.end
            }
        })
    }

    fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        while self.runs.pop_if(|run| run.at >= length).is_some() {}
        if let Some(run) = self.runs.last_mut().filter(|run| run.verbatim) {
            run.source.end = run.source.end.min(run.source.start + (length - run.at));
        }
    }

    /// Takes away ` ^block-id` at the end.
    fn drop_block_id(&mut self) {
        let kept = self.text.trim_end();
        let Some((before, id)) = kept.rsplit_once('^') else {
            return;
        };
        let is_id = !id.is_empty()
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        if is_id && (before.is_empty() || before.ends_with([' ', '\t', '\n'])) {
            let length = before.trim_end().len();
            self.truncate(length);
            for mark in &mut self.marks {
                mark.at = mark.at.min(length);
            }
        }
    }
}

/// The specials in a stretch of the source, in order.
fn specials(structure: &Structure, range: &Range<usize>) -> Vec<(Range<usize>, Special)> {
    let mut found = Vec::new();
    let first = structure
        .anchors
        .partition_point(|anchor| anchor.range.start < range.start);
    for (index, anchor) in structure.anchors.iter().enumerate().skip(first) {
        if anchor.range.start >= range.end {
            break;
        }
        if anchor.live {
            found.push((anchor.range.clone(), Special::Anchor(index)));
        }
    }
    let links = within(&structure.wikilinks, range, |link| &link.range);
    found.extend(links.filter(|link| link.live).map(|link| {
        let special = if link.embed {
            Special::Hidden
        } else {
            Special::Shown(link.shown())
        };
        (link.range.clone(), special)
    }));
    let formulas = within(&structure.inlines.math, range, |math| &math.range);
    found.extend(formulas.map(|math| (math.range.clone(), Special::Formula(math.inner.clone()))));
    // A comment may have begun in a block before.
    let open = holding(&structure.inlines.comments, range.start);
    let open = open.filter(|comment| comment.start < range.start);
    found.extend(open.map(|comment| (range.start..comment.end, Special::Hidden)));
    let comments = within(&structure.inlines.comments, range, |comment| comment);
    found.extend(comments.map(|comment| (comment.clone(), Special::Hidden)));
    let footnotes = within(&structure.inlines.footnotes, range, |footnote| footnote);
    found.extend(footnotes.map(|footnote| (footnote.clone(), Special::Hidden)));
    found.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
    found
}

/// The members of an ordered list that begin inside `range`.
fn within<'a, T>(
    list: &'a [T],
    range: &Range<usize>,
    place: impl Fn(&T) -> &Range<usize>,
) -> impl Iterator<Item = &'a T> {
    let first = list.partition_point(|item| place(item).start < range.start);
    let end = list.partition_point(|item| place(item).start < range.end);
    list[first..end.max(first)].iter()
}

struct Builder<'a> {
    source: &'a str,
    plain: Plain,
    /// Everything before this offset of the source has been dealt with.
    skip_to: usize,
}

impl Builder<'_> {
    /// Shows the part of a piece that has not been dealt with, up to `end`.
    fn part(&mut self, piece: &Piece, end: usize) {
        let start = piece.source.start.max(self.skip_to);
        if start >= end {
            return;
        }
        let whole = start == piece.source.start && end >= piece.source.end;
        match &piece.kind {
            PieceKind::Text => self.verbatim(start..end.min(piece.source.end)),
            PieceKind::Code => self.opaque(start..end.min(piece.source.end)),
            PieceKind::Replaced(shown) if whole => self.replaced(&piece.source, shown),
            PieceKind::SoftBreak if whole => {
                if self.is_at_metadata(&piece.source) {
                    self.plain.hard_breaks.push(self.plain.text.len());
                }
                self.replaced(&piece.source, "\n");
            }
            PieceKind::HardBreak if whole => {
                self.plain.hard_breaks.push(self.plain.text.len());
                self.replaced(&piece.source, "\n");
            }
            _ => return,
        }
        self.skip_to = end.min(piece.source.end);
    }

    fn verbatim(&mut self, mut range: Range<usize>) {
        if self.closes_brackets(range.start) {
            range.start += 1;
        }
        if range.is_empty() {
            return;
        }
        let at = self.plain.text.len();
        self.plain.text.push_str(&self.source[range.clone()]);
        self.plain.runs.push(Run {
            at,
            source: range,
            verbatim: true,
        });
    }

    /// Whether the line before or after a line end is not prose: then no sentence spans it.
    fn is_at_metadata(&self, line_end: &Range<usize>) -> bool {
        let before = self.source[..line_end.start].rsplit('\n').next();
        let after = self.source[line_end.end..].split('\n').next();
        let mut lines = before.into_iter().chain(after);
        lines.any(metadata_line::is_metadata)
    }

    fn opaque(&mut self, range: Range<usize>) {
        self.plain.opaque.push(self.plain.text.len());
        self.verbatim(range);
    }

    fn replaced(&mut self, source: &Range<usize>, shown: &str) {
        let at = self.plain.text.len();
        self.plain.text.push_str(shown);
        self.plain.runs.push(Run {
            at,
            source: source.clone(),
            verbatim: false,
        });
    }

    /// `(` and `)` around nothing but anchors are no part of the text.
    fn closes_brackets(&mut self, at: usize) -> bool {
        let length = self.plain.text.len();
        let after_mark = self
            .plain
            .marks
            .last()
            .is_some_and(|mark| mark.at == length);
        if !after_mark || !self.plain.text.ends_with('(') || !self.source[at..].starts_with(')') {
            return false;
        }
        let kept = self.plain.text[..length - 1]
            .trim_end_matches([' ', '\t'])
            .len();
        self.plain.truncate(kept);
        if let Some(mark) = self.plain.marks.last_mut() {
            mark.at = kept;
        }
        true
    }

    fn special(&mut self, range: &Range<usize>, special: Special) {
        match special {
            Special::Anchor(index) => self.anchor(range, index),
            _ if range.start < self.skip_to => return,
            Special::Shown(shown) => self.verbatim(shown),
            Special::Formula(inner) => self.opaque(inner),
            Special::Hidden => {}
        }
        self.skip_to = self.skip_to.max(range.end);
    }

    fn anchor(&mut self, range: &Range<usize>, index: usize) {
        if let Some(mark) = self.plain.marks.last_mut() {
            let between = &self.plain.text[mark.at..];
            if mark.anchors.end == index && is_separator(between) {
                mark.anchors.end = index + 1;
                let at = mark.at;
                return self.plain.truncate(at);
            }
        }
        let goes_on = self.source[range.end..].starts_with(char::is_alphanumeric);
        if !goes_on {
            let blanks = range.start - blanks_before(self.source, range.start);
            let kept = self.plain.text.trim_end_matches([' ', '\t']).len();
            self.plain
                .truncate(kept.max(self.plain.text.len().saturating_sub(blanks)));
        }
        self.plain.marks.push(Mark {
            at: self.plain.text.len(),
            anchors: index..index + 1,
        });
    }
}

/// What stands between the anchors of one place.
fn is_separator(between: &str) -> bool {
    let word = between.trim_matches([' ', '\t']);
    matches!(
        word,
        "" | "," | ";" | "-" | "–" | "—" | "&" | "/" | "and" | "to" | ", and"
    )
}
