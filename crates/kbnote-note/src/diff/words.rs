//! Which words of a unit changed.

use std::ops::Range;

use super::runs::{Runs, differing_runs};
use super::unit::Unit;
use super::visible;
use crate::note::Note;

/// A run of words and the words in their place; one of the two may be empty. Anchors inside a
/// range are not part of it: see [`Unit::visible`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordChange {
    /// The words that went, as bytes of the old note.
    pub old: Range<usize>,
    /// The words that came, as bytes of the new note.
    pub new: Range<usize>,
}

/// Beyond so many pairs of words, the changed stretch is taken as a whole.
const TOO_MANY: usize = 4_000_000;

/// The changes between the words of a unit then and now.
pub(super) fn changes(old: (&Note, &Unit), new: (&Note, &Unit)) -> Vec<WordChange> {
    let (old_text, new_text) = (old.0.text(), new.0.text());
    let (before, after) = (visible::words(old.0, old.1), visible::words(new.0, new.1));
    let old_words: Vec<&str> = before.iter().map(|word| &old_text[word.clone()]).collect();
    let new_words: Vec<&str> = after.iter().map(|word| &new_text[word.clone()]).collect();
    let replaced = replaced(&old_words, &new_words).into_iter();
    replaced
        .map(|(o, n)| WordChange {
            old: span(&before, o, old.1),
            new: span(&after, n, new.1),
        })
        .collect()
}

/// The ranges of words that differ; swapped lists give the same ones, swapped.
fn replaced(old: &[&str], new: &[&str]) -> Vec<Runs> {
    if old > new {
        let mirrored = replaced(new, old).into_iter();
        return mirrored.map(|(n, o)| (o, n)).collect();
    }
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let rest = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = rest.take_while(|(a, b)| a == b).count();
    let (o, n) = (head..old.len() - tail, head..new.len() - tail);
    if o.is_empty() && n.is_empty() {
        return Vec::new();
    }
    if o.len().saturating_mul(n.len()) > TOO_MANY {
        return vec![(o, n)];
    }
    let from_head = |run: Range<usize>| head + run.start..head + run.end;
    differing_runs(&old[o], &new[n])
        .into_iter()
        .map(|(old, new)| (from_head(old), from_head(new)))
        .collect()
}

/// From the first to the last of some words; for none, the place behind the word before.
fn span(words: &[Range<usize>], some: Range<usize>, unit: &Unit) -> Range<usize> {
    let before = || {
        some.start
            .checked_sub(1)
            .map_or(unit.range.start, |last| words[last].end)
    };
    match words.get(some.clone()) {
        Some([first, .., last]) => first.start..last.end,
        Some([only]) => only.clone(),
        _ => before()..before(),
    }
}
