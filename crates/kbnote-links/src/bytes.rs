//! The index as bytes: to be stored, and read again in a fraction of the time it takes to make.
//!
//! Behind the head come the arrays of the index in the order of its fields.

use crate::flat::{Flat, Kind, ReadIndexError};
use crate::index::LinkIndex;
use crate::lists::Lists;

const KIND: Kind = Kind {
    magic: *b"kbnlinks",
    version: 3,
};

/// An index with the number that says what it was made from.
#[derive(Clone, Debug)]
pub struct StoredIndex {
    made_from: u64,
    index: LinkIndex,
}

impl StoredIndex {
    /// Reads an index, whatever it was made from.
    ///
    /// # Errors
    /// If the bytes are of another version, or damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReadIndexError> {
        let (made_from, mut rest) = KIND.open(bytes)?;
        let index = LinkIndex::take(&mut rest).filter(|_| rest.is_empty());
        let index = index.filter(LinkIndex::is_sound);
        let index = index.ok_or(ReadIndexError::Damaged)?;
        Ok(Self { made_from, index })
    }

    /// The index, if it was made from that.
    #[must_use]
    pub fn of(self, stamp: u64) -> Option<LinkIndex> {
        (self.made_from == stamp).then_some(self.index)
    }
}

impl LinkIndex {
    /// The index as bytes, with a number that says what it was made from.
    #[must_use]
    pub fn to_bytes(&self, stamp: u64) -> Vec<u8> {
        KIND.file(stamp, |out| self.put(out))
    }

    /// Reads an index that was made from what `stamp` says.
    ///
    /// # Errors
    /// If the bytes are of another version, made from something else, or damaged.
    pub fn from_bytes(bytes: &[u8], stamp: u64) -> Result<Self, ReadIndexError> {
        let stored = StoredIndex::from_bytes(bytes)?;
        stored.of(stamp).ok_or(ReadIndexError::Stale)
    }

    fn put(&self, out: &mut Vec<u8>) {
        self.paths.put(out);
        self.titles.put(out);
        self.spacing.put(out);
        self.folder_of.put(out);
        self.crossing.put(out);
        self.source_links.put(out);
        self.unique.put(out);
        self.names.put(out);
        self.named.put(out);
        self.sources.put(out);
        self.source_of.put(out);
        self.by_source.put(out);
        self.terms.put(out);
        self.text_counts.put(out);
        self.title_terms.put(out);
        self.in_titles.put(out);
        self.signatures.put(out);
        self.in_signatures.put(out);
        self.links.put(out);
        self.linked_by.put(out);
        self.anchors.put(out);
        self.anchor_targets.put(out);
        self.anchor_terms.put(out);
        self.term_topics.put(out);
        self.term_lengths.put(out);
        self.title_topics.put(out);
        self.text_topics.put(out);
    }

    fn take(from: &mut &[u8]) -> Option<Self> {
        Some(Self {
            paths: Lists::take(from)?,
            titles: Lists::take(from)?,
            spacing: Vec::take(from)?,
            folder_of: Vec::take(from)?,
            crossing: Vec::take(from)?,
            source_links: Vec::take(from)?,
            unique: Vec::take(from)?,
            names: Vec::take(from)?,
            named: Lists::take(from)?,
            sources: Lists::take(from)?,
            source_of: Vec::take(from)?,
            by_source: Lists::take(from)?,
            terms: Vec::take(from)?,
            text_counts: Vec::take(from)?,
            title_terms: Lists::take(from)?,
            in_titles: Lists::take(from)?,
            signatures: Lists::take(from)?,
            in_signatures: Lists::take(from)?,
            links: Lists::take(from)?,
            linked_by: Lists::take(from)?,
            anchors: Vec::take(from)?,
            anchor_targets: Lists::take(from)?,
            anchor_terms: Lists::take(from)?,
            term_topics: Vec::take(from)?,
            term_lengths: Vec::take(from)?,
            title_topics: Vec::take(from)?,
            text_topics: Vec::take(from)?,
        })
    }

    /// Whether all arrays are of the lengths that belong together and every number in them is one
    /// of a note, a term or a source.
    fn is_sound(&self) -> bool {
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
    fn what_is_stored_is_read_again() {
        let bytes = index().to_bytes(7);
        assert_eq!(LinkIndex::from_bytes(&bytes, 7), Ok(index()));
        assert_eq!(LinkIndex::from_bytes(&bytes, 8), Err(ReadIndexError::Stale));
        assert_eq!(LinkIndex::from_bytes(b"", 7), Err(ReadIndexError::Version));
        assert_eq!(
            LinkIndex::from_bytes(&LinkIndex::default().to_bytes(0), 0),
            Ok(LinkIndex::default())
        );
    }

    #[test]
    fn numbers_of_notes_that_are_not_there_are_refused() {
        let mut index = index();
        index.links.items[0] = 8;
        assert_eq!(
            LinkIndex::from_bytes(&index.to_bytes(0), 0),
            Err(ReadIndexError::Damaged)
        );
    }

    proptest! {
        #[test]
        fn damage_is_seen(at in any::<prop::sample::Index>(), bit in 0u8..8, cut in any::<prop::sample::Index>()) {
            let bytes = index().to_bytes(7);
            let mut changed = bytes.clone();
            changed[at.index(bytes.len())] ^= 1 << bit;
            prop_assert!(LinkIndex::from_bytes(&changed, 7).is_err());
            prop_assert!(LinkIndex::from_bytes(&bytes[..cut.index(bytes.len())], 7).is_err());
        }

        /// Whoever makes a file by hand can give it the right hash.
        #[test]
        fn a_forged_file_is_read_or_refused(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = index().to_bytes(7);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            crate::flat::rehash(&mut bytes);
            let _ = LinkIndex::from_bytes(&bytes, 7);
        }
    }
}
