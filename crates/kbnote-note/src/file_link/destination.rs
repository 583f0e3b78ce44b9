//! Where the destination of a Markdown link stands (CommonMark 0.31, section 6.3).

use std::ops::Range;

use crate::text::run;

/// The destination of an inline link that takes up `range`, without `<` and `>`.
pub(super) fn of_inline(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let opens = memchr::memmem::find_iter(&text.as_bytes()[range.clone()], b"](");
    let opens = opens.map(|at| range.start + at + 2);
    let mut read = opens.filter_map(|open| {
        let (whole, end) = destination(text, blanks(text, open))?;
        let end = blanks(text, title_end(text, end));
        (text.as_bytes().get(end) == Some(&b')') && end + 1 == range.end).then_some(whole)
    });
    read.next()
}

/// The destination of a definition `[label]: …` that takes up `range`.
pub(super) fn of_definition(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let close = memchr::memmem::find(&text.as_bytes()[range.clone()], b"]:")?;
    let (whole, _) = destination(text, blanks(text, range.start + close + 2))?;
    (whole.end <= range.end).then_some(whole)
}

/// The length of a written destination up to its heading: the first `#` that is not part of a
/// reference such as `&#35;`, or to a question mark.
pub(super) fn path_length(written: &str) -> usize {
    let is_end = |&(at, c): &(usize, char)| match c {
        '#' => !written[..at].ends_with('&'),
        '?' => true,
        _ => false,
    };
    let end = written.char_indices().find(is_end);
    end.map_or(written.len(), |(at, _)| at)
}

fn blanks(text: &str, from: usize) -> usize {
    run(text.as_bytes(), from, |b| b.is_ascii_whitespace()).end
}

/// The destination at `start`, and where what encloses it ends.
fn destination(text: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let bytes = text.as_bytes();
    if bytes.get(start) == Some(&b'<') {
        let end = unescaped(bytes, start + 1, |b| matches!(b, b'>' | b'<' | b'\n'))?;
        return (bytes[end] == b'>').then_some((start + 1..end, end + 1));
    }
    let mut depth = 0_u32;
    let mut at = start;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => at += 1,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b if b <= b' ' || b == 0x7f => break,
            _ => {}
        }
        at += 1;
    }
    Some((start..at, at))
}

/// Where a title ends that may follow a destination.
fn title_end(text: &str, destination_end: usize) -> usize {
    let bytes = text.as_bytes();
    let start = blanks(text, destination_end);
    let close = match bytes.get(start) {
        Some(quote @ (b'"' | b'\'')) => *quote,
        Some(b'(') => b')',
        _ => return destination_end,
    };
    unescaped(bytes, start + 1, |b| b == close).map_or(destination_end, |end| end + 1)
}

/// The first byte from `from` on that ends something and has no backslash before it.
fn unescaped(bytes: &[u8], from: usize, ends: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = from;
    loop {
        match bytes.get(at)? {
            b'\\' => at += 2,
            &byte if ends(byte) => return Some(at),
            _ => at += 1,
        }
    }
}
