//! Candidates of nearly the same title.

use super::Look;
use crate::index::{LinkIndex, NoteId};
use crate::mention::Mention;
use crate::numbers::ln_count;

pub(super) const NAMES: [&str; 2] = ["near_titles", "near_titles_better"];

/// From this cosine on two titles are nearly the same.
const NEAR: f32 = 0.5;

pub(super) fn row(look: &Look<'_>) -> [f32; NAMES.len()] {
    let (near, better) = look.scene.near[look.at];
    [ln_count(near), ln_count(better)]
}

/// For each candidate how many others have nearly the same title, and how many of those have a
/// sentence that is more like it.
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
