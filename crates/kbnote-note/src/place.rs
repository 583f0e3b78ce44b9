//! Where the anchor of a claim goes.

use std::ops::Range;

use crate::plain::Plain;
use crate::structure::Structure;
use crate::text::blanks_before;

/// The offset at which an anchor for a stretch of a block's plain text is inserted: before the
/// closing stop, behind everything else that closes. `None` where Quartz would swallow it.
pub(crate) fn behind(
    text: &str,
    structure: &Structure,
    plain: &Plain,
    claim: &Range<usize>,
) -> Option<usize> {
    let last = plain.text[claim.clone()].chars().next_back()?;
    let end = plain.source_end(claim.end);
    let behind = structure.inlines.behind(end);
    let before = start_of_last(text, plain, claim.end - last.len_utf8());
    let said = &plain.text[..claim.end];
    let gives_way = is_movable_stop(last) && behind == end && !ends_in_ellipsis(said);
    let place = if gives_way { before } else { behind };
    let place = structure.inlines.behind(place);
    let place = blanks_before(text, place);
    (!structure.is_dead(place) && !closes_formula(&text[..place])).then_some(place)
}

/// Where a character of the plain text begins as it is written: its backslash and all of its reference
/// (`\.`, `&#46;`) included.
fn start_of_last(text: &str, plain: &Plain, at: usize) -> usize {
    before_backslash(text, plain.source_start(at))
}

fn before_backslash(text: &str, start: usize) -> usize {
    let before = &text[..start];
    let backslashes = before.len() - before.trim_end_matches('\\').len();
    let is_escaped = text[start..].starts_with(|c: char| c.is_ascii_punctuation());
    start - usize::from(is_escaped && backslashes % 2 == 1)
}

/// The offsets of the commas that stand right before the place of a claim's anchor, with nothing
/// but the full stop behind it.
pub(crate) fn gaps(text: &str, claim: &Range<usize>, place: usize) -> Vec<usize> {
    let is_stop = text[place..].starts_with('.') && claim.contains(&place);
    let before = &text[claim.start..place.max(claim.start)];
    let kept = if is_stop {
        before.trim_end_matches(',').len()
    } else {
        before.len()
    };
    let commas = claim.start + kept..claim.start + before.len();
    let before = |comma| blanks_before(text, before_backslash(text, comma));
    commas.map(before).collect()
}

/// Marks that an anchor stands before: those that close a sentence or a clause without being part
/// of what is said.
fn is_movable_stop(c: char) -> bool {
    matches!(
        c,
        '.' | ','
            | ';'
            | ':'
            | '。'
            | '．'
            | '｡'
            | '।'
            | '॥'
            | '，'
            | '；'
            | '：'
            | '۔'
            | '።'
            | '։'
            | '෴'
            | '།'
            | '။'
            | '។'
    )
}

/// Whether a text ends in a `$$` that has its line to itself: with an anchor behind it, it would
/// close the formula no more.
fn closes_formula(text: &str) -> bool {
    let before = text.trim_end_matches('$');
    let line_start = before.trim_end_matches([' ', '\t', '>']);
    text.len() - before.len() >= 2 && (line_start.is_empty() || line_start.ends_with('\n'))
}

/// Exactly three dots: with one dot less or more, the last one is a full stop.
fn ends_in_ellipsis(text: &str) -> bool {
    text.len() - text.trim_end_matches('.').len() == 3
}
