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
    /// Images, with their texts.
    pub(crate) images: Vec<Range<usize>>,
    /// Template code in prose: `{{ … }}`, `{% … %}`.
    pub(crate) templates: Vec<Range<usize>>,
    /// Blocks that are not prose, whatever is in them: `{{#if}} … {{/if}}`, formulas of TeX.
    pub(crate) enclosed: Vec<Range<usize>>,
    /// Code that is not Markdown: in HTML, and in comments.
    pub(crate) other_code: Vec<Range<usize>>,
    /// HTML tags inside prose, and blocks of HTML.
    pub(crate) html: Vec<Range<usize>>,
    /// Footnotes that are written where they are called: `^[…]`.
    pub(crate) footnotes: Vec<Range<usize>>,
    /// What no reader sees: `<!-- … -->`, and `%% … %%`, which Quartz takes out of the raw text.
    pub(crate) comments: Vec<Range<usize>>,
}

impl Inlines {
    /// Puts each list in order; what overlaps becomes one.
    pub(crate) fn settle(&mut self) {
        for ranges in [
            &mut self.solids,
            &mut self.closers,
            &mut self.strong,
            &mut self.swallowed,
            &mut self.code,
            &mut self.other_code,
            &mut self.images,
            &mut self.html,
            &mut self.comments,
        ] {
            sort_and_join(ranges);
        }
        self.math.sort_by_key(|math| math.range.start);
    }

    /// Whether `offset` lies in code, or in what is a formula in Quartz and in Obsidian.
    pub(crate) fn is_literal(&self, text: &str, offset: usize) -> bool {
        let next = self.math.partition_point(|math| math.range.start <= offset);
        let math = self.math[..next].last();
        let in_math = || math.is_some_and(|math| offset < math.range.end && math.is_tight(text));
        holding(&self.code, offset).is_some()
            || holding(&self.other_code, offset).is_some()
            || in_math()
    }

    /// The place behind whatever encloses or closes at `offset`: never inside a link, code or
    /// formula, never before a closing mark.
    pub(crate) fn behind(&self, offset: usize) -> usize {
        let mut at = offset;
        loop {
            let solid = covering(&self.solids, at).map(|range| range.end);
            match solid.or_else(|| holding(&self.closers, at).map(|range| range.end)) {
                Some(end) => at = end,
                None => return at,
            }
        }
    }
}

fn sort_and_join(ranges: &mut Vec<Range<usize>>) {
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, last| {
        let overlaps = next.start < last.end;
        if overlaps {
            last.end = last.end.max(next.end);
        }
        overlaps
    });
}

/// The range of an ordered list in whose inside `offset` lies, its two ends not counted.
pub(crate) fn covering(ranges: &[Range<usize>], offset: usize) -> Option<&Range<usize>> {
    let next = ranges.partition_point(|range| range.start < offset);
    ranges[..next].last().filter(|range| offset < range.end)
}

/// The range of an ordered list that holds the byte at `offset`.
pub(crate) fn holding(ranges: &[Range<usize>], offset: usize) -> Option<&Range<usize>> {
    let next = ranges.partition_point(|range| range.start <= offset);
    ranges[..next].last().filter(|range| offset < range.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nested_marks_are_one() {
        let mut inlines = Inlines {
            solids: vec![20..30, 0..10, 2..4, 5..6],
            closers: vec![10..12, 11..13],
            ..Inlines::default()
        };
        inlines.settle();
        assert_eq!(inlines.solids, [0..10, 20..30]);
        assert_eq!(inlines.behind(7), 13);
        assert_eq!(inlines.behind(20), 20);
        assert_eq!(holding(&inlines.solids, 20), Some(&(20..30)));
        assert_eq!(holding(&inlines.solids, 10), None);
    }
}
