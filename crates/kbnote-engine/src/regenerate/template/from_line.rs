//! The line that says which channel a note is from.

use std::ops::Range;

use kbnote_note::{Note, Splice};

use super::super::change::{Change, ChangeKind, Slot, of_template, rewrite};
use super::frame::is_from;
use super::layout::body_lines;

/// The line of the template as a change of a note that has none, where it is not known what the
/// template wrote.
pub(super) fn missing(note: &Note, new: Option<&str>) -> Option<Change> {
    let text = note.text();
    let stands = body_lines(note).any(|line| is_from(&text[line]));
    new.filter(|_| !stands).map(|new| insert(note, new))
}

fn insert(note: &Note, new: &str) -> Change {
    let start = note.body_start();
    let body = &note.text()[start..];
    let blank = body.len() - body.trim_start_matches(['\r', '\n']).len();
    let (at, line_end) = (start + blank, note.line_end());
    let before = if blank == 0 && start > 0 {
        line_end
    } else {
        ""
    };
    Change {
        after: new.to_owned(),
        splices: vec![Splice::insert(
            at,
            format!("{before}{new}{line_end}{line_end}"),
        )],
        ..change(note, at..at)
    }
}

/// The author changed the line. If it still has the link that was written, the link alone follows.
pub(super) fn merge(note: &Note, line: Range<usize>, known: &str, new: &str) -> Option<Change> {
    let now = &note.text()[line.clone()];
    let link = link_of(now)?;
    let written = &now[link.clone()];
    let (known, new_link) = (&known[link_of(known)?], &new[link_of(new)?]);
    if written == new_link || known == new_link {
        return None;
    }
    let link = line.start + link.start..line.start + link.end;
    Some(Change {
        before: written.to_owned(),
        after: new_link.to_owned(),
        splices: vec![rewrite(note, link, new_link)],
        conflict: written != known,
        ..change(note, line)
    })
}

/// The first wikilink of a line, brackets included.
fn link_of(line: &str) -> Option<Range<usize>> {
    let start = line.find("[[")?;
    let end = line[start..].find("]]")?;
    Some(start..start + end + "]]".len())
}

fn change(note: &Note, range: Range<usize>) -> Change {
    Change {
        what: "From".to_owned(),
        ..of_template(note, ChangeKind::FrontMatter, Slot::From, range)
    }
}
