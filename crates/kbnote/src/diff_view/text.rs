//! Text with marks on it, cut into lines by the columns it takes.

use std::ops::Range;

use kbnote_note::Note;
use kbnote_note::diff::{Unit, UnitKind};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::terminal_text::Style;

/// What a piece of text is, which decides on its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    Plain,
    /// It was there.
    Gone,
    /// It is there now.
    Come,
    Faint,
    Strong,
}

impl Mark {
    const fn style(self) -> Style {
        match self {
            Self::Plain => Style::Plain,
            Self::Gone => Style::Red,
            Self::Come => Style::Green,
            Self::Faint => Style::Faint,
            Self::Strong => Style::Bold,
        }
    }
}

/// A piece of text with its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) mark: Mark,
}

impl Piece {
    pub(crate) fn new(text: impl Into<String>, mark: Mark) -> Self {
        Self {
            text: text.into(),
            mark,
        }
    }
}

/// A line of output.
pub(crate) type Line = Vec<Piece>;

/// A line with the codes that colour it.
pub(crate) fn painted(line: &[Piece]) -> String {
    let piece = |piece: &Piece| {
        let style = piece.mark.style();
        format!("{style}{}{style:#}", piece.text)
    };
    line.iter().map(piece).collect()
}

/// The columns that a line takes.
pub(crate) fn columns(line: &[Piece]) -> usize {
    line.iter().map(|piece| piece.text.width()).sum()
}

/// What a reader of a unit sees, with the words in `marked` under `mark` and all else under `rest`.
pub(crate) fn pieces(
    note: &Note,
    unit: &Unit,
    marked: &[Range<usize>],
    marks: (Mark, Mark),
) -> Line {
    let mut line = Line::new();
    push_pieces(&mut line, note, unit, marked, marks);
    line
}

/// Adds that to a line.
pub(crate) fn push_pieces(
    line: &mut Line,
    note: &Note,
    unit: &Unit,
    marked: &[Range<usize>],
    (mark, rest): (Mark, Mark),
) {
    for part in unit.visible(note) {
        let mut at = part.start;
        for range in marked {
            let start = range.start.clamp(at, part.end);
            let end = range.end.clamp(start, part.end);
            push(line, &note.text()[at..start], rest, unit.kind);
            push(line, &note.text()[start..end], mark, unit.kind);
            at = end;
        }
        push(line, &note.text()[at..part.end], rest, unit.kind);
    }
}

/// Adds text from a note as a terminal may have it: on one line, without control characters. Only
/// in code do blanks count.
pub(crate) fn push(line: &mut Line, text: &str, mark: Mark, kind: UnitKind) {
    let mut shown = String::with_capacity(text.len());
    let before = line.last().is_none_or(|piece| piece.text.ends_with(' '));
    let mut after_blank = before;
    for c in text.chars() {
        let is_blank = c.is_whitespace();
        if kind == UnitKind::Line && c == ' ' || !is_blank && !c.is_control() {
            shown.push(c);
        } else if !is_blank {
            shown.push('\u{fffd}');
        } else if !after_blank {
            shown.push(' ');
        }
        after_blank = is_blank;
    }
    match line.last_mut().filter(|last| last.mark == mark) {
        Some(last) => last.text.push_str(&shown),
        None if shown.is_empty() => {}
        None => line.push(Piece::new(shown, mark)),
    }
}

/// Cuts a line at its blanks, and between wide characters, so that no part takes more than
/// `width` columns.
pub(crate) fn wrapped(line: &[Piece], width: Option<usize>) -> Vec<Line> {
    let Some(width) = width.filter(|&width| columns(line) > width) else {
        return vec![line.to_vec()];
    };
    let mut wrapper = Wrapper {
        width: width.max(2),
        lines: vec![Line::new()],
        filled: 0,
        word: Line::new(),
        blank: None,
    };
    for piece in line {
        for grapheme in piece.text.graphemes(true) {
            wrapper.grapheme(grapheme, piece.mark);
        }
    }
    wrapper.end_word();
    wrapper.lines
}

struct Wrapper {
    width: usize,
    lines: Vec<Line>,
    /// The columns of the last line that are taken.
    filled: usize,
    word: Line,
    /// The blank before the word.
    blank: Option<Mark>,
}

impl Wrapper {
    fn grapheme(&mut self, grapheme: &str, mark: Mark) {
        if grapheme == " " {
            self.end_word();
            self.blank = Some(mark);
            return;
        }
        let is_wide = grapheme.width() > 1;
        if is_wide || columns(&self.word) + grapheme.width() > self.width {
            self.end_word();
        }
        append(&mut self.word, grapheme, mark);
        if is_wide {
            self.end_word();
        }
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.is_empty() {
            return;
        }
        let blank = self.blank.take();
        let needed = columns(&word) + usize::from(blank.is_some());
        if self.filled + needed > self.width && self.filled > 0 {
            self.lines.push(Line::new());
            self.filled = 0;
        } else if let (Some(mark), Some(line)) = (blank, self.lines.last_mut()) {
            append(line, " ", mark);
            self.filled += 1;
        }
        self.filled += columns(&word);
        if let Some(line) = self.lines.last_mut() {
            for piece in word {
                append(line, &piece.text, piece.mark);
            }
        }
    }
}

fn append(line: &mut Line, text: &str, mark: Mark) {
    match line.last_mut().filter(|last| last.mark == mark) {
        Some(last) => last.text.push_str(text),
        None => line.push(Piece::new(text, mark)),
    }
}

/// The beginning of a line, so that it takes at most `width` columns.
pub(crate) fn cut(line: &[Piece], width: Option<usize>) -> Line {
    let Some(width) = width.filter(|&width| columns(line) > width) else {
        return line.to_vec();
    };
    let mut first = wrapped(line, Some(width.saturating_sub(1).max(2))).swap_remove(0);
    append(&mut first, "…", Mark::Plain);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let line = [Piece::new(text, Mark::Plain)];
        let wrapped = wrapped(&line, Some(width)).into_iter();
        wrapped
            .map(|line| line.into_iter().map(|piece| piece.text).collect())
            .collect()
    }

    #[test]
    fn lines_are_cut_by_the_columns_they_take() {
        assert_eq!(
            lines("low water, high water", 10),
            ["low water,", "high water"]
        );
        assert_eq!(lines("潮の満ち引き", 7), ["潮の満", "ち引き"]);
        assert_eq!(
            lines("e\u{301}e\u{301} e\u{301}", 3),
            ["e\u{301}e\u{301}", "e\u{301}"]
        );
        assert_eq!(lines("unbreakable", 4), ["unbr", "eaka", "ble"]);
        assert_eq!(lines("👨‍👩‍👧👨‍👩‍👧", 3), ["👨‍👩‍👧", "👨‍👩‍👧"]);
        assert_eq!(lines("", 3), [""]);
    }

    #[test]
    fn marks_outlast_the_cutting() {
        let line = [
            Piece::new("low ", Mark::Plain),
            Piece::new("high er", Mark::Come),
        ];
        let wrapped = wrapped(&line, Some(8));
        assert_eq!(wrapped[0][1], Piece::new("high", Mark::Come));
        assert_eq!(wrapped[1], [Piece::new("er", Mark::Come)]);
    }

    #[test]
    fn long_text_ends_in_dots() {
        let line = [Piece::new("low water, high water", Mark::Plain)];
        assert_eq!(painted(&cut(&line, Some(12))), "low water,…");
        assert_eq!(cut(&line, None), line);
    }
}
