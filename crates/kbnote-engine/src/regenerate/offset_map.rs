//! From places in an edited note back to places in the note as it was.

use kbnote_note::Splice;

/// Finds the places of an edited note in the note before the edits.
pub(super) struct OffsetMap {
    /// For each edit, where it ends in the edited note and by how much the text grew up to there.
    ends: Vec<(usize, isize)>,
}

impl OffsetMap {
    pub(super) fn new(splices: &[Splice]) -> Self {
        let mut ordered: Vec<&Splice> = splices.iter().collect();
        ordered.sort_by_key(|splice| (splice.range.start, splice.range.end));
        let mut growth = 0;
        let end = |splice: &Splice| {
            growth += splice.replacement.len().cast_signed() - splice.range.len().cast_signed();
            (splice.range.end.saturating_add_signed(growth), growth)
        };
        Self {
            ends: ordered.into_iter().map(end).collect(),
        }
    }

    /// Where the byte at `offset` of the edited note stood before; no edit may have written it.
    pub(super) fn offset(&self, offset: usize) -> usize {
        let before = self.ends.partition_point(|(end, _)| *end <= offset);
        let growth = before.checked_sub(1).map_or(0, |last| self.ends[last].1);
        offset.saturating_add_signed(-growth)
    }

    pub(super) fn range(&self, range: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        self.offset(range.start)..self.offset(range.end)
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
            [0, 3, 4, 7, 10]
        );
    }
}
