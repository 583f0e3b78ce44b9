//! The line that says which channel a note is from.

use std::ops::Range;

use kbnote_note::{Note, Splice};

use super::super::change::{Change, ChangeKind, Slot, of_template, rewrite};
use super::frame::is_from;
use super::lines::body_lines;

/// What would change in the `From:` line. `known` is what the template wrote, if that is known at
/// all.
pub(super) fn compare(
    note: &Note,
    known: Option<Option<&str>>,
    new: Option<&str>,
) -> Option<Change> {
    let text = note.text();
    let standing = body_lines(note).find(|line| is_from(&text[line.clone()]));
    let same = |a: Option<&str>, b: Option<&str>| a.map(str::trim_end) == b.map(str::trim_end);
    if known.is_some_and(|known| same(known, new)) {
        return None;
    }
    let known = known.flatten();
    match (standing, new) {
        // Who took it out does without.
        (None, Some(new)) if known.is_none() => Some(insert(note, new)),
        (Some(line), new) if same(Some(&text[line.clone()]), known) => {
            Some(replace(note, line, new.unwrap_or_default()))
        }
        (Some(line), Some(new)) => merge(note, line, known?, new),
        _ => None,
    }
}

fn insert(note: &Note, new: &str) -> Change {
    let text = note.text();
    let start = note.front_matter().map_or(0, |front| front.range.end);
    let body = &text[start..];
    let blank = body.len() - body.trim_start_matches(['\r', '\n']).len();
    let (at, line_end) = (start + blank, note.line_end());
    let before = if blank == 0 { line_end } else { "" };
    Change {
        after: new.to_owned(),
        splices: vec![Splice::insert(
            at,
            format!("{before}{new}{line_end}{line_end}"),
        )],
        ..change(note, at..at)
    }
}

fn replace(note: &Note, line: Range<usize>, new: &str) -> Change {
    let old = &note.text()[line.clone()];
    let new = if new.is_empty() { new } else { new.trim_end() };
    Change {
        before: old.to_owned(),
        after: new.to_owned(),
        splices: vec![rewrite(note, line.clone(), new)],
        ..change(note, line)
    }
}

/// The author changed the line. If it still has the link that was written, the link alone follows.
fn merge(note: &Note, line: Range<usize>, known: &str, new: &str) -> Option<Change> {
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
