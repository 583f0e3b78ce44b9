//! Normalizes the characters of a line to ASCII.

use super::loose_time::Time;
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

/// A line without leading bullets, brackets, quotes and cue number.
pub(super) fn without_marks(line: &str) -> &str {
    let line = line.trim_start_matches(|c: char| is_frame(c) || is_bullet(c) || c.is_whitespace());
    let dashed = line.trim_start_matches('-');
    let line = if dashed.starts_with(char::is_whitespace) {
        dashed.trim_start()
    } else {
        line
    };
    // `12 00:00:01,000`: the number is on the same line.
    let number = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let behind = line[number..].trim_start_matches(['.', ')', ':', '-']);
    let is_apart = behind.starts_with(char::is_whitespace) || behind.starts_with(is_frame);
    if number > 0 && is_apart {
        let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || is_frame(c));
        if Time::read(rest).is_some() {
            return rest;
        }
    }
    line
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

fn is_bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '·' | '●' | '▪' | '◦' | '‣' | '>' | '#' | '+' | '¶' | '♪' | '–' | '—'
    )
}
