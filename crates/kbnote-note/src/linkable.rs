//! Where a wikilink may be written.

use std::ops::Range;

use crate::inline::{PieceKind, holding};
use crate::structure::Structure;

/// The prose of a note without what is code, formula, link, anchor or comment already, in order;
/// nothing in a note that stands in a code fence as a whole.
pub(crate) fn ranges(structure: &Structure) -> Vec<Range<usize>> {
    let mut found = Linkable {
        structure,
        ranges: Vec::new(),
    };
    if structure.fence.is_some() {
        return found.ranges;
    }
    for block in structure
        .blocks
        .iter()
        .filter(|block| block.kind.is_prose())
    {
        for piece in &structure.inlines.pieces[block.pieces.clone()] {
            if piece.kind == PieceKind::Text {
                found.outside_anchors(piece.source.clone());
            }
        }
    }
    found.ranges
}

struct Linkable<'a> {
    structure: &'a Structure,
    ranges: Vec<Range<usize>>,
}

impl Linkable<'_> {
    fn outside_anchors(&mut self, mut range: Range<usize>) {
        let anchors = &self.structure.anchors;
        let first = anchors.partition_point(|anchor| anchor.range.end <= range.start);
        let cuts = anchors[first..].iter().map(|anchor| &anchor.range);
        for cut in cuts.take_while(|cut| cut.start < range.end) {
            self.outside_solids(range.start..cut.start.max(range.start));
            range.start = cut.end.min(range.end);
        }
        self.outside_solids(range);
    }

    fn outside_solids(&mut self, mut range: Range<usize>) {
        while range.start < range.end {
            let solid = self.first_solid(&range);
            let end = solid
                .as_ref()
                .map_or(range.end, |solid| solid.start.max(range.start));
            self.push(range.start..end);
            range.start = solid.map_or(range.end, |solid| solid.end.max(range.start + 1));
        }
    }

    /// Adds a stretch; one that goes on where the last one ends prolongs it.
    fn push(&mut self, range: Range<usize>) {
        match self
            .ranges
            .last_mut()
            .filter(|last| last.end == range.start)
        {
            Some(last) => last.end = range.end,
            None if range.is_empty() => {}
            None => self.ranges.push(range),
        }
    }

    /// The first link, code, formula or comment that touches a stretch of text.
    fn first_solid(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let inlines = &self.structure.inlines;
        [&inlines.solids, &inlines.swallowed, &inlines.comments]
            .into_iter()
            .filter_map(|list| first_touching(list, range))
            .min_by_key(|found| found.start)
    }
}

fn first_touching(list: &[Range<usize>], range: &Range<usize>) -> Option<Range<usize>> {
    if let Some(around) = holding(list, range.start) {
        return Some(around.clone());
    }
    let next = list.get(list.partition_point(|found| found.start < range.start))?;
    (next.start < range.end).then(|| next.clone())
}

#[cfg(test)]
mod tests {
    use crate::Note;

    #[test]
    fn links_go_into_prose_alone() {
        let text = "---\ntitle: Reeds\n---\n\n# Reeds\n\nReeds `reeds` [[reeds]] and [reeds](x) stand \
                    [00:00:42] in *reed* beds $x$ %%reeds%% &amp; water.\n\n```\nreeds\n```\n\n* Frost";
        let note = Note::parse(text);
        let linkable: Vec<&str> = note
            .linkable_ranges()
            .into_iter()
            .map(|range| text[range].trim())
            .filter(|stretch| !stretch.is_empty())
            .collect();
        assert_eq!(
            linkable,
            [
                "Reeds", "and", "stand", "in", "reed", "beds", "water.", "Frost"
            ]
        );
    }
}
