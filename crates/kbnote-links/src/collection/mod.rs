//! Facts on all notes, in little space: the input of an index.

mod record;

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use crate::array;
use crate::facts::NoteFacts;
use crate::lists::Lists;
use crate::stored::{self, ReadIndexError};
use crate::words::Term;
pub(crate) use record::Record;

/// The first line of stored facts. Raised with each change of what is stored, or of how it is made.
const FORMAT: &[u8] = b"kbnote.links.facts/4\n";

/// Facts on all notes of a vault. They can be stored, so that next time only changed notes are read.
///
/// The caller gives each note a number by which a change is detected, such as a hash of its bytes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct VaultFacts {
    /// All distinct terms, in order of arrival: the index of a term is its number.
    #[serde(with = "array")]
    terms: Vec<Term>,
    /// The numbers of the terms; empty until a note is added.
    #[serde(skip)]
    numbers: HashMap<Term, u32, BuildHasherDefault<IdentityHasher>>,
    /// The record of each note, and the number that the caller gave it.
    notes: Lists<u8>,
    #[serde(with = "array")]
    hashes: Vec<u64>,
}

impl VaultFacts {
    /// The number of notes.
    #[must_use]
    pub fn len(&self) -> usize {
        self.notes.len()
    }

    /// Whether there are no notes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds the facts on a note.
    pub fn add(&mut self, note: &NoteFacts, hash: u64) {
        if self.numbers.is_empty() {
            self.numbers = self.terms.iter().copied().zip(0..).collect();
        }
        let (terms, numbers) = (&mut self.terms, &mut self.numbers);
        let number = |term: Term| {
            *numbers.entry(term).or_insert_with(|| {
                terms.push(term);
                terms.len() as u32 - 1
            })
        };
        self.notes.push(record::to_bytes(note, number));
        self.hashes.push(hash);
    }

    /// Keeps only the notes with these paths and hashes. Returns the indexes of the given notes that are
    /// missing here, and so must be added.
    pub fn keep(&mut self, notes: &[(&str, u64)]) -> Vec<usize> {
        let mut missing: HashMap<(&str, u64), usize> = notes.iter().copied().zip(0..).collect();
        let mut kept = HashSet::new();
        for (number, record) in self.notes.iter() {
            let path = Record::from_bytes(record).map(|record| record.path);
            let note = path.zip(self.hashes.get(number).copied());
            if note.is_some_and(|note| missing.remove(&note).is_some()) {
                kept.insert(number);
            }
        }
        let mut missing: Vec<usize> = missing.into_values().collect();
        missing.sort_unstable();
        if kept.len() < self.len() {
            let mut number = 0..;
            self.hashes
                .retain(|_| number.next().is_some_and(|n| kept.contains(&n)));
            self.notes.retain(|number| kept.contains(&number));
        }
        missing
    }

    /// The notes, in order of their paths.
    pub(crate) fn records(&self) -> Vec<Record<'_>> {
        let mut records: Vec<Record<'_>> = self
            .notes
            .iter()
            .filter_map(|(_, bytes)| Record::from_bytes(bytes))
            .collect();
        records.sort_by(|a, b| a.path.cmp(b.path));
        records
    }

    /// The terms by their numbers.
    pub(crate) fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The facts as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        stored::to_bytes(FORMAT, self)
    }

    /// Reads facts again.
    ///
    /// # Errors
    /// If the bytes have another format, or are damaged.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReadIndexError> {
        let facts: Self = stored::from_bytes(FORMAT, bytes)?;
        if facts.hashes.len() == facts.notes.len() {
            Ok(facts)
        } else {
            Err(ReadIndexError::Damaged)
        }
    }
}

impl FromIterator<NoteFacts> for VaultFacts {
    fn from_iter<I: IntoIterator<Item = NoteFacts>>(notes: I) -> Self {
        let mut facts = Self::default();
        for note in notes {
            facts.add(&note, 0);
        }
        facts
    }
}

/// Returns terms unchanged: they are hashes already.
#[derive(Clone, Copy, Debug, Default)]
struct IdentityHasher(u64);

impl Hasher for IdentityHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = crate::words::hash(bytes.iter().copied());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LinkIndex;
    use crate::testing::{facts, index};

    /// The vault's facts, with the numbers of the notes as hashes.
    fn collected() -> VaultFacts {
        let mut all = VaultFacts::default();
        for (number, note) in (0..).zip(facts()) {
            all.add(&note, number);
        }
        all
    }

    #[test]
    fn stored_facts_are_read_again() {
        let bytes = collected().to_bytes();
        let read = VaultFacts::from_bytes(&bytes).unwrap();
        assert_eq!(LinkIndex::from_facts(read.clone()), index());
        assert_eq!(read.to_bytes(), bytes);
        assert!(VaultFacts::from_bytes(&index().to_bytes(0)).is_err());
        assert!(VaultFacts::from_bytes(&bytes[..bytes.len() - 1]).is_err());
    }

    #[test]
    fn notes_with_another_hash_or_path_are_missing() {
        let mut all = collected();
        let notes = facts();
        let mut wanted: Vec<(&str, u64)> = notes
            .iter()
            .map(|note| note.path.as_str())
            .zip(0..)
            .collect();
        assert!(all.keep(&wanted).is_empty());
        assert_eq!(all.len(), notes.len());
        wanted[2].1 = 77;
        wanted[5].0 = "elsewhere";
        wanted.pop();
        assert_eq!(all.keep(&wanted), [2, 5]);
        assert_eq!(all.len(), notes.len() - 3);
    }

    proptest! {
        /// Notes that are kept and notes that are added make the same index as a fresh read of all.
        #[test]
        fn kept_and_added_notes_make_the_index_of_all(
            texts in prop::collection::vec("(roost|reed|tide|\\[\\[b\\|tide\\]\\]|frost| )*", 2..9),
            before in prop::collection::vec(any::<bool>(), 9),
            edited in prop::collection::vec(any::<bool>(), 9),
            index_note in 0usize..9,
        ) {
            let note = |number: usize, text: &str| {
                let path = ["a/one", "b", "c/three", "d", "e/e", "f", "g", "h", "i"][number];
                let note = kbnote_note::Note::parse(format!("---\ntitle: The {path} tide\n---\n{text}"));
                let mut facts = NoteFacts::read(path, &note);
                facts.is_index = number == index_note;
                facts
            };
            let now: Vec<NoteFacts> = texts.iter().enumerate().map(|(n, text)| note(n, text)).collect();
            let mut stored = VaultFacts::default();
            for (number, text) in texts.iter().enumerate().filter(|(number, _)| before[*number]) {
                let old = format!("{text} {}", if edited[number] { "kelp frost" } else { "" });
                stored.add(&note(number, &old), u64::from(edited[number]));
            }
            let mut facts = VaultFacts::from_bytes(&stored.to_bytes()).unwrap();
            let wanted: Vec<(&str, u64)> = now.iter().map(|note| (note.path.as_str(), 0)).collect();
            for missing in facts.keep(&wanted) {
                facts.add(&now[missing], 0);
            }
            prop_assert_eq!(LinkIndex::from_facts(facts), LinkIndex::new(now));
        }

        #[test]
        fn a_damaged_file_does_not_panic(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        ) {
            let mut bytes = collected().to_bytes();
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Ok(facts) = VaultFacts::from_bytes(&bytes) {
                let _ = LinkIndex::from_facts(facts);
            }
        }
    }
}
