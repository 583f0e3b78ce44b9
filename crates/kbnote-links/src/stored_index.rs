//! An index as bytes: reading it takes a fraction of the time of making it.
//!
//! Damage is not detected here, except where it would make a number point outside its array: the vault
//! seals the file.

use serde::Deserialize;

use crate::index::LinkIndex;
use crate::stored::{ReadIndexError, from_bytes, to_bytes};

/// The first line of a stored index. Raised with each change of what is stored, or of how it is made.
const INDEX_FORMAT: &[u8] = b"kbnote.links.index/6\n";

/// An index with the stamp of the notes that it was made from.
#[derive(Clone, Debug, Deserialize)]
pub struct StoredIndex {
    stamp: u64,
    index: LinkIndex,
}

impl StoredIndex {
    /// Reads an index with any stamp.
    ///
    /// # Errors
    /// If the bytes have another format, or are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReadIndexError> {
        let stored: Self = from_bytes(INDEX_FORMAT, bytes)?;
        if stored.index.is_consistent() {
            Ok(stored)
        } else {
            Err(ReadIndexError::Damaged)
        }
    }

    /// The index, if it has this stamp.
    #[must_use]
    pub fn with_stamp(self, stamp: u64) -> Option<LinkIndex> {
        (self.stamp == stamp).then_some(self.index)
    }
}

impl LinkIndex {
    /// The index as bytes, with a stamp of the notes that it was made from.
    #[must_use]
    pub fn to_bytes(&self, stamp: u64) -> Vec<u8> {
        to_bytes(INDEX_FORMAT, &(stamp, self))
    }

    /// Reads an index with this stamp.
    ///
    /// # Errors
    /// If the bytes have another format or stamp, or are damaged.
    pub fn from_bytes(bytes: &[u8], stamp: u64) -> Result<Self, ReadIndexError> {
        let stored = StoredIndex::from_bytes(bytes)?;
        stored.with_stamp(stamp).ok_or(ReadIndexError::Stale)
    }

    /// Whether all arrays have the lengths that they must share, and every number in them is that of
    /// an existing note, term or source.
    fn is_consistent(&self) -> bool {
        let (notes, terms) = (self.len(), self.terms.len());
        let of_notes = [
            self.titles.len(),
            self.unique.len(),
            self.source_of.len(),
            self.folder_of.len(),
            self.title_terms.len(),
            self.signatures.len(),
            self.links.len(),
            self.linked_by.len(),
            self.anchor_terms.len(),
            self.title_topics.len(),
            self.text_topics.len(),
        ];
        let of_terms = [
            self.text_counts.len(),
            self.in_titles.len(),
            self.in_signatures.len(),
            self.term_topics.len(),
            self.term_lengths.len(),
        ];
        let below =
            |numbers: &[u32], end: usize| numbers.iter().all(|&number| (number as usize) < end);
        let first_below = |pairs: &[(u32, u16)], end: usize| {
            pairs.iter().all(|&(number, _)| (number as usize) < end)
        };
        of_notes.iter().all(|&count| count == notes)
            && of_terms.iter().all(|&count| count == terms)
            && self.aliases.is_consistent(notes)
            && self.names.len() == self.named.len()
            && self.anchors.len() == self.anchor_targets.len()
            && below(&self.source_of, self.by_source.len())
            && [
                &self.named,
                &self.by_source,
                &self.in_titles,
                &self.links,
                &self.linked_by,
            ]
            .iter()
            .all(|lists| below(&lists.items, notes))
            && below(&self.title_terms.items, terms)
            && [&self.signatures, &self.anchor_terms]
                .iter()
                .all(|lists| first_below(&lists.items, terms))
            && [&self.in_signatures, &self.anchor_targets]
                .iter()
                .all(|lists| first_below(&lists.items, notes))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::index;

    #[test]
    fn a_stored_index_is_read_again() {
        let bytes = index().to_bytes(7);
        assert_eq!(LinkIndex::from_bytes(&bytes, 7), Ok(index()));
        assert_eq!(LinkIndex::from_bytes(&bytes, 8), Err(ReadIndexError::Stale));
        for other in [&b""[..], b"kbnlinks\x03\0\0\0\0\0\0\0", &bytes[1..]] {
            assert_eq!(
                LinkIndex::from_bytes(other, 7),
                Err(ReadIndexError::Version)
            );
        }
        let mut longer = bytes;
        longer.push(0);
        assert_eq!(
            LinkIndex::from_bytes(&longer, 7),
            Err(ReadIndexError::Damaged)
        );
        let empty = LinkIndex::default();
        assert_eq!(LinkIndex::from_bytes(&empty.to_bytes(0), 0), Ok(empty));
    }

    #[test]
    fn numbers_of_missing_notes_are_refused() {
        let mut index = index();
        index.links.items[0] = 8;
        assert_eq!(
            LinkIndex::from_bytes(&index.to_bytes(0), 0),
            Err(ReadIndexError::Damaged)
        );
    }

    proptest! {
        #[test]
        fn a_damaged_file_does_not_panic(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = index().to_bytes(7);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(index) = LinkIndex::from_bytes(&bytes, 7) {
                let note = kbnote_note::Note::parse("Starlings share a roost site by the reed beds.");
                let _ = crate::suggest(&note, &index, &crate::SuggestOptions::default());
            }
            prop_assert!(LinkIndex::from_bytes(&bytes[..cut.index(bytes.len())], 7).is_err());
        }
    }
}
