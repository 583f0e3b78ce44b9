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

/// The markers of conflicts that are not settled yet: those above and below each.
///
/// ```
/// use kbnote_note::conflict::markers;
///
/// let note = "Dusk.\n<<<<<<< yours\nA\n=======\nB\n>>>>>>> kbnote\n";
/// let lines: Vec<usize> = markers(note.as_bytes()).map(|marker| marker.line).collect();
/// assert_eq!(lines, [2, 6]);
/// ```
pub fn markers(note: &[u8]) -> impl Iterator<Item = Marker> {
    let mut end = 0;
    let lines = note.split_inclusive(|byte| *byte == b'\n').enumerate();
    lines.filter_map(move |(number, line)| {
        let start = end;
        end += line.len();
        let text = line.strip_suffix(b"\n").unwrap_or(line);
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        let is_marker = text == YOURS.as_bytes() || text == OURS.as_bytes();
        is_marker.then(|| Marker {
            line: number + 1,
            range: start..start + text.len(),
        })
    })
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
}
