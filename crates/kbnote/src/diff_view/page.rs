//! The lines that are printed for one note: its name, entries with line numbers, what was only
//! counted.

use kbnote_note::diff::NoteDiff;

use super::shown::{NoteComparison, ViewStyle};
use super::summary::folded;
use super::text::{Line, Mark, Piece, columns, cut, painted, wrapped};

/// The columns before the text: a line number and a sign.
const MARGIN: usize = 8;

/// The least columns for a text that follows something on its line.
const READABLE: usize = 24;

/// The columns for such a text where lines have no end.
const GLIMPSE: usize = 72;

/// What is printed for one note.
pub(super) struct Page {
    text: String,
    look: ViewStyle,
}

impl Page {
    /// Begins with the name of the note and what changed in it, counted.
    pub(super) fn new(shown: NoteComparison<'_>, look: ViewStyle) -> Self {
        let mut page = Self {
            text: String::new(),
            look,
        };
        let counts = format!(": {}", shown.counts());
        let title = [
            Piece::new(shown.title, Mark::Strong),
            Piece::new(counts, Mark::Plain),
        ];
        for line in wrapped(&title, look.width) {
            page.line(&line);
        }
        page
    }

    /// Ends with what was only counted.
    pub(super) fn end(mut self, diff: &NoteDiff<'_>) -> String {
        if !self.look.unfold {
            for line in folded(diff) {
                let remarks = format!("{:MARGIN$}{line} (-v shows them)", "");
                self.line(&[Piece::new(remarks, Mark::Faint)]);
            }
        }
        self.text
    }

    /// A text with its line number and a sign, in as many lines as it needs.
    pub(super) fn entry(&mut self, line: Option<usize>, sign: char, text: &[Piece]) {
        let mark = match sign {
            '-' => Mark::Gone,
            '+' => Mark::Come,
            _ => Mark::Plain,
        };
        let mut first = Some((line, sign));
        for part in wrapped(text, self.room()) {
            let (line, sign) = first.take().unwrap_or((None, ' '));
            let mut whole = vec![number(line), Piece::new(format!(" {sign} "), mark)];
            whole.extend(part);
            self.line(&whole);
        }
    }

    /// What else changed of an entry.
    pub(super) fn details(&mut self, lines: Vec<Line>) {
        for line in lines {
            self.entry(None, ' ', &line);
        }
    }

    /// What changed of a text, and as much of the text as there is room for on the same line.
    pub(super) fn beside(&mut self, line: Option<usize>, remarks: Vec<Line>, text: &[Piece]) {
        let mut line = line;
        let mut remarks = remarks.into_iter().peekable();
        while let Some(mut one) = remarks.next() {
            if remarks.peek().is_none() {
                let room = self
                    .room()
                    .map(|room| room.saturating_sub(columns(&one) + 2));
                let room = room.unwrap_or(GLIMPSE);
                if room >= READABLE {
                    one.push(Piece::new("  ", Mark::Plain));
                    one.extend(cut(text, Some(room)));
                } else {
                    self.entry(line.take(), ' ', &one);
                    one = cut(text, self.room());
                }
            }
            self.entry(line.take(), ' ', &one);
        }
    }

    /// A line as it is, without the blanks at its end.
    pub(super) fn line(&mut self, line: &[Piece]) {
        let blank = |piece: &&Piece| piece.text.trim().is_empty();
        let blanks = line.iter().rev().take_while(blank).count();
        self.text.push_str(&painted(&line[..line.len() - blanks]));
        self.text.push('\n');
    }

    /// The columns left for text.
    fn room(&self) -> Option<usize> {
        self.look.width.map(|width| width.saturating_sub(MARGIN))
    }
}

/// A line number in the margin.
pub(super) fn number(line: Option<usize>) -> Piece {
    let text = line.map_or_else(String::new, |line| line.to_string());
    Piece::new(format!("{text:>5}"), Mark::Faint)
}
