//! Each changed sentence once, with what went and what came inside it.

use kbnote_note::diff::{Change, ChangeKind, NoteDiff, WordChange};

use super::details::details;
use super::page::Page;
use super::sentences::{before_and_after, line_of, moved_from};
use super::text::{Line, Mark, Piece, pieces, push};
use super::{Look, Shown, unfolded};

pub(super) fn show(shown: Shown<'_>, look: Look) -> String {
    let mut page = Page::new(shown, look);
    for change in unfolded(shown.diff, look) {
        let text = bracketed(woven(shown.diff, change), look);
        page.entry(line_of(shown.diff, change), ' ', &text);
        page.details(details(shown.diff, change));
        page.details(moved_from(shown.diff, change));
    }
    page.end(shown.diff)
}

/// The new text with the old words before those in their place.
fn woven(diff: &NoteDiff<'_>, change: &Change) -> Line {
    let (before, after) = before_and_after(diff, change);
    let (Some(old), Some(new)) = (diff.old_unit(change), diff.new_unit(change)) else {
        return if change.kind == ChangeKind::Deleted {
            before
        } else {
            after
        };
    };
    let mut line = Line::new();
    let mut at = new.range.start;
    // The parts of a unit that lie between two places.
    let part = |note, unit: &kbnote_note::diff::Unit, range: std::ops::Range<usize>, mark| {
        let unit = kbnote_note::diff::Unit {
            range,
            ..unit.clone()
        };
        pieces(note, &unit, &[], (mark, mark))
    };
    for WordChange {
        old: gone,
        new: come,
    } in &change.words
    {
        line.extend(part(diff.new, new, at..come.start, Mark::Plain));
        let follows_blank =
            diff.old.text()[old.range.start..gone.start].ends_with(char::is_whitespace);
        let is_apart = line.last().is_none_or(|last| last.text.ends_with(' '));
        if come.is_empty() && follows_blank && !is_apart {
            push(&mut line, " ", Mark::Plain, new.kind);
        }
        line.extend(part(diff.old, old, gone.clone(), Mark::Gone));
        line.extend(part(diff.new, new, come.clone(), Mark::Come));
        at = come.end;
    }
    line.extend(part(diff.new, new, at..new.range.end, Mark::Plain));
    line
}

/// Without colour, brackets say what it would say.
fn bracketed(line: Line, look: Look) -> Line {
    if look.color {
        return line;
    }
    let bracket = |piece: Piece| match piece.mark {
        Mark::Gone => Piece::new(format!("[-{}-]", piece.text), Mark::Gone),
        Mark::Come => Piece::new(format!("{{+{}+}}", piece.text), Mark::Come),
        _ => piece,
    };
    line.into_iter().map(bracket).collect()
}
