//! How much of a claim is said in the cues from each cue on.

use crate::index::{TermId, TrackIndex};

/// For each cue, the summed rarity of the terms that are said in it or in the `length - 1` cues
/// behind it, each term once.
pub(crate) fn overlap(index: &TrackIndex, terms: &[TermId], length: u32) -> Vec<f64> {
    let mut steps = vec![0.0; index.len() + 1];
    for &term in terms {
        let weight = index.rarity(term);
        let mut covered = 0;
        for &cue in index.cues_with(term) {
            let from = cue.saturating_sub(length - 1).max(covered);
            steps[from as usize] += weight;
            steps[cue as usize + 1] -= weight;
            covered = cue + 1;
        }
    }
    let mut sum = 0.0;
    steps.pop();
    for step in &mut steps {
        sum += *step;
        *step = sum;
    }
    steps
}
