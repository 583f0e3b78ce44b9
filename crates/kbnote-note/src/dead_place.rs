//! Where what is written does not come to the reader as what it is.

use crate::block::BlockKind;
use crate::inline::{covering, holding};
use crate::structure::Structure;

/// What an anchor or a link can stand in that keeps it from working.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DeadPlace {
    /// The front matter: no reader sees it.
    FrontMatter,
    /// A comment, `%% … %%` or `<!-- … -->`: no reader sees it.
    Comment,
    /// Code: it is shown letter by letter.
    Code,
    /// A formula that is meant: it is set as mathematics.
    Formula,
    /// Prose that is taken for a formula.
    ProseAsFormula,
    /// A block of raw HTML, where no Markdown is read.
    HtmlBlock,
    /// The text of another link.
    LinkText,
}

/// What `offset` lies in; the widest first.
pub(crate) fn at(structure: &Structure, offset: usize) -> Option<DeadPlace> {
    let inlines = &structure.inlines;
    let lists = [
        (&inlines.comments, DeadPlace::Comment),
        (&inlines.code, DeadPlace::Code),
        (&inlines.swallowed, DeadPlace::ProseAsFormula),
    ];
    let in_list = lists
        .into_iter()
        .find_map(|(list, place)| holding(list, offset).map(|_| place));
    let in_formula = || {
        let next = inlines
            .math
            .partition_point(|math| math.range.start <= offset);
        let math = inlines.math[..next].last();
        math.is_some_and(|math| offset < math.range.end)
    };
    let in_html_block = || {
        let blocks = &structure.blocks;
        let next = blocks.partition_point(|block| block.range.start <= offset);
        let block = blocks[..next].last();
        block.is_some_and(|block| block.kind == BlockKind::Html && offset < block.range.end)
    };
    let in_fence = || structure.is_fenced(offset).then_some(DeadPlace::Code);
    in_list
        .or_else(in_fence)
        .or_else(|| in_formula().then_some(DeadPlace::Formula))
        .or_else(|| in_html_block().then_some(DeadPlace::HtmlBlock))
        .or_else(|| covering(&inlines.solids, offset).map(|_| DeadPlace::LinkText))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Note;

    #[test]
    fn every_dead_place_is_found() {
        let text = "---\na: @\n---\n\n`@` $x @$ %%@%% [a @ b](c) @ costs $5 million @ and then $10.\n\n<div>\n@\n</div>\n";
        let note = Note::parse(text);
        let places: Vec<_> = text
            .match_indices('@')
            .map(|(at, _)| note.dead_place(at))
            .collect();
        assert_eq!(
            places,
            [
                Some(DeadPlace::FrontMatter),
                Some(DeadPlace::Code),
                Some(DeadPlace::Formula),
                Some(DeadPlace::Comment),
                Some(DeadPlace::LinkText),
                None,
                Some(DeadPlace::ProseAsFormula),
                Some(DeadPlace::HtmlBlock),
            ]
        );
        assert_eq!(note.prose_as_formula().len(), 1);
        assert!(note.block_at(0).is_none() && note.block_at(text.len() - 2).is_some());
    }
}
