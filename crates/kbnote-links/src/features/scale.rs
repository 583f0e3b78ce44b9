//! The scale of things: the same for all candidates of a note.

use super::Look;
use crate::numbers::{ln, ln_count};

pub(super) const NAMES: [&str; 4] = [
    "note_words",
    "vault_notes",
    "vault_links",
    "note_candidates",
];

pub(super) fn row(look: &Look<'_>) -> [f32; NAMES.len()] {
    let scene = look.scene;
    [
        ln_count(scene.query.reading.tokens.len()),
        ln(1.0 + scene.query.index.usual_len()),
        scene.mean_links,
        ln_count(scene.notes.len()),
    ]
}
