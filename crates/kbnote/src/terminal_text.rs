//! Text on its way to a terminal: what colours it, and what must not get there.
//!
//! Titles, captions, paths and notes come from anywhere, and a terminal obeys what stands in them:
//! an escape sequence can hide a line or name a window, and a control of the writing direction can
//! show a path as another. So our own colours are marks that no text has (noncharacters of Unicode),
//! which become escape sequences here and nowhere else; every other control is made visible.

use std::borrow::Cow;
use std::fmt;
use std::io;

use serde_json::ser::{CompactFormatter, Formatter};

/// How a piece of text looks. Written as `{style}text{style:#}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Bold,
    Faint,
    Red,
    Green,
    BoldRed,
    BoldYellow,
    BoldCyan,
    BoldBlue,
}

/// The styles that have marks, in the order of these.
const STYLES: [Style; 8] = [
    Style::Bold,
    Style::Faint,
    Style::Red,
    Style::Green,
    Style::BoldRed,
    Style::BoldYellow,
    Style::BoldCyan,
    Style::BoldBlue,
];

/// The mark behind a piece of text.
const END: char = '\u{fdd0}';

/// The mark of the first style; the others follow.
const FIRST: u32 = 0xfdd1;

impl Style {
    fn mark(self) -> Option<char> {
        let number = STYLES.iter().position(|&style| style == self)?;
        char::from_u32(FIRST + u32::try_from(number).ok()?)
    }

    fn of(mark: char) -> Option<Self> {
        let number = u32::from(mark).checked_sub(FIRST)?;
        STYLES.get(usize::try_from(number).ok()?).copied()
    }

    const fn codes(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "\u{1b}[1m",
            Self::Faint => "\u{1b}[2m",
            Self::Red => "\u{1b}[31m",
            Self::Green => "\u{1b}[32m",
            Self::BoldRed => "\u{1b}[1m\u{1b}[31m",
            Self::BoldYellow => "\u{1b}[1m\u{1b}[33m",
            Self::BoldCyan => "\u{1b}[1m\u{1b}[36m",
            Self::BoldBlue => "\u{1b}[1m\u{1b}[34m",
        }
    }
}

impl fmt::Display for Style {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mark() {
            Some(_) if f.alternate() => fmt::Write::write_char(f, END),
            Some(mark) => fmt::Write::write_char(f, mark),
            None => Ok(()),
        }
    }
}

/// The text as a terminal may have it: our marks as colours, or without any; lines and tabs; and of
/// other controls only a sign that they were there.
pub(crate) fn rendered<'a>(text: impl Into<Cow<'a, str>>, in_color: bool) -> Cow<'a, str> {
    let text = text.into();
    let Some(first) = next_special(&text) else {
        return text;
    };
    let mut rendered = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    let mut next = Some(first);
    while let Some((at, c)) = next {
        rendered.push_str(&rest[..at]);
        rest = &rest[at + c.len_utf8()..];
        match c {
            END if in_color => rendered.push_str("\u{1b}[0m"),
            END => {}
            '\r' if rest.starts_with('\n') => {}
            _ => match Style::of(c) {
                Some(style) if in_color => rendered.push_str(style.codes()),
                Some(_) => {}
                None => rendered.extend(visible(c)),
            },
        }
        next = next_special(rest);
    }
    rendered.push_str(rest);
    rendered.into()
}

/// The first character that is not printed as it is: one of our marks, or a control.
fn next_special(text: &str) -> Option<(usize, char)> {
    let mut from = 0;
    loop {
        let rest = text.as_bytes()[from..].iter();
        let at = from + rest.copied().position(|byte| !is_harmless(byte))?;
        let c = text[at..].chars().next()?;
        if is_control(c) {
            return Some((at, c));
        }
        from = at + c.len_utf8();
    }
}

/// Whether a byte is text by itself.
const fn is_harmless(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\t')
}

/// A character as it is shown: a control as a sign, a mark that only says how its neighbours are
/// read not at all.
const fn visible(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        '\u{61c}' | '\u{200e}' | '\u{200f}' => None,
        _ if is_control(c) => Some('\u{fffd}'),
        _ => Some(c),
    }
}

/// Whether a terminal may obey a character, or a reader be misled by it.
const fn is_control(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fdd0}'..='\u{fdef}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Writes JSON on one line, controls that JSON itself leaves as they are escaped.
#[derive(Clone, Debug)]
pub(crate) struct EscapedJson(CompactFormatter);

impl EscapedJson {
    /// A formatter of one document.
    pub(crate) const fn new() -> Self {
        Self(CompactFormatter)
    }
}

impl Formatter for EscapedJson {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut plain = 0;
        for (at, c) in fragment.char_indices() {
            if c.is_ascii_graphic() || !is_control(c) {
                continue;
            }
            writer.write_all(&fragment.as_bytes()[plain..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            plain = at + c.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;

    use super::*;

    #[test]
    fn only_our_own_marks_become_escape_sequences() {
        let (bold, text) = (Style::Bold, "\u{1b}[31mred\u{9b}31m\u{202e}\u{7}\r\n\tx\r");
        let line = format!("{bold}{text}{bold:#}{}", Style::Plain);
        assert_eq!(
            rendered(&line, true),
            "\u{1b}[1m␛[31mred\u{fffd}31m\u{fffd}␇\n\tx␍\u{1b}[0m"
        );
        assert_eq!(rendered(&line, false), "␛[31mred\u{fffd}31m\u{fffd}␇\n\tx␍");
    }

    #[test]
    fn text_of_all_languages_stays() {
        for text in ["Nya ord: å é 潮", "עברית فارسی", "🦆\u{200d}👩 zwj"] {
            assert_eq!(rendered(text, true), text);
        }
        assert_eq!(rendered("עברית\u{200f}!", false), "עברית!");
    }

    #[test]
    fn each_style_has_a_mark_of_its_own() {
        for style in STYLES {
            assert_eq!(style.mark().and_then(Style::of), Some(style));
            let painted = rendered(format!("{style}a{style:#}"), true);
            assert_eq!(painted, format!("{}a\u{1b}[0m", style.codes()));
        }
        assert_eq!(Style::of(END), None);
    }

    #[test]
    fn json_has_every_control_escaped_and_says_the_same() {
        let text = "a\u{1b}\u{9b}\u{202e}\u{2069}\u{7f}\u{e0001}é\"\\ \n";
        let mut written = Vec::new();
        let mut to = serde_json::Serializer::with_formatter(&mut written, EscapedJson::new());
        text.serialize(&mut to).unwrap();
        let written = String::from_utf8(written).unwrap();
        assert!(!written.chars().any(is_control), "{written}");
        assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }
}
