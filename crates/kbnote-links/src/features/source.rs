//! The sources of both notes: whether they are the same, and the likeness to the candidate's source.

use super::context::{CandidateContext, flag};
use crate::index::NoteId;
use crate::numbers::ln_count;

pub(super) const NAMES: [&str; 7] = [
    "same_source",
    "source_chance",
    "siblings",
    "source_likeness",
    "source_title",
    "their_source_likeness",
    "their_source_votes",
];

/// The maximum number of notes of a source that are compared.
const MAX_SIBLINGS: usize = 30;

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let (query, scores, note) = (
        candidate.context.query,
        candidate.context.scores,
        candidate.note,
    );
    let (same, apart) = candidate.context.source_chances;
    let source = query.index.source_of[note];
    let theirs = query.index.by_source.get(source as usize).iter();
    let is_other = |other: &&NoteId| **other as usize != note && Some(**other) != query.own;
    let (mut likeness, mut votes, mut count) = (0.0, 0.0, 0.0_f32);
    for &other in theirs.filter(is_other).take(MAX_SIBLINGS) {
        likeness += scores.likeness[other as usize];
        votes += scores.votes[1][other as usize];
        count += 1.0;
    }
    [
        flag(query.source == Some(source)),
        if query.source == Some(source) {
            same
        } else {
            apart
        },
        ln_count(candidate.context.siblings.len()),
        scores.source_likeness[note],
        scores.source_title[note] / candidate.mention.title_norm,
        likeness / count.max(1.0),
        votes / count.max(1.0),
    ]
}
