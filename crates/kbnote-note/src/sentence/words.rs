//! The words next to a stop.

use unicode_normalization::char::is_combining_mark;

/// The word that a text ends in: letters, digits, and stops between them.
pub(super) fn word_before(before: &str) -> &str {
    let is_part = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '.' | '\'' | '’' | '-' | '&' | '°' | '׳' | '״')
            || is_mark(c)
    };
    // Longer words are no abbreviations; the bound keeps text without blanks from costing more.
    let mut start = before.len();
    for (at, c) in before.char_indices().rev().take(24) {
        if !is_part(c) {
            break;
        }
        start = at;
    }
    &before[start..]
}

/// The word that a text begins with, opening quotes and brackets aside.
pub(super) fn first_word(text: &str) -> &str {
    let text = text.trim_start_matches(is_opener);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '_') || is_mark(c);
    &text[..text.find(|c| !is_part(c)).unwrap_or(text.len())]
}

/// Quotes, brackets and the like that stand before the first word of a sentence.
pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '(' | '[' | '“' | '‘' | '«' | '„' | '‚' | '‹' | '¿' | '¡' | '*' | '_'
    )
}

fn is_mark(c: char) -> bool {
    c >= '\u{300}' && is_combining_mark(c)
}

/// How many words an abbreviation is written in at most.
const MOST_PARTS: usize = 4;

/// The short words at the end of a text between which nothing but stops and blanks stand: `z` and
/// `B` of `z. B`.
pub(super) fn parts_before(before: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = before;
    while parts.len() < MOST_PARTS {
        let word = word_before(rest);
        if !is_short(word) {
            break;
        }
        parts.push(word);
        let earlier = rest[..rest.len() - word.len()].trim_end_matches(is_blank);
        let Some(earlier) = earlier.strip_suffix('.') else {
            break;
        };
        rest = earlier;
    }
    parts.reverse();
    parts
}

/// The short words with stops behind them at the beginning of a text.
pub(super) fn parts_after(next: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = next;
    while parts.len() < MOST_PARTS {
        let end = rest.find(['.', ' ', '\u{a0}']).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        let Some(behind) = behind.strip_prefix('.').filter(|_| is_short(word)) else {
            break;
        };
        parts.push(word);
        rest = behind.trim_start_matches(is_blank);
    }
    parts
}

fn is_short(word: &str) -> bool {
    (1..=4).contains(&word.chars().count()) && word.chars().any(char::is_alphabetic)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}')
}

/// `J` in `J. Smith`, `J.-P` in `J.-P. Roux` and `J.R.R` in `J.R.R. Tolkien`; in scripts without capitals any letter that
/// stands alone, or several between stops, vowel signs and all.
pub(super) fn is_initial(word: &str) -> bool {
    let is_alone = !word.contains('.');
    let is_letter = |c: char| c.is_alphabetic() && !c.is_lowercase() && !is_syllable(c);
    !word.is_empty()
        && word.split('.').all(|part| {
            let part = part.strip_prefix('-').unwrap_or(part);
            let mut letters = part.chars().filter(|c| is_alone || !is_mark(*c));
            letters.next().is_some_and(is_letter) && letters.next().is_none()
        })
}

/// Scripts in which one character may well be a word: Han, kana, Hangul.
fn is_syllable(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{20000}'..='\u{3ffff}')
}

pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Roman numerals but those that are words or initials too.
pub(super) fn is_roman(word: &str) -> bool {
    word.len() > 1
        && word
            .bytes()
            .all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C'))
}
