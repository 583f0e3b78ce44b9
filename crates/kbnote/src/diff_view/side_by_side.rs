//! The notes in two columns: what was on the left, what is on the right.

use kbnote_note::diff::{Change, NoteDiff};

use super::details::details;
use super::page::{Page, number};
use super::sentences::{before_and_after, moved_from};
use super::shown::{NoteComparison, TWO_COLUMNS, ViewStyle, unfolded};
use super::text::{Line, Mark, Piece, columns, wrapped};

/// What stands around the two texts: two line numbers and the bar.
const FRAME: usize = 15;

pub(super) fn show(shown: NoteComparison<'_>, look: ViewStyle) -> String {
    let room = look.width.unwrap_or(TWO_COLUMNS).saturating_sub(FRAME) / 2;
    let mut page = Page::new(shown, look);
    for change in unfolded(shown.diff, look) {
        for row in rows(shown.diff, change, room) {
            page.line(&row);
        }
    }
    page.end(shown.diff)
}

fn rows(diff: &NoteDiff<'_>, change: &Change, room: usize) -> Vec<Line> {
    let (before, after) = before_and_after(diff, change);
    let is_there = |line: &Line| !line.is_empty();
    let mut left: Vec<Line> = Some(before)
        .filter(is_there)
        .map_or_else(Vec::new, |line| wrapped(&line, Some(room)));
    let mut right: Vec<Line> = Some(after)
        .filter(is_there)
        .map_or_else(Vec::new, |line| wrapped(&line, Some(room)));
    let notes = details(diff, change)
        .into_iter()
        .chain(moved_from(diff, change));
    let side = if right.is_empty() {
        &mut left
    } else {
        &mut right
    };
    side.extend(notes.flat_map(|line| wrapped(&line, Some(room))));
    let mut numbers = [
        diff.old_unit(change).map(|unit| unit.line),
        diff.new_unit(change).map(|unit| unit.line),
    ];
    (0..left.len().max(right.len()))
        .map(|i| {
            let cell = |lines: &[Line]| lines.get(i).cloned().unwrap_or_default();
            let (left, right) = (cell(&left), cell(&right));
            let padding = room.saturating_sub(columns(&left));
            let mut row = vec![number(numbers[0].take()), Piece::new(" ", Mark::Plain)];
            row.extend(left);
            row.push(Piece::new(" ".repeat(padding), Mark::Plain));
            row.push(Piece::new(" │ ", Mark::Faint));
            row.push(number(numbers[1].take()));
            row.push(Piece::new(" ", Mark::Plain));
            row.extend(right);
            row
        })
        .collect()
}
