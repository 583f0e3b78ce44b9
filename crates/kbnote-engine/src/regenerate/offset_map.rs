//! From places in an edited note back to places in the note as it was.

use std::ops::Range;

use kbnote_note::Splice;

/// Finds the places of an edited note in the note before the edits.
pub(super) struct OffsetMap {
    edits: Vec<MadeEdit>,
}

/// An edit that was made.
struct MadeEdit {
    /// What it replaced, in the note before.
    replaced: Range<usize>,
    /// What it wrote, in the edited note.
    written: Range<usize>,
    /// By how much the text grew up to its end.
    growth: isize,
}

impl OffsetMap {
    pub(super) fn new(splices: &[Splice]) -> Self {
        let mut ordered: Vec<&Splice> = splices.iter().collect();
        ordered.sort_by_key(|splice| (splice.range.start, splice.range.end));
        let mut growth = 0;
        let made = |splice: &Splice| {
            let start = splice.range.start.saturating_add_signed(growth);
            growth += splice.replacement.len().cast_signed() - splice.range.len().cast_signed();
            MadeEdit {
                replaced: splice.range.clone(),
                written: start..start + splice.replacement.len(),
                growth,
            }
        };
        Self {
            edits: ordered.into_iter().map(made).collect(),
        }
    }

    /// Where the byte at `offset` of the edited note was before; `None` if an edit wrote it.
    pub(super) fn offset(&self, offset: usize) -> Option<usize> {
        match self.edit_at(offset) {
            Some(_) => None,
            None => Some(self.outside(offset)),
        }
    }

    /// The edit that wrote the bytes on both sides of a place.
    fn edit_at(&self, offset: usize) -> Option<&MadeEdit> {
        let next = self.edits.get(self.edits_before(offset))?;
        (next.written.start < offset).then_some(next)
    }

    fn edits_before(&self, offset: usize) -> usize {
        self.edits
            .partition_point(|edit| edit.written.end <= offset)
    }

    fn outside(&self, offset: usize) -> usize {
        let last = self.edits_before(offset).checked_sub(1);
        let growth = last.map_or(0, |last| self.edits[last].growth);
        offset.saturating_add_signed(-growth)
    }

    /// The bytes of the note before that became a range of the edited note, and what was there before an edit
    /// that reaches over one of its ends.
    pub(super) fn around(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.edit_at(range.start);
        let start = start.map_or_else(|| self.outside(range.start), |edit| edit.replaced.start);
        let end = self.edit_at(range.end);
        let end = end.map_or_else(|| self.outside(range.end), |edit| edit.replaced.end);
        start..end.max(start)
    }

    pub(super) fn range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        let (start, end) = (self.offset(range.start)?, self.offset(range.end)?);
        (start <= end).then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_after_an_edit_are_mapped_back() {
        let back = OffsetMap::new(&[Splice::insert(4, "12345"), Splice::remove(8..10)]);
        assert_eq!(
            [0, 3, 9, 12, 13].map(|at| back.offset(at)),
            [0, 3, 4, 7, 10].map(Some)
        );
        assert_eq!(back.range(&(2..6)), None, "it ends in what was written");
        assert_eq!(back.around(&(6..12)), 4..7, "it begins in what was written");
    }
}
