//! Normalizes the characters of a line to ASCII.

use crate::caption::entity;

/// A line with ASCII digits and marks, without invisible characters.
pub(super) fn plain(line: &str) -> String {
    let line = entity::unescape(&entity::unescape(line));
    line.chars()
        .filter(|c| !is_invisible(*c))
        .map(ascii)
        .collect()
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
        || c.is_control() && !c.is_whitespace()
}

/// The ASCII equivalent of a character.
fn ascii(c: char) -> char {
    if let Some(digit) = decimal_digit(c) {
        return char::from_digit(digit, 10).unwrap_or(c);
    }
    match c {
        '：' | '∶' | '﹕' | 'ː' | '︓' => ':',
        '，' | '、' | '،' | '٬' => ',',
        '．' | '٫' | '。' => '.',
        '＞' => '>',
        '－' | '﹣' | '‐' | '‑' | '‒' | '−' => '-',
        '\u{a0}' | '\u{3000}' | '\u{202f}' | '\u{2009}' => ' ',
        c => c,
    }
}

/// The value of a decimal digit of any script.
pub(in crate::caption) fn decimal_digit(c: char) -> Option<u32> {
    /// The zeros; nine digits follow each.
    const ZEROS: [u32; 21] = [
        0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66,
        0xDE6, 0xE50, 0xED0, 0xF20, 0x1040, 0x17E0, 0x1810, 0xFF10,
    ];
    let code = u32::from(c);
    let zero = ZEROS
        .into_iter()
        .find(|zero| (*zero..zero + 10).contains(&code))?;
    Some(code - zero)
}

/// Brackets, quotes and emphasis around a time.
pub(super) fn is_frame(c: char) -> bool {
    matches!(
        c,
        '[' | ']'
            | '('
            | ')'
            | '{'
            | '}'
            | '*'
            | '_'
            | '`'
            | '"'
            | '\''
            | '“'
            | '”'
            | '|'
            | '«'
            | '»'
    )
}
