//! Where the anchor of a claim goes.

use std::ops::Range;

use crate::note::Structure;
use crate::plain::Plain;
use crate::text::blanks_before;

/// The offset at which an anchor for a stretch of a block's plain text is inserted: before the
/// closing stop, behind everything else that closes. `None` where Quartz would swallow it.
pub(crate) fn behind(
    text: &str,
    structure: &Structure,
    plain: &Plain,
    claim: &Range<usize>,
) -> Option<usize> {
    let shown = &plain.text[claim.clone()];
    let last = shown.chars().next_back()?;
    let end = plain.source_end(claim.end);
    let behind = structure.inlines.behind(end);
    let gives_way = is_movable_stop(last) && behind == end && !shown.ends_with("..");
    let place = if gives_way {
        plain.source_end(claim.end - last.len_utf8())
    } else {
        behind
    };
    let place = structure.inlines.behind(place);
    let place = blanks_before(text, place);
    (!structure.is_dead(place)).then_some(place)
}

/// Marks that an anchor stands before: those that close a sentence or a clause without being part
/// of what is said.
fn is_movable_stop(c: char) -> bool {
    matches!(
        c,
        '.' | ',' | ';' | ':' | '。' | '．' | '｡' | '।' | '॥' | '，' | '；' | '：' | '۔' | '።'
    )
}
