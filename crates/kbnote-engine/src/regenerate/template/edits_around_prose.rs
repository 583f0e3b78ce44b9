//! The edits of the template's lines, above the author's prose and below it.

use super::edits::{Edit, cut, edits};
use super::frame::{RenderedFrame, is_from};
use super::known_lines::KnownLines;

/// The edits of the lines, and how many of them are before the prose. What is above the prose of a
/// note and what is below it are compared by themselves.
pub(super) fn edits_around_prose(
    known: &KnownLines<'_>,
    new_texts: &[&str],
    new: &RenderedFrame,
) -> (Vec<Edit>, usize) {
    let cuts = |n: usize| {
        let is_beside_from = is_from(new_texts[n]) || is_from(new_texts[n - 1]);
        is_beside_from || [new.prose.start, new.prose.end].contains(&n)
    };
    let old_cuts = |o: usize| is_from(known.lines[o]) || is_from(known.lines[o - 1]);
    let all = if new.prose_gap.is_some() {
        let (old_above, old_below) = known.lines.split_at(known.prose_at);
        let (new_above, new_below) = new_texts.split_at(new.prose.start);
        let above = edits(old_above, new_above);
        let below = edits(old_below, new_below).into_iter();
        let below = below.map(|edit| edit.moved(old_above.len(), new_above.len()));
        let above = cut(above, old_cuts, cuts);
        let count = above.len();
        let below = cut(below.collect(), old_cuts, cuts);
        return (above.into_iter().chain(below).collect(), count);
    } else {
        cut(edits(&known.lines, new_texts), old_cuts, cuts)
    };
    // A template without a place for the prose leaves it where it is.
    let is_above = |edit: &Edit| match edit {
        Edit::Keep { old, .. } | Edit::Reword { old, .. } if !new.has_prose_place => {
            *old < known.prose_at
        }
        Edit::Keep { new: n, .. } | Edit::Reword { new: n, .. } => *n < new.prose.start,
        Edit::Insert { new: n } => n.start < new.prose.start,
        Edit::Remove { .. } => false,
    };
    let count = all.iter().rposition(is_above).map_or(0, |last| last + 1);
    (all, count)
}
