//! Lines: splitting a text at any of LF, CRLF and CR, and counting them.

/// The lines of a text, without their ends.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['\n', '\r']) {
        let (line, tail) = rest.split_at(end);
        lines.push(line);
        rest = tail
            .strip_prefix("\r\n")
            .unwrap_or_else(|| tail.get(1..).unwrap_or_default());
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

/// The number of the line, from 1, that holds the byte at `offset`.
pub(super) fn line_at(text: &str, offset: usize) -> usize {
    LineCounter::new(text).line_at(offset)
}

/// Numbers the lines of ever later places in one pass over the text.
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

    /// The line of the byte at `offset`, which lies behind that of the call before.
    pub(super) fn line_at(&mut self, offset: usize) -> usize {
        let end = offset.min(self.bytes.len());
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
