//! The usual form: each changed sentence before and after, its anchors beside it.

use std::ops::Range;

use kbnote_note::Note;
use kbnote_note::diff::{Change, ChangeKind, NoteDiff, Unit, WordChange};

use super::details::{details, times};
use super::page::Page;
use super::shown::{NoteComparison, ViewStyle, unfolded};
use super::text::{Line, Mark, Piece, pieces, push};

pub(super) fn show(shown: NoteComparison<'_>, look: ViewStyle) -> String {
    let mut page = Page::new(shown, look);
    for change in unfolded(shown.diff, look) {
        one(&mut page, shown.diff, change);
    }
    page.end(shown.diff)
}

fn one(page: &mut Page, diff: &NoteDiff<'_>, change: &Change) {
    let line = line_of(diff, change);
    let (before, after) = before_and_after(diff, change);
    match change.kind {
        ChangeKind::Deleted => page.entry(line, '-', &before),
        ChangeKind::Inserted => page.entry(line, '+', &after),
        _ if change.words.is_empty() => return same_words(page, diff, change, line, &after),
        _ => {
            page.entry(line, '-', &before);
            page.entry(None, '+', &after);
        }
    }
    page.details(details(diff, change));
    page.details(moved_from(diff, change));
}

/// A sentence whose words are what they were: what did change goes first, and one line of it
/// follows.
fn same_words(
    page: &mut Page,
    diff: &NoteDiff<'_>,
    change: &Change,
    line: Option<usize>,
    text: &[Piece],
) {
    let mut remarks = details(diff, change);
    remarks.extend(moved_from(diff, change));
    if change.is_form_only() {
        remarks.push(vec![Piece::new(
            "whitespace, list markers or spelling of links",
            Mark::Faint,
        )]);
    }
    page.beside(line, remarks, text);
}

/// The line on which a change is now; for what is gone, on which it was.
pub(super) fn line_of(diff: &NoteDiff<'_>, change: &Change) -> Option<usize> {
    let unit = diff.new_unit(change).or(diff.old_unit(change));
    unit.map(|unit| unit.line)
}

/// A unit as it was and as it is, the changed words marked; all of one that came or went.
pub(super) fn before_and_after(diff: &NoteDiff<'_>, change: &Change) -> (Line, Line) {
    let (gone, come): (Vec<_>, Vec<_>) = words(diff, change).into_iter().unzip();
    let rest = |mark| match change.kind {
        ChangeKind::Inserted | ChangeKind::Deleted => mark,
        _ => Mark::Plain,
    };
    let side = |note, unit: Option<&Unit>, ranges: &[_], mark| {
        unit.map_or_else(Line::new, |unit| {
            let unit = shown_unit(unit, change);
            let mut line = pieces(note, &unit, ranges, (mark, rest(mark)));
            if rest(mark) == mark {
                push(&mut line, &times(note, &unit), mark, unit.kind);
            }
            line
        })
    };
    (
        side(diff.old, diff.old_unit(change), &gone, Mark::Gone),
        side(diff.new, diff.new_unit(change), &come, Mark::Come),
    )
}

/// The words that went, and those that came in their place; a link whose words are all among them with its marks.
pub(super) fn words(diff: &NoteDiff<'_>, change: &Change) -> Vec<(Range<usize>, Range<usize>)> {
    let (old, new) = (diff.old_unit(change), diff.new_unit(change));
    let words = change.words.iter();
    words
        .map(
            |WordChange {
                 old: gone,
                 new: come,
             }| {
                (
                    with_links(diff.old, old, gone),
                    with_links(diff.new, new, come),
                )
            },
        )
        .collect()
}

fn with_links(note: &Note, unit: Option<&Unit>, words: &Range<usize>) -> Range<usize> {
    let links = unit.map_or(&[][..], |unit| &note.wikilinks()[unit.links.clone()]);
    let is_among = |shown: Range<usize>| words.start <= shown.start && shown.end <= words.end;
    let links = links.iter().filter(|link| is_among(link.shown()));
    links.fold(words.clone(), |words, link| {
        words.start.min(link.range.start)..words.end.max(link.range.end)
    })
}

/// A unit as it is shown: where only its anchors and links changed, which are beside it, without the marks of links.
pub(super) fn shown_unit(unit: &Unit, change: &Change) -> Unit {
    let is_of_two = !matches!(change.kind, ChangeKind::Inserted | ChangeKind::Deleted);
    let links = match is_of_two && change.words.is_empty() {
        true => unit.links.clone(),
        false => 0..0,
    };
    Unit {
        links,
        ..unit.clone()
    }
}

/// Where a unit that moved stood.
pub(super) fn moved_from(diff: &NoteDiff<'_>, change: &Change) -> Vec<Line> {
    let was = diff
        .old_unit(change)
        .filter(|_| change.kind == ChangeKind::Moved);
    let remarks = was.map(|unit| {
        let text = format!("moved here from line {}", unit.line);
        vec![Piece::new(text, Mark::Faint)]
    });
    remarks.into_iter().collect()
}
