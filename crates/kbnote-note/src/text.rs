//! Small questions about stretches of text.

use std::ops::Range;

/// The range without white space at its ends.
pub(crate) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + (inner.len() - inner.trim_start().len());
    let end = range.end - (inner.len() - inner.trim_end().len());
    start..end.max(start)
}

/// The stretch from `from` on whose bytes all hold.
pub(crate) fn run(bytes: &[u8], from: usize, holds: impl Fn(u8) -> bool) -> Range<usize> {
    let rest = bytes.get(from..).unwrap_or_default();
    let length = rest.iter().position(|&b| !holds(b)).unwrap_or(rest.len());
    from..from + length
}

/// Where the blanks before `offset` begin.
pub(crate) fn blanks_before(text: &str, offset: usize) -> usize {
    text[..offset].trim_end_matches([' ', '\t']).len()
}

/// The words of a text on one line, without control characters, one blank between them.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}
