//! Splits a text at LF, CRLF and CR, and counts lines.

use std::borrow::Cow;
use std::ops::Range;

/// The lines of a text, without their ends.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::with_capacity(count_lines(text));
    lines.extend(line_ranges(text).map(|range| &text[range]));
    lines
}

/// How many lines a text has at most, unless they end in CR alone.
pub(super) fn count_lines(text: &str) -> usize {
    memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1
}

/// The byte ranges of the lines of a text, without their ends.
pub(super) fn line_ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let bytes = rest.as_bytes();
        let length = memchr::memchr2(b'\n', b'\r', bytes).unwrap_or(rest.len());
        let range = start..start + length;
        let is_pair = bytes.get(length) == Some(&b'\r') && bytes.get(length + 1) == Some(&b'\n');
        start = range.end + if is_pair { 2 } else { 1 };
        Some(range)
    })
}

/// Replaces CR CR LF with CR LF.
pub(super) fn with_single_returns(text: Cow<'_, str>) -> Cow<'_, str> {
    let mut text = text;
    while memchr::memchr(b'\r', text.as_bytes()).is_some() && text.contains("\r\r\n") {
        text = Cow::Owned(text.replace("\r\r\n", "\r\n"));
    }
    text
}

/// Every other line of a text, if the others are blank: some programs write each line end twice.
pub(super) fn single_spaced(text: &str) -> Option<String> {
    const FEWEST_LINES: usize = 6;
    let is_blank = |line: &&&str| line.trim().is_empty();
    let mut evens = line_ranges(text).skip(1).step_by(2);
    if evens.any(|range| !is_blank(&&&text[range])) {
        return None;
    }
    let lines = lines(text);
    let every_other = |from: usize| lines.iter().skip(from).step_by(2);
    let is_double = lines.len() >= FEWEST_LINES;
    let has_text = every_other(0).filter(|line| !is_blank(line)).count() >= FEWEST_LINES / 2;
    (is_double && has_text).then(|| every_other(0).map(|line| format!("{line}\n")).collect())
}

/// The number, from 1, of the line with the byte at `offset`.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    LineCounter::new(text).line_at(offset)
}

/// Computes the line numbers of ascending offsets in one pass over the text.
#[derive(Clone, Debug)]
pub(super) struct LineCounter<'a> {
    bytes: &'a [u8],
    offset: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            offset: 0,
            line: 1,
        }
    }

    /// The line of the byte at `offset`, which must not be before the previous one.
    pub(super) fn line_at(&mut self, offset: usize) -> usize {
        let end = offset.min(self.bytes.len());
        let passed = self.bytes.get(self.offset..end).unwrap_or_default();
        if memchr::memchr(b'\r', passed).is_none() {
            self.line += memchr::memchr_iter(b'\n', passed).count();
            self.offset = end.max(self.offset);
        }
        while self.offset < end {
            let next = self.bytes.get(self.offset + 1);
            let ends_line = match self.bytes[self.offset] {
                b'\n' => true,
                b'\r' => next != Some(&b'\n'),
                _ => false,
            };
            self.line += usize::from(ends_line);
            self.offset += 1;
        }
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_lines_are_read_once() {
        let single = |text: &str| single_spaced(text);
        assert_eq!(
            single("1\n\na\n\nb\n\n\n\n2\n\nc\n\n").as_deref(),
            Some("1\na\nb\n\n2\nc\n")
        );
        assert_eq!(single("1\na\nb\n\n2\nc\n"), None);
        assert_eq!(single("a\n\nb\n"), None);
        let text = with_single_returns(Cow::Borrowed("a\r\r\r\nb\r\r\n\r\rc"));
        assert_eq!(text, "a\r\nb\r\n\r\rc");
    }

    #[test]
    fn any_line_end_ends_a_line() {
        let text = "a\r\nb\rc\n\nd";
        assert_eq!(lines(text), ["a", "b", "c", "", "d"]);
        let numbers: Vec<_> = ["a", "b", "c", "d"]
            .map(|letter| line_at(text, text.find(letter).unwrap()))
            .into();
        assert_eq!(numbers, [1, 2, 3, 5]);
        assert_eq!(lines("a\n"), ["a"]);
    }
}
