//! Each changed sentence once, with what went and what came inside it.

use std::ops::Range;

use kbnote_note::Note;
use kbnote_note::diff::{Change, ChangeKind, NoteDiff, Unit};

use super::details::details;
use super::page::Page;
use super::sentences::{before_and_after, line_of, moved_from, shown_unit, words};
use super::shown::{NoteComparison, ViewStyle, unfolded};
use super::text::{Line, Mark, Piece, push, push_pieces};

pub(super) fn show(shown: NoteComparison<'_>, look: ViewStyle) -> String {
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
    let shown = |unit| shown_unit(unit, change);
    let (old, new) = (
        diff.old_unit(change).map(shown),
        diff.new_unit(change).map(shown),
    );
    let (Some(old), Some(new)) = (&old, &new) else {
        return if change.kind == ChangeKind::Deleted {
            before
        } else {
            after
        };
    };
    let mut line = Line::new();
    let mut at = new.range.start;
    for (gone, come) in &words(diff, change) {
        push_part(&mut line, (diff.new, new), at..come.start, Mark::Plain);
        if come.is_empty() && stands_apart(diff.old, gone) {
            push(&mut line, " ", Mark::Plain, new.kind);
        }
        push_part(&mut line, (diff.old, old), gone.clone(), Mark::Gone);
        push_part(&mut line, (diff.new, new), come.clone(), Mark::Come);
        at = come.end;
    }
    push_part(&mut line, (diff.new, new), at..new.range.end, Mark::Plain);
    line
}

/// Adds what a reader sees of a stretch of a unit.
fn push_part(line: &mut Line, (note, unit): (&Note, &Unit), range: Range<usize>, mark: Mark) {
    let unit = Unit {
        range,
        ..unit.clone()
    };
    push_pieces(line, note, &unit, &[], (mark, mark));
}

fn stands_apart(note: &Note, words: &Range<usize>) -> bool {
    note.text()[..words.start].ends_with(char::is_whitespace)
}

/// Without colour, brackets say what it would say.
fn bracketed(line: Line, look: ViewStyle) -> Line {
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
