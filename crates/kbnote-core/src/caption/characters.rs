//! Normalizes the characters of a line that may be a time or a number to ASCII.

use std::borrow::Cow;

use super::entity;

/// A line with ASCII digits and marks, without invisible characters, tags and backslashes.
pub(super) fn plain(line: &str) -> Cow<'_, str> {
    if is_plain(line) {
        Cow::Borrowed(line)
    } else {
        Cow::Owned(made_plain(line))
    }
}

fn made_plain(line: &str) -> String {
    let line = without_tags(&entity::unescape(&entity::unescape(line)));
    let line: String = line
        .chars()
        .filter(|c| !is_invisible(*c) && *c != '\\')
        .map(ascii)
        .collect();
    with_digits(&line)
}

/// Whether a line certainly needs no change, as most do not.
fn is_plain(line: &str) -> bool {
    let is_usual =
        |byte: u8| matches!(byte, b' '..=b'~') && !matches!(byte, b'&' | b'<' | b'{' | b'\\');
    let has_letters = || line.chars().any(|c| digit_like(c).is_some());
    line.bytes().all(is_usual) && !(line.contains(':') && has_letters())
}

/// A line without tags such as `<b>`, `</font>` and `{\an8}`.
fn without_tags(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, from) = rest.split_at(at);
        let end = if from.starts_with('<') { '>' } else { '}' };
        let tag = from[1..].split_once(end).filter(|(body, _)| is_tag(body));
        out.push_str(before);
        rest = match tag {
            Some((_, after)) => after,
            None => {
                out.push_str(&from[..1]);
                &from[1..]
            }
        };
    }
    out.push_str(rest);
    out
}

fn is_tag(body: &str) -> bool {
    let name = body.strip_prefix(['/', '\\']).unwrap_or(body);
    name.starts_with(|c: char| c.is_ascii_alphabetic()) && !body.contains('<')
}

/// A line in which letters written for digits within a time are digits: `OO:1O:OO,OOO`.
fn with_digits(line: &str) -> String {
    let is_part =
        |c: char| c.is_ascii_digit() || matches!(c, ':' | ',' | '.') || digit_like(c).is_some();
    let is_time = |run: &str| {
        let colons = run.matches(':').count();
        colons >= 2
            || colons == 1 && run.contains([',', '.']) && run.contains(|c: char| c.is_ascii_digit())
    };
    let mut out = String::new();
    let mut before = ' ';
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end.max(c.len_utf8()));
        // A `T` may precede a time, as in ISO 8601.
        let is_apart =
            (!before.is_alphabetic() || before == 'T') && !after.starts_with(char::is_alphabetic);
        if is_apart && is_time(run) {
            out.extend(run.chars().map(|c| digit_like(c).unwrap_or(c)));
        } else {
            out.push_str(run);
        }
        before = run.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    out
}

/// The digit that a letter resembles.
fn digit_like(c: char) -> Option<char> {
    match c {
        'O' | 'o' | 'О' | 'о' => Some('0'),
        'l' | 'I' => Some('1'),
        _ => None,
    }
}

/// Whether a character is not displayed.
pub(super) fn is_invisible(c: char) -> bool {
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
pub(super) fn decimal_digit(c: char) -> Option<u32> {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_plain_needs_no_change(line in "([ -~]|[0-9OlI:,.]){0,12}") {
            prop_assert_eq!(plain(&line).into_owned(), made_plain(&line));
        }
    }
}
