//! Sizes of note and vault: the same for all candidates of a note.

use super::context::CandidateContext;
use crate::numbers::{ln, ln_count};

pub(super) const NAMES: [&str; 4] = [
    "note_words",
    "vault_notes",
    "vault_links",
    "note_candidates",
];

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let context = candidate.context;
    [
        ln_count(context.query.tokenized.tokens.len()),
        ln(1.0 + context.query.index.usual_len()),
        context.mean_links,
        ln_count(context.notes.len()),
    ]
}
