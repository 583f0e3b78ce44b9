//! Telling Mac Roman from Windows-1252: both are Latin letters, one byte each.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// Whether the bytes beyond ASCII make words as Mac Roman and nonsense as Windows-1252.
pub(super) fn fits_better(bytes: &[u8]) -> bool {
    let (windows, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
    let (mac, _) = MACINTOSH.decode_without_bom_handling(bytes);
    let (windows, mac) = (sense(&windows), sense(&mac));
    mac > 0 && windows < 0 && mac > windows
}

/// How many characters beyond ASCII stand where such characters do, less those that do not.
fn sense(text: &str) -> i64 {
    let mut sum = 0;
    let mut before = ' ';
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii() {
            let after = chars.peek().copied().unwrap_or(' ');
            sum += if makes_sense(before, c, after) { 1 } else { -1 };
        }
        before = c;
    }
    sum
}

fn makes_sense(before: char, c: char, after: char) -> bool {
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
        // Letters that hardly a western language has.
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
