//! The index as bytes: to be stored, and read again in a fraction of the time it takes to make.
//!
//! After the magic number come the version, the stamp and the checksum, eight bytes each, then the
//! arrays of the index in the order of its fields, each with its length before it. All numbers are
//! little-endian.

use crate::index::LinkIndex;
use crate::lists::Lists;
use crate::topics::{DIMS, Direction};

const MAGIC: u64 = u64::from_le_bytes(*b"kbnlinks");

/// Raised with each change of what is stored, or of how it is made.
const VERSION: u64 = 2;

/// What stands before the arrays.
const HEAD: usize = 32;

/// Why bytes are not an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadIndexError {
    /// They are none, or of another version of kbnote.
    #[error("not a link index of this version")]
    Version,
    /// They were made from other notes than are there now.
    #[error("the link index is out of date")]
    Stale,
    /// They are cut off or changed.
    #[error("the link index is damaged")]
    Damaged,
}

impl LinkIndex {
    /// The index as bytes, with a number that says what it was made from.
    #[must_use]
    pub fn to_bytes(&self, stamp: u64) -> Vec<u8> {
        let mut bytes = vec![0; HEAD];
        self.put(&mut bytes);
        let sum = checksum(&bytes[HEAD..]);
        for (at, number) in [MAGIC, VERSION, stamp, sum].into_iter().enumerate() {
            bytes[at * 8..at * 8 + 8].copy_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    /// Reads an index that was made from what `stamp` says.
    ///
    /// # Errors
    /// If the bytes are of another version, made from something else, or damaged.
    pub fn from_bytes(bytes: &[u8], stamp: u64) -> Result<Self, ReadIndexError> {
        let mut rest = bytes;
        let mut number = || u64::take(&mut rest).ok_or(ReadIndexError::Version);
        if (number()?, number()?) != (MAGIC, VERSION) {
            return Err(ReadIndexError::Version);
        }
        if number()? != stamp {
            return Err(ReadIndexError::Stale);
        }
        if number()? != checksum(rest) {
            return Err(ReadIndexError::Damaged);
        }
        let index = Self::take(&mut rest).filter(|_| rest.is_empty());
        index.filter(Self::is_sound).ok_or(ReadIndexError::Damaged)
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

/// A sum of all bytes, eight at a time, that depends on their order.
fn checksum(bytes: &[u8]) -> u64 {
    let mix = |sum: u64, word: u64| {
        (sum ^ word)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(bytes.len() as u64, |sum, word| {
        mix(sum, u64::from_le_bytes(*word))
    });
    rest.iter().fold(sum, |sum, &byte| mix(sum, byte.into()))
}

/// What can be put behind each other as bytes.
trait Flat: Sized {
    fn put(&self, out: &mut Vec<u8>);
    fn take(from: &mut &[u8]) -> Option<Self>;
}

/// What always takes the same number of bytes.
trait Fixed: Copy {
    const SIZE: usize;
    fn put(&self, out: &mut Vec<u8>);
    /// Reads it from as many bytes as it takes.
    fn read(bytes: &[u8]) -> Self;
}

macro_rules! fixed_number {
    ($($number:ty),*) => {$(
        impl Fixed for $number {
            const SIZE: usize = size_of::<Self>();
            fn put(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }
            fn read(bytes: &[u8]) -> Self {
                let mut own = [0; Self::SIZE];
                own.copy_from_slice(bytes);
                Self::from_le_bytes(own)
            }
        }
    )*};
}
fixed_number!(u8, u16, u32, u64);

impl Fixed for (u32, u16) {
    const SIZE: usize = 6;
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
    fn read(bytes: &[u8]) -> Self {
        (u32::read(&bytes[..4]), u16::read(&bytes[4..]))
    }
}

impl Fixed for Direction {
    const SIZE: usize = DIMS;
    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.map(i8::cast_unsigned));
    }
    fn read(bytes: &[u8]) -> Self {
        std::array::from_fn(|at| bytes[at].cast_signed())
    }
}

impl Flat for u64 {
    fn put(&self, out: &mut Vec<u8>) {
        Fixed::put(self, out);
    }
    fn take(from: &mut &[u8]) -> Option<Self> {
        let (own, rest) = from.split_at_checked(8)?;
        *from = rest;
        Some(Self::read(own))
    }
}

impl<T: Fixed> Flat for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        Flat::put(&(self.len() as u64), out);
        self.iter().for_each(|item| item.put(out));
    }
    fn take(from: &mut &[u8]) -> Option<Self> {
        let count = usize::try_from(u64::take(from)?).ok()?;
        let (own, rest) = from.split_at_checked(count.checked_mul(T::SIZE)?)?;
        *from = rest;
        Some(own.chunks_exact(T::SIZE).map(T::read).collect())
    }
}

impl<T: Fixed> Flat for Lists<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.ends.put(out);
        self.items.put(out);
    }
    fn take(from: &mut &[u8]) -> Option<Self> {
        let (ends, items): (Vec<u32>, Vec<T>) = (Vec::take(from)?, Vec::take(from)?);
        let all = ends.last().map_or(0, |&end| end as usize);
        (ends.is_sorted() && all == items.len()).then_some(Self { ends, items })
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
    }
}
