//! The sources of both notes: whether it is the same, and how near the other is as a whole.

use super::{Look, flag};
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

/// Of a source with more notes than these, the first are looked at.
const MOST: usize = 30;

pub(super) fn row(look: &Look<'_>) -> [f32; NAMES.len()] {
    let (query, field, note) = (look.scene.query, look.scene.field, look.note);
    let (same, apart) = look.scene.source_chances;
    let source = query.index.source_of[note];
    let theirs = query.index.by_source.get(source as usize).iter();
    let is_other = |other: &&NoteId| **other as usize != note && Some(**other) != query.own;
    let (mut likeness, mut votes, mut count) = (0.0, 0.0, 0.0_f32);
    for &other in theirs.filter(is_other).take(MOST) {
        likeness += field.likeness[other as usize];
        votes += field.votes[1][other as usize];
        count += 1.0;
    }
    [
        flag(query.source == Some(source)),
        if query.source == Some(source) {
            same
        } else {
            apart
        },
        ln_count(look.scene.siblings.len()),
        field.source_likeness[note],
        field.source_title[note] / look.mention.title_norm,
        likeness / count.max(1.0),
        votes / count.max(1.0),
    ]
}
