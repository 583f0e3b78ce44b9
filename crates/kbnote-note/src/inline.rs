//! What stands inside the blocks: pieces of text, and the marks around them.

use std::ops::Range;

use crate::math::Math;

/// A piece of a block that a reader sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) source: Range<usize>,
    pub(crate) kind: PieceKind,
}

/// How a piece is seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PieceKind {
    /// As it is written.
    Text,
    /// Code, as it is written; the ticks stand outside of the piece.
    Code,
    /// As another text: an entity.
    Replaced(Box<str>),
    /// As a line end that the author did not ask for, or as a blank.
    SoftBreak,
    /// As a line end.
    HardBreak,
}

/// Everything inside the blocks of a note; each list in order of place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Inlines {
    pub(crate) pieces: Vec<Piece>,
    /// What no anchor may stand in and no sentence end in: links, code, wikilinks, formulas.
    pub(crate) solids: Vec<Range<usize>>,
    /// Marks that end an emphasis or an HTML element: an anchor goes behind them.
    pub(crate) closers: Vec<Range<usize>>,
    /// Stretches of strong text.
    pub(crate) strong: Vec<Range<usize>>,
    /// Formulas that are meant.
    pub(crate) math: Vec<Math>,
    /// Prose that Quartz takes for a formula.
    pub(crate) swallowed: Vec<Range<usize>>,
    /// Code spans and code blocks.
    pub(crate) code: Vec<Range<usize>>,
    /// HTML tags inside prose, and blocks of HTML.
    pub(crate) html: Vec<Range<usize>>,
}

impl Inlines {
    /// Puts each list in order.
    pub(crate) fn sort(&mut self) {
        for ranges in [
            &mut self.solids,
            &mut self.closers,
            &mut self.strong,
            &mut self.swallowed,
            &mut self.code,
            &mut self.html,
        ] {
            ranges.sort_by_key(|range| (range.start, range.end));
        }
        self.math.sort_by_key(|math| math.range.start);
    }

    /// The place behind whatever encloses or closes at `offset`: never inside a link, code or
    /// formula, never before a closing mark.
    pub(crate) fn behind(&self, offset: usize) -> usize {
        let mut at = offset;
        loop {
            let solid = covering(&self.solids, at).map(|range| range.end);
            let closer = self
                .closers
                .binary_search_by_key(&at, |range| range.start)
                .ok()
                .map(|index| self.closers[index].end);
            match solid.or(closer) {
                Some(end) => at = end,
                None => return at,
            }
        }
    }
}

/// The range of an ordered list in whose inside `offset` lies, its two ends not counted.
pub(crate) fn covering(ranges: &[Range<usize>], offset: usize) -> Option<&Range<usize>> {
    let next = ranges.partition_point(|range| range.start < offset);
    // Ranges may nest (code in a link): the outer one begins a little earlier.
    ranges[..next]
        .iter()
        .rev()
        .take(4)
        .filter(|range| offset < range.end)
        .max_by_key(|range| range.end)
}
