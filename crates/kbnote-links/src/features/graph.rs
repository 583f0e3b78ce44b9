//! Links to the candidate, and their display texts.

use super::context::CandidateContext;
use crate::index::NoteId;
use crate::numbers::{ln, ln_count};

pub(super) const NAMES: [&str; 14] = [
    "votes_10",
    "votes_40",
    "linked_by",
    "linked_outside",
    "links_out",
    "linker_likeness_max",
    "linker_likeness_mean",
    "linker_likeness_sum",
    "anchor_chance",
    "anchor_share",
    "anchor_links",
    "anchor_rarity",
    "anchor_terms",
    "anchor_terms_sentence",
];

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let (scores, index, note) = (
        candidate.context.scores,
        candidate.context.query.index,
        candidate.note,
    );
    let linkers = index.linked_by.get(note);
    let is_outside = |by: &&NoteId| index.source_of[**by as usize] != index.source_of[note];
    let likeness = |by: &NoteId| scores.likeness[*by as usize];
    let sum: f32 = linkers.iter().map(likeness).sum();
    let anchor = scores.anchors[note];
    let (has, most) = anchor_terms(candidate);
    [
        scores.votes[0][note],
        scores.votes[1][note],
        ln_count(linkers.len()),
        ln_count(linkers.iter().filter(is_outside).count()),
        ln_count(index.links.get(note).len()),
        linkers.iter().map(likeness).fold(0.0, f32::max),
        sum / linkers.len().max(1) as f32,
        sum,
        anchor.chance,
        anchor.share,
        ln(1.0 + anchor.links),
        anchor.rarity,
        has,
        most,
    ]
}

/// The share of the display texts of links to the candidate that the text contains, weighted by count
/// and rarity; and the greatest weight of one term.
fn anchor_terms(candidate: &CandidateContext<'_>) -> (f32, f32) {
    let (query, index) = (candidate.context.query, candidate.context.query.index);
    let (mut has, mut all, mut most) = (0.0, 0.0, 0.0_f32);
    for &(term, count) in index.anchor_terms.get(candidate.note) {
        let worth = f32::from(count) * index.title_rarity(term);
        all += worth;
        if !query.positions_of(term).is_empty() {
            has += worth;
            most = most.max(worth);
        }
    }
    (has / (all + 2.0), most)
}
