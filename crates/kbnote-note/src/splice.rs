//! Edits of a note: ranges to replace, everything else stays byte for byte.

use std::ops::Range;

/// The replacement of a stretch of the source; an insertion replaces an empty one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Splice {
    /// The bytes that go.
    pub range: Range<usize>,
    /// The text that takes their place.
    pub replacement: String,
}

impl Splice {
    /// Replaces `range`.
    #[must_use]
    pub fn replace(range: Range<usize>, replacement: impl Into<String>) -> Self {
        Self {
            range,
            replacement: replacement.into(),
        }
    }

    /// Inserts at `offset`.
    #[must_use]
    pub fn insert(offset: usize, text: impl Into<String>) -> Self {
        Self::replace(offset..offset, text)
    }

    /// Removes `range`.
    #[must_use]
    pub fn remove(range: Range<usize>) -> Self {
        Self::replace(range, String::new())
    }
}

/// Why edits cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The range lies outside of the note, is reversed, or cuts a character.
    #[error("bytes {0:?} are not a range of the note")]
    NoSuchRange(Range<usize>),
    /// Two edits change the same bytes.
    #[error("two edits change the same bytes: {0:?} and {1:?}")]
    Overlap(Range<usize>, Range<usize>),
}

/// The source with all splices made. Their order does not matter, but that insertions at one
/// place keep theirs.
pub(crate) fn apply(source: &[u8], text: &str, splices: &[Splice]) -> Result<Vec<u8>, EditError> {
    let mut ordered: Vec<&Splice> = splices.iter().collect();
    ordered.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut edited = Vec::with_capacity(source.len() + added_length(splices));
    let mut last = 0..0;
    for splice in ordered {
        let range = splice.range.clone();
        if text.get(range.clone()).is_none() {
            return Err(EditError::NoSuchRange(range));
        }
        if range.start < last.end {
            return Err(EditError::Overlap(last, range));
        }
        edited.extend_from_slice(&source[last.end..range.start]);
        edited.extend_from_slice(splice.replacement.as_bytes());
        last = range;
    }
    edited.extend_from_slice(&source[last.end..]);
    Ok(edited)
}

fn added_length(splices: &[Splice]) -> usize {
    splices.iter().map(|splice| splice.replacement.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(splices: &[Splice]) -> Result<String, EditError> {
        apply("aébc".as_bytes(), "aébc", splices).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn the_order_of_splices_does_not_matter() {
        let there = [
            Splice::replace(3..4, "B"),
            Splice::insert(0, "["),
            Splice::insert(0, "("),
        ];
        assert_eq!(edited(&there).as_deref(), Ok("[(aéBc"));
        assert_eq!(
            edited(&[Splice::remove(1..3), Splice::insert(5, "!")]).as_deref(),
            Ok("abc!")
        );
    }

    #[test]
    fn impossible_splices_are_refused() {
        assert_eq!(
            edited(&[Splice::remove(0..2)]),
            Err(EditError::NoSuchRange(0..2))
        );
        assert_eq!(
            edited(&[Splice::insert(6, "")]),
            Err(EditError::NoSuchRange(6..6))
        );
        let both = [Splice::remove(0..3), Splice::remove(1..4)];
        assert_eq!(edited(&both), Err(EditError::Overlap(0..3, 1..4)));
    }
}
