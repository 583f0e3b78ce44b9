//! Offsets into a text as lines and characters, in the encoding that was agreed on.

use std::ops::Range;

use gen_lsp_types::{Position, Range as LspRange};

/// What the `character` of a position counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Bytes.
    Utf8,
    /// Code units, which every client knows.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The best of those that a client offers, by their names.
    pub(crate) fn negotiated(offered: &[&str]) -> Self {
        let has = |name: &str| offered.contains(&name);
        match () {
            () if has("utf-8") => Self::Utf8,
            () if has("utf-32") && !has("utf-16") => Self::Utf32,
            () => Self::Utf16,
        }
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    /// How much a character counts.
    const fn width(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// Where the lines of a text begin.
#[derive(Clone, Debug)]
pub(crate) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// Lines end with `\n`, `\r\n` or `\r`.
    pub(crate) fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let is_end = |at: &usize| match bytes[*at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let ends = (0..bytes.len()).filter(is_end);
        Self {
            starts: std::iter::once(0).chain(ends.map(|at| at + 1)).collect(),
        }
    }

    /// The offset of a position. One past the end of its line or of the text is that end, and one within
    /// a character its beginning.
    pub(crate) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let Some(line) = self.line(text, position.line as usize) else {
            return text.len();
        };
        let (mut rest, start) = (position.character as usize, line.start);
        for (at, c) in text[line.clone()].char_indices() {
            let width = encoding.width(c);
            if rest < width {
                return start + at;
            }
            rest -= width;
        }
        line.end
    }

    /// The position of an offset.
    pub(crate) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let offset = (0..=offset.min(text.len()))
            .rev()
            .find(|&at| text.is_char_boundary(at))
            .unwrap_or_default();
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = text[self.starts[line]..offset].chars();
        let character: usize = before.map(|c| encoding.width(c)).sum();
        Position {
            line: to_u32(line),
            character: to_u32(character),
        }
    }

    /// The positions of a range of offsets.
    pub(crate) fn range(&self, text: &str, range: &Range<usize>, encoding: Encoding) -> LspRange {
        LspRange {
            start: self.position(text, range.start, encoding),
            end: self.position(text, range.end, encoding),
        }
    }

    /// The offsets of a range of positions; a reversed one is empty.
    pub(crate) fn offsets(&self, text: &str, range: LspRange, encoding: Encoding) -> Range<usize> {
        let start = self.offset(text, range.start, encoding);
        let end = self.offset(text, range.end, encoding);
        start..end.max(start)
    }

    /// A line without its end.
    fn line(&self, text: &str, number: usize) -> Option<Range<usize>> {
        let start = *self.starts.get(number)?;
        let next = self.starts.get(number + 1).copied().unwrap_or(text.len());
        let line = text[start..next].trim_end_matches(['\n', '\r']);
        Some(start..start + line.len())
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

    fn at(line: u32, character: u32) -> Position {
        Position { line, character }
    }

    #[test]
    fn a_character_counts_by_the_encoding() {
        let text = "é🦆\tx\r\ny";
        let lines = Lines::new(text);
        let tab = text.find('\t').unwrap();
        let columns = ALL.map(|encoding| lines.position(text, tab, encoding));
        assert_eq!(columns, [at(0, 6), at(0, 3), at(0, 2)]);
        assert_eq!(
            lines.offset(text, at(0, 2), Encoding::Utf16),
            2,
            "within the duck"
        );
        for encoding in ALL {
            assert_eq!(
                lines.offset(text, at(0, 99), encoding),
                text.find('\r').unwrap()
            );
            assert_eq!(lines.offset(text, at(9, 0), encoding), text.len());
            assert_eq!(lines.offset(text, at(1, 0), encoding), text.len() - 1);
        }
    }

    #[test]
    fn the_best_encoding_that_is_offered_is_used() {
        for (offered, used) in [
            (&[][..], Encoding::Utf16),
            (&["utf-16"], Encoding::Utf16),
            (&["utf-16", "utf-8"], Encoding::Utf8),
            (&["utf-32"], Encoding::Utf32),
            (&["utf-16", "utf-32"], Encoding::Utf16),
            (&["ebcdic"], Encoding::Utf16),
        ] {
            assert_eq!(Encoding::negotiated(offered), used);
        }
    }

    proptest! {
        #[test]
        fn each_offset_has_a_position_that_leads_back(text in "([a-z\u{e9}\u{1F986}\t]|\r\n|\n|\r){0,40}") {
            let lines = Lines::new(&text);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                // Between the two characters of a line end there is no position.
                if text[..offset].ends_with('\r') && text[offset..].starts_with('\n') {
                    continue;
                }
                for encoding in ALL {
                    let position = lines.position(&text, offset, encoding);
                    prop_assert_eq!(lines.offset(&text, position, encoding), offset);
                }
            }
        }

        #[test]
        fn any_position_is_an_offset(text in "\\PC{0,20}", line in 0u32..9, character in 0u32..40) {
            let lines = Lines::new(&text);
            for encoding in ALL {
                let offset = lines.offset(&text, at(line, character), encoding);
                prop_assert!(text.is_char_boundary(offset));
            }
        }
    }
}
