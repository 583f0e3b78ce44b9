//! Distinguishes Mac Roman from Windows-1252: both are single-byte Latin encodings.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// Whether the bytes beyond ASCII form words in Mac Roman, but not in Windows-1252.
pub(super) fn fits_better(bytes: &[u8]) -> bool {
    let (windows, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let (mac, _) = MACINTOSH.decode_without_bom_handling(bytes);
    let (windows, mac) = (plausibility(&windows), plausibility(&mac));
    mac > 0 && windows < 0 && mac > windows
}

/// The number of plausible characters beyond ASCII, minus the implausible ones.
fn plausibility(text: &str) -> i64 {
    let mut sum = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let after = chars.peek().copied().unwrap_or(' ');
            sum += if is_plausible(before, c, after) {
                1
            } else {
                -1
            };
        }
        before = c;
    }
    sum
}

fn is_plausible(before: char, c: char, after: char) -> bool {
    let is_word = |c: char| c.is_alphabetic();
    match c {
        '’' => is_word(before),
        '‘' | '“' | '„' | '«' | '¿' | '¡' => !is_word(before),
        '”' | '»' => !before.is_whitespace() && !is_word(after),
        '…' => !is_word(after) || !is_word(before),
        '–' | '—' => {
            before.is_whitespace() == after.is_whitespace() && !(is_word(before) && is_word(after))
        }
        '°' | '€' | '£' | '©' | '®' | '™' | '§' | '♪' | '½' | '•' | '\u{a0}' => {
            !(is_word(before) && is_word(after))
        }
        // Letters that are rare in western languages.
        'Š' | 'š' | 'Ž' | 'ž' | 'Ÿ' | 'ƒ' => false,
        c if c.is_lowercase() => !(before.is_uppercase() && after.is_uppercase()),
        c if c.is_uppercase() => !before.is_lowercase() && (is_word(after) || is_word(before)),
        _ => false,
    }
}

/// A text in Mac Roman.
#[cfg(test)]
pub(super) fn encode(text: &str) -> Vec<u8> {
    let (bytes, _, _) = MACINTOSH.encode(text);
    bytes.into_owned()
}
