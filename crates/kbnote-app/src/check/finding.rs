//! Findings with their position in lines and columns.

use std::ops::Range;

use kbnote_check::{Finding, Place, Rule, Severity};

/// How many characters of a line are kept before and after what a finding is about. A paragraph
/// is one line.
const KEPT: usize = 200;

/// A finding with its position.
#[derive(Debug)]
pub struct LocatedFinding {
    /// The rule.
    pub rule: &'static Rule,
    /// Its severity by the settings.
    pub severity: Severity,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The line on which it ends.
    pub end_line: usize,
    /// Column after the last character.
    pub end_column: usize,
    /// What is wrong.
    pub message: String,
    /// What the fix does.
    pub fix: Option<String>,
    /// The text that it is about; empty for the note as a whole.
    pub about: String,
    /// Whether it is about the note as a whole.
    pub is_of_note: bool,
    /// The source around it, if requested; none for the note as a whole.
    pub excerpt: Option<Excerpt>,
}

/// The line of a finding, or a part of it.
#[derive(Debug)]
pub struct Excerpt {
    /// The text before the finding.
    pub before: String,
    /// The text of the finding, up to the end of the line.
    pub marked: String,
    /// The text after it.
    pub after: String,
    /// Whether text of the line is cut off before and after.
    pub is_cut: (bool, bool),
}

impl LocatedFinding {
    pub(super) fn new(finding: Finding, lines: &Lines<'_>, shows_source: bool) -> Self {
        let range = finding.place.range();
        let (line, column) = lines.place(range.start);
        let (end_line, end_column) = lines.place(range.end);
        Self {
            rule: finding.rule,
            severity: finding.severity,
            line,
            column,
            end_line,
            end_column,
            message: finding.message,
            fix: finding.fix.map(|fix| fix.description),
            about: first_chars(&lines.text[range.clone()]).to_owned(),
            is_of_note: finding.place == Place::Note,
            excerpt: (shows_source && finding.place != Place::Note).then(|| lines.excerpt(&range)),
        }
    }

    /// By place, then by code.
    pub(super) fn order(&self) -> (usize, usize, &'static str) {
        (self.line, self.column, self.rule.code)
    }
}

/// A text by its lines.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// Where each begins.
    starts: Vec<usize>,
    /// How many characters begin before each block of the text, so that a column far down a line
    /// costs no more than one at its start.
    blocks: Vec<usize>,
}

/// The length of a block in bytes.
const BLOCK: usize = 1024;

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes());
        Self {
            text,
            starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(),
            blocks: character_counts(text.as_bytes()),
        }
    }

    /// How many characters begin before an offset.
    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        self.blocks[block] + characters(&self.text.as_bytes()[block * BLOCK..offset])
    }

    /// Line and column of an offset, both from 1; columns are characters.
    fn place(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= offset);
        let start = self.starts[line - 1];
        let column = self.characters_before(offset) - self.characters_before(start);
        (line, column + 1)
    }

    fn excerpt(&self, range: &Range<usize>) -> Excerpt {
        let line = self.starts.partition_point(|&start| start <= range.start);
        let start = self.starts[line - 1];
        // After the finding only as much of the line is looked at as may be kept.
        let enough = (range.end + 4 * (KEPT + 1)).min(self.text.len());
        let boundary = (enough..).find(|&at| self.text.is_char_boundary(at));
        let rest = &self.text[range.start..boundary.unwrap_or(self.text.len())];
        let line_end = memchr::memchr2(b'\n', b'\r', rest.as_bytes());
        let end = range.start + line_end.unwrap_or(rest.len());
        let marked_end = range.end.min(end).max(range.start);
        let before = &self.text[start..range.start];
        let after = &self.text[marked_end..end];
        let marked = &self.text[range.start..marked_end];
        let (kept_before, kept_marked) = (last_chars(before), first_chars(marked));
        let is_marked_cut = kept_marked.len() < marked.len();
        let kept_after = if is_marked_cut {
            ""
        } else {
            first_chars(after)
        };
        Excerpt {
            before: kept_before.to_owned(),
            marked: kept_marked.to_owned(),
            after: kept_after.to_owned(),
            is_cut: (
                kept_before.len() < before.len(),
                is_marked_cut || kept_after.len() < after.len(),
            ),
        }
    }
}

/// How many characters begin before each block of a text, and before its end.
fn character_counts(text: &[u8]) -> Vec<usize> {
    let mut before = 0;
    let mut counts = vec![0];
    for block in text.chunks_exact(BLOCK) {
        before += characters(block);
        counts.push(before);
    }
    counts
}

/// How many characters begin in some bytes of UTF-8.
fn characters(bytes: &[u8]) -> usize {
    if bytes.is_ascii() {
        return bytes.len();
    }
    let continues = |byte: &&u8| byte.cast_signed() < -64;
    bytes.len() - bytes.iter().filter(continues).count()
}

/// As many characters as are kept, from the beginning of a text.
fn first_chars(text: &str) -> &str {
    match text.get(..KEPT) {
        None if text.len() < KEPT => return text,
        Some(start) if start.is_ascii() => return start,
        _ => {}
    }
    let end = text.char_indices().nth(KEPT);
    end.map_or(text, |(at, _)| &text[..at])
}

/// As many characters as are kept, up to the end of a text.
fn last_chars(text: &str) -> &str {
    let Some(start) = text.len().checked_sub(KEPT) else {
        return text;
    };
    if let Some(end) = text.get(start..).filter(|end| end.is_ascii()) {
        return end;
    }
    let start = text.char_indices().rev().nth(KEPT - 1);
    start.map_or(text, |(at, _)| &text[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_counted_in_characters_however_long_the_line_is() {
        for piece in ["a", "é", "🦆b", "a\n€"] {
            let text = piece.repeat(BLOCK);
            let lines = Lines::new(&text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let before = &text[..offset];
                let line = before.rsplit('\n').next().unwrap_or(before);
                let expected = (before.matches('\n').count() + 1, line.chars().count() + 1);
                assert_eq!(lines.place(offset), expected);
            }
        }
    }

    #[test]
    fn so_many_characters_are_kept_whatever_they_are() {
        for text in [
            "",
            "reeds",
            &"ab".repeat(KEPT),
            &"é".repeat(KEPT + 1),
            &"é🦆a".repeat(KEPT),
        ] {
            let (first, last): (String, String) = (
                text.chars().take(KEPT).collect(),
                text.chars()
                    .skip(text.chars().count().saturating_sub(KEPT))
                    .collect(),
            );
            assert_eq!(
                (first_chars(text), last_chars(text)),
                (first.as_str(), last.as_str())
            );
        }
    }
}
