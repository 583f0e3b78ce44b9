//! The lines that part the two sides of a conflict which is written into a note.

use std::ops::Range;

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
/// of them.
///
/// ```
/// use kbnote_note::conflict::markers;
///
/// let note = "Dusk.\n<<<<<<< HEAD\nA\n=======\nB\n>>>>>>> theirs\n";
/// let lines: Vec<usize> = markers(note.as_bytes()).map(|marker| marker.line).collect();
/// assert_eq!(lines, [2, 6]);
/// ```
pub fn markers(note: &[u8]) -> impl Iterator<Item = Marker> {
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
    reader.found.sort_by_key(|marker| marker.line);
    reader.found.into_iter()
}

/// Finds markers line by line.
#[derive(Default)]
struct Reader {
    found: Vec<Marker>,
    /// The marker above a conflict of git's whose end is yet to come.
    above: Option<Marker>,
    /// Whether the line between its sides has come.
    is_parted: bool,
    in_fence: bool,
}

impl Reader {
    fn line(&mut self, text: &[u8], marker: Marker) {
        if text == YOURS.as_bytes() || text == OURS.as_bytes() {
            self.found.push(marker);
        } else if text.starts_with(b"```") || text.starts_with(b"~~~") {
            self.in_fence = !self.in_fence;
        } else if text.starts_with(ABOVE) && !self.in_fence {
            self.above = Some(marker);
            self.is_parted = false;
        } else if text == BETWEEN.as_bytes() {
            self.is_parted = self.above.is_some();
        } else if text.starts_with(BELOW) && self.is_parted {
            self.found.extend(self.above.take());
            self.found.push(marker);
            self.is_parted = false;
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
    fn a_conflict_of_gits_is_one_where_it_is_whole_and_not_told_of() {
        let lines = |note: &str| -> Vec<usize> {
            markers(note.as_bytes()).map(|marker| marker.line).collect()
        };
        let whole = "<<<<<<< HEAD\nA\n||||||| base\n=======\r\nB\n>>>>>>> a/branch\n";
        assert_eq!(lines(whole), [1, 6]);
        assert_eq!(lines(&format!("{whole}{whole}")), [1, 6, 7, 12]);
        assert_eq!(lines(&format!("```\n{whole}```\n{whole}")), [9, 14]);
        assert_eq!(lines("<<<<<<< HEAD\n```\n=======\n~~~\n>>>>>>> x"), [1, 5]);
        for none in [
            "<<<<<<< A\n>>>>>>> B\n",
            ">>>>>>> B\n=======\n<<<<<<< A\n",
            "=======\n",
        ] {
            assert!(lines(none).is_empty(), "{none}");
        }
    }
}
