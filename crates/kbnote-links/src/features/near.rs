//! Other candidates with nearly the same title.

use super::context::CandidateContext;
use crate::index::{LinkIndex, NoteId};
use crate::mention::Mention;
use crate::numbers::ln_count;

pub(super) const NAMES: [&str; 2] = ["near_titles", "near_titles_better"];

/// The least cosine of two titles that are nearly the same.
const NEAR: f32 = 0.5;

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let (near, better) = candidate.context.near[candidate.at];
    [ln_count(near), ln_count(better)]
}

/// For each candidate, the number of others with nearly the same title, and the number of those that a
/// sentence matches better.
pub(super) fn counts(
    index: &LinkIndex,
    notes: &[NoteId],
    mentions: &[Mention],
) -> Vec<(usize, usize)> {
    let mut found = vec![(0, 0); notes.len()];
    for a in 0..notes.len() {
        let first = index.title_terms.get(notes[a] as usize);
        for b in a + 1..notes.len() {
            let second = index.title_terms.get(notes[b] as usize);
            let common = first.iter().filter(|term| second.contains(term));
            let common: f32 = common.map(|&term| index.title_rarity(term).powi(2)).sum();
            if common > NEAR * mentions[a].title_norm * mentions[b].title_norm {
                found[a].0 += 1;
                found[b].0 += 1;
                let is_better = mentions[a].cosine > mentions[b].cosine;
                found[if is_better { b } else { a }].1 += 1;
            }
        }
    }
    found
}
