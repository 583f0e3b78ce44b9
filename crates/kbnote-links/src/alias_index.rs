//! Aliases: the other names that authors give to notes. Where one is said, its note is meant.

use serde::{Deserialize, Serialize};

use crate::array;
use crate::collection::Record;
use crate::lists::Lists;
use crate::words::{Term, Terms, has_signs_of_a_name, phrase_hash, words};

/// Aliases with more words are not looked up.
const MAX_WORDS: usize = 8;

/// The number of a note.
type NoteId = u32;

/// The aliases of all notes, by the hashes of their words.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct AliasIndex {
    /// Sorted.
    #[serde(with = "array")]
    hashes: Vec<u64>,
    #[serde(with = "array")]
    notes: Vec<NoteId>,
    texts: Lists<u8>,
    /// The number of words of the longest.
    longest: u32,
}

impl AliasIndex {
    pub(crate) fn new(notes: &[Record<'_>]) -> Self {
        let mut all: Vec<(u64, NoteId, &str, usize)> = Vec::new();
        for (id, note) in (0..).zip(notes).filter(|(_, note)| !note.is_index) {
            let aliases = note.aliases();
            all.extend(aliases.filter_map(|alias| {
                let (hash, words) = hashed(alias)?;
                Some((hash, id, alias, words))
            }));
        }
        all.sort_unstable();
        all.dedup_by_key(|alias| (alias.0, alias.1));
        let longest = all.iter().map(|alias| alias.3).max();
        Self {
            hashes: all.iter().map(|alias| alias.0).collect(),
            notes: all.iter().map(|alias| alias.1).collect(),
            texts: all
                .iter()
                .map(|alias| alias.2.as_bytes().to_vec())
                .collect(),
            longest: longest.unwrap_or_default() as u32,
        }
    }

    /// The number of words of the longest.
    pub(crate) fn longest(&self) -> usize {
        self.longest as usize
    }

    /// Whether its arrays fit each other and a number of notes.
    pub(crate) fn is_consistent(&self, notes: usize) -> bool {
        let all = self.hashes.len();
        let is_note = |&note: &NoteId| (note as usize) < notes;
        all == self.notes.len() && all == self.texts.len() && self.notes.iter().all(is_note)
    }

    /// The note that alone has an alias, and the alias as it is written there.
    pub(crate) fn find(&self, hash: u64) -> Option<(NoteId, &str)> {
        let at = self.hashes.partition_point(|&known| known < hash);
        let is_it = |at: usize| self.hashes.get(at) == Some(&hash);
        let is_alone = is_it(at) && !is_it(at + 1);
        is_alone.then(|| (self.notes[at], self.texts.str(at)))
    }
}

/// The hash of the words of an alias, and their number; `None` if nothing can be found by them.
fn hashed(alias: &str) -> Option<(u64, usize)> {
    let mut terms = Terms::new();
    let all = words(alias, 0..alias.len());
    let all: Vec<(Term, bool)> = all.map(|word| terms.term(&alias[word])).collect();
    let is_name = has_signs_of_a_name(alias) || all.iter().any(|(_, is_stop)| !is_stop);
    (is_name && (1..=MAX_WORDS).contains(&all.len()))
        .then(|| (phrase_hash(all.iter().map(|term| term.0)), all.len()))
}
