//! How alike two units are by their words.

use std::collections::HashMap;

use super::unit::Unit;
use super::visible;
use crate::note::Note;

/// The words of a unit as numbers, in order of number; repeated words repeat.
pub(super) type Bag = Vec<u32>;

/// Numbers for words, the same for both notes.
#[derive(Default)]
pub(super) struct Words<'a>(HashMap<&'a str, u32>);

impl<'a> Words<'a> {
    pub(super) fn bag(&mut self, note: &'a Note, unit: &Unit) -> Bag {
        let words = visible::words(note, unit).into_iter();
        let mut bag: Bag = words.map(|word| self.number(&note.text()[word])).collect();
        bag.sort_unstable();
        bag
    }

    fn number(&mut self, word: &'a str) -> u32 {
        let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
        *self.0.entry(word).or_insert(next)
    }
}

/// The share of words that two bags have in common, from 0 to 1 (Dice's coefficient).
pub(super) fn likeness(one: &[u32], other: &[u32]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0_usize);
    while let (Some(a), Some(b)) = (one.get(i), other.get(j)) {
        common += usize::from(a == b);
        i += usize::from(a <= b);
        j += usize::from(b <= a);
    }
    let all = one.len() + other.len();
    if all == 0 {
        return 0.0;
    }
    2.0 * common as f64 / all as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_words_count_for_both() {
        let near = |a: &[u32], b: &[u32], share: f64| (likeness(a, b) - share).abs() < 1e-9;
        assert!(near(&[1, 2, 2, 3], &[1, 2, 2, 3], 1.0));
        assert!(near(&[1, 2], &[2, 3], 0.5));
        assert!(near(&[1], &[2], 0.0));
        assert!(near(&[], &[], 0.0));
    }
}
