//! Lines of a note and the blank lines before them.

use std::ops::Range;

use kbnote_note::{Note, Splice};

/// The lines below the front matter that are not blank, without white space at their ends.
pub(super) fn body_lines(note: &Note) -> impl Iterator<Item = Range<usize>> {
    let mut at = note.body_start();
    let body = &note.text()[at..];
    let line = move |line: &str| {
        let start = at;
        at += line.len();
        start..start + line.trim_end().len()
    };
    body.split_inclusive('\n')
        .map(line)
        .filter(|line| !line.is_empty())
}

/// A line of a note with the blank lines before it: these are all there is between two lines.
pub(super) struct Block {
    /// Where the blank lines begin.
    pub(super) blank: usize,
    /// Where the next line begins.
    pub(super) end: usize,
}

impl Block {
    /// That of a line, which is given without its line end.
    pub(super) fn of(note: &Note, line: &Range<usize>) -> Self {
        let text = note.text();
        let body = note.body_start().min(line.start);
        let above = text[body..line.start].trim_end();
        let blank = match above {
            "" => body,
            _ => next_line(text, body + above.len()).min(line.start),
        };
        Self {
            blank,
            end: next_line(text, line.end),
        }
    }
}

/// Where the line after the one at `offset` begins.
fn next_line(text: &str, offset: usize) -> usize {
    text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at + 1)
}

/// A line with the white space at its end.
pub(super) fn with_white_space(note: &Note, line: Range<usize>) -> Range<usize> {
    let rest = &note.text()[line.end..];
    let blank = rest.trim_start_matches([' ', '\t']);
    line.start..line.end + (rest.len() - blank.len())
}

/// Where the text of a note ends, with the line end.
pub(super) fn end(note: &Note) -> usize {
    let text = note.text();
    let body = note.body_start();
    match text[body..].trim_end() {
        "" => body,
        written => next_line(text, body + written.len()),
    }
}

/// The edit that makes the blank lines before a line this many, if they are not.
pub(super) fn gap(note: &Note, line: &Range<usize>, wanted: usize) -> Option<Splice> {
    let text = note.text();
    let block = Block::of(note, line);
    let blank = &text[block.blank..line.start];
    let lines: Vec<&str> = blank
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'))
        .collect();
    let surplus: usize = lines.iter().skip(wanted).map(|line| line.len()).sum();
    if lines.len() < wanted {
        let missing = note.line_end().repeat(wanted - lines.len());
        return Some(Splice::insert(line.start, missing));
    }
    (surplus > 0).then(|| Splice::remove(line.start - surplus..line.start))
}
