//! The lines that part the two sides of a conflict which is written into a note.

use std::ops::Range;

use memchr::memmem;

use crate::fence::{Mark, closes, opening_mark};
use crate::note::Note;

/// Above what the author wrote.
pub const YOURS: &str = "<<<<<<< yours";
/// Between the two sides.
pub const BETWEEN: &str = "=======";
/// Below what kbnote would write.
pub const OURS: &str = ">>>>>>> kbnote";

/// A marker that stands in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// Its line, from 1.
    pub line: usize,
    /// Its place in the note, without the line end.
    pub range: Range<usize>,
}

/// What a line above, and one below, of any conflict begins with; git writes whose side it is behind.
const ABOVE: &[u8] = b"<<<<<<< ";
const BELOW: &[u8] = b">>>>>>> ";

impl Marker {
    /// Whether it stands above its conflict in the text of the note.
    #[must_use]
    pub fn opens(&self, note: &[u8]) -> bool {
        note.get(self.range.clone())
            .is_some_and(|line| line.starts_with(ABOVE))
    }
}

/// The markers of conflicts that are not settled yet, kbnote's and git's: those above and below each.
/// git's count where all three are there, and do not begin in a code fence, in which a note may tell
/// of them; a fence around the whole note tells of nothing.
///
/// ```
/// use kbnote_note::conflict::markers;
///
/// let note = "Dusk.\n<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> theirs\n";
/// let lines: Vec<usize> = markers(note.as_bytes()).map(|marker| marker.line).collect();
/// assert_eq!(lines, [2, 6]);
/// ```
pub fn markers(note: &[u8]) -> impl Iterator<Item = Marker> {
    let has_any = [ABOVE, BELOW]
        .iter()
        .any(|mark| memmem::find(note, mark).is_some());
    let found = if has_any { read(note) } else { Vec::new() };
    found.into_iter()
}

fn read(note: &[u8]) -> Vec<Marker> {
    let mut reader = Reader::default();
    let mut end = 0;
    for (number, line) in note.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let marker = Marker {
            line: number + 1,
            range: end..end + text.len(),
        };
        reader.line(text, marker);
        end += line.len();
    }
    let Reader {
        mut found, fenced, ..
    } = reader;
    if !fenced.is_empty() && Note::parse(note).fence().is_some() {
        found.extend(fenced);
    }
    found.sort_by_key(|marker| marker.line);
    found
}

/// Finds markers line by line.
#[derive(Default)]
struct Reader {
    found: Vec<Marker>,
    /// Those of conflicts that begin in a code fence.
    fenced: Vec<Marker>,
    /// The conflict of git's whose end is yet to come.
    open: Option<Open>,
    /// The code fence that is open.
    fence: Option<Mark>,
}

/// A conflict of git's that is not read to its end.
struct Open {
    above: Marker,
    /// The code fence that it begins in. Each of its sides begins there.
    fence: Option<Mark>,
    /// Whether the line between its sides has come.
    is_parted: bool,
}

impl Reader {
    fn line(&mut self, text: &[u8], marker: Marker) {
        if text == YOURS.as_bytes() || text == OURS.as_bytes() {
            self.found.push(marker);
        } else if text.starts_with(ABOVE) {
            self.open = Some(Open {
                above: marker,
                fence: self.fence,
                is_parted: false,
            });
        } else if text == BETWEEN.as_bytes() {
            if let Some(open) = &mut self.open {
                open.is_parted = true;
                self.fence = open.fence;
            }
        } else if text.starts_with(BELOW) {
            if let Some(open) = self.open.take_if(|open| open.is_parted) {
                let markers = match open.fence {
                    Some(_) => &mut self.fenced,
                    None => &mut self.found,
                };
                markers.extend([open.above, marker]);
            }
        } else if let Ok(line) = std::str::from_utf8(text) {
            self.fence = match self.fence {
                Some(mark) => Some(mark).filter(|mark| !closes(line, *mark)),
                None => opening_mark(line),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_lines_are_markers() {
        let note = "<<<<<<< yours\r\nOf >>>>>>> kbnote\n=======\n<<<<<<< yours \n>>>>>>> kbnote";
        let found: Vec<&str> = markers(note.as_bytes()).map(|m| &note[m.range]).collect();
        assert_eq!(found, [YOURS, OURS]);
    }

    #[test]
    fn only_whole_conflicts_outside_code_count() {
        let lines = |note: &str| -> Vec<usize> {
            markers(note.as_bytes()).map(|marker| marker.line).collect()
        };
        let whole = "<<<<<<< HEAD\nA\n||||||| base\n=======\r\nB\n>>>>>>> a/branch\n";
        assert_eq!(lines(whole), [1, 6]);
        assert_eq!(lines(&format!("{whole}{whole}")), [1, 6, 7, 12]);
        assert_eq!(lines(&format!("```\n{whole}```\n{whole}")), [9, 14]);
        assert_eq!(lines("<<<<<<< HEAD\n```\n=======\n~~~\n>>>>>>> x"), [1, 5]);
        let in_code = |open: &str, close: &str| format!("Reeds.\n{open}\n{whole}{close}\n{whole}");
        for (open, close) in [
            ("~~~~ text\n```", "~~~~"),
            ("````\n```", "````"),
            ("  ```", "  ```"),
        ] {
            let note = in_code(open, close);
            let conflicts = lines(&note).len() / 2;
            assert_eq!(conflicts, 1, "{note}");
        }
        assert_eq!(lines(&in_code("```code``` in a line", "")).len(), 4);
        let opened_twice = "<<<<<<< HEAD\n```rust\n=======\n```sh\n>>>>>>> x\n```\n";
        assert_eq!(lines(&format!("{opened_twice}{whole}")), [1, 5, 7, 12]);
        for none in [
            "<<<<<<< A\n>>>>>>> B\n",
            ">>>>>>> B\n=======\n<<<<<<< A\n",
            "=======\n",
        ] {
            assert!(lines(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn a_conflict_in_a_fenced_note_counts() {
        let whole = "<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> a/branch\n";
        for note in [
            format!("---\ntitle: A\n---\n\n```markdown\n# Reeds\n\n{whole}```\n"),
            format!("From: [[x]]\n\n~~~~\n# Reeds\n\n{whole}\n"),
        ] {
            assert_eq!(markers(note.as_bytes()).count(), 2, "{note}");
        }
        let fenced = format!("It is so:\n\n```markdown\n{whole}```\n");
        assert_eq!(markers(fenced.as_bytes()).count(), 0);
    }
}
