//! Conflicts written into the note, for those who want to settle them in their editor.

use std::ops::Range;

use kbnote_note::conflict::{BETWEEN, OURS, YOURS};
use kbnote_note::{EditError, Note, Splice};

use super::change::{Change, spliced};

/// The note with all changes made that are in no conflict, and each line with a conflict twice:
/// as it is, and as kbnote would have it.
pub(super) fn written(note: &Note, changes: &[Change]) -> Result<Note, EditError> {
    let (disputed, made): (Vec<_>, Vec<_>) = changes.iter().partition(|change| change.conflict);
    let of = |changes: &[&Change]| -> Vec<Splice> {
        changes
            .iter()
            .flat_map(|change| change.splices.clone())
            .collect()
    };
    let (made, mut all) = (of(&made), of(&disputed));
    all.extend(made.iter().cloned());
    let stretches = stretches(note, &disputed);
    let is_outside = |splice: &Splice| {
        let holds = |stretch: &Range<usize>| {
            stretch.start <= splice.range.start && splice.range.end <= stretch.end
        };
        !stretches.iter().any(holds)
    };
    let mut splices: Vec<Splice> = made
        .iter()
        .filter(|splice| is_outside(splice))
        .cloned()
        .collect();
    for stretch in &stretches {
        let sides = [spliced(note, stretch, &made), spliced(note, stretch, &all)];
        splices.push(Splice::replace(stretch.clone(), both(note, &sides)));
    }
    note.edited(&splices)
}

/// Whole lines that hold conflicts; those that touch are one.
fn stretches(note: &Note, disputed: &[&Change]) -> Vec<Range<usize>> {
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for change in disputed {
        let stretch = whole_lines(note, &change.range);
        match stretches.last_mut().filter(|last| stretch.start < last.end) {
            Some(last) => last.end = last.end.max(stretch.end),
            None => stretches.push(stretch),
        }
    }
    stretches
}

fn whole_lines(note: &Note, range: &Range<usize>) -> Range<usize> {
    let text = note.text();
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    if range.is_empty() && start == range.start {
        return range.clone();
    }
    let end = if text[..range.end].ends_with('\n') {
        range.end
    } else {
        text[range.end..]
            .find('\n')
            .map_or(text.len(), |at| range.end + at + 1)
    };
    start..end
}

fn both(note: &Note, sides: &[String; 2]) -> String {
    let line_end = note.line_end();
    let mut text = String::new();
    for (marker, side) in [YOURS, BETWEEN].iter().zip(sides) {
        text += &format!("{marker}{line_end}{side}");
        if !side.is_empty() && !side.ends_with('\n') {
            text += line_end;
        }
    }
    text + OURS + line_end
}

#[cfg(test)]
mod tests {
    use kbnote_note::conflict::markers;

    use super::super::change::{ChangeKind, Slot, of_template};
    use super::*;

    #[test]
    fn a_line_in_conflict_is_written_twice() {
        let note = Note::parse("## Mine\n\nText.\n");
        let change = |range: Range<usize>, new: &str, conflict| Change {
            splices: vec![Splice::replace(range.clone(), new)],
            conflict,
            ..of_template(&note, ChangeKind::Headings, Slot::From, range)
        };
        let changes = [change(3..7, "Ours", true), change(9..13, "More", false)];
        let marked = written(&note, &changes).unwrap();
        assert_eq!(
            marked.text(),
            "<<<<<<< yours\n## Mine\n=======\n## Ours\n>>>>>>> kbnote\n\nMore.\n"
        );
        assert_eq!(markers(marked.bytes()).count(), 2);
    }
}
