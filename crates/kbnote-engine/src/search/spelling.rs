//! Words that are spelled alike but for accents, or of which one is part of the other.

use kbnote_core::LanguageTag;
use unicode_normalization::UnicodeNormalization;

/// Languages that write compounds as one word.
const JOINING: [&str; 11] = [
    "de", "nl", "af", "sv", "da", "no", "nb", "nn", "is", "fi", "hu",
];

/// A part of a compound has so many letters at least, and so has what it is joined to.
const SHORTEST_PART: usize = 4;
const SHORTEST_REST: usize = 3;

/// Whether a language writes compounds as one word.
pub(super) fn joins_words(language: &LanguageTag) -> bool {
    JOINING.contains(&language.primary())
}

/// How a word of a query is spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Spelling {
    plain: String,
    /// In languages that join words, with umlauts as two letters: `müller` as `mueller`.
    expanded: Option<String>,
}

impl Spelling {
    pub(super) fn new(written: &str, joins_words: bool) -> Self {
        Self {
            plain: plain(written),
            expanded: joins_words.then(|| expanded(written)),
        }
    }

    /// Whether a word that is said is spelled like this one: but for accents, but for the `s` of a
    /// plural behind capitals, or with another word joined to it.
    pub(super) fn fits(&self, said: &str) -> bool {
        let plural = said
            .strip_suffix('s')
            .filter(|stem| stem.len() > 1 && stem.bytes().all(|b| b.is_ascii_uppercase()));
        if said.is_ascii()
            && self.expanded.is_none()
            && plural.is_none()
            && self.plain.len() != said.len()
        {
            return false;
        }
        let said = plural.unwrap_or(said);
        let word = plain(said);
        word == self.plain
            || self.expanded.as_ref().is_some_and(|spelled| {
                let expanded = expanded(said);
                expanded == *spelled
                    || is_part_of(&self.plain, &word)
                    || is_part_of(spelled, &expanded)
            })
    }
}

/// Whether a word is a compound with this part at its beginning or end.
fn is_part_of(part: &str, word: &str) -> bool {
    let letters = |text: &str| text.chars().count();
    if letters(part) < SHORTEST_PART || !word.chars().all(char::is_alphabetic) {
        return false;
    }
    let is_word = |rest: &str| letters(rest) >= SHORTEST_REST;
    let after = |at: usize| &word[at + part.len()..];
    let mut places = word.match_indices(part);
    places.any(|(at, _)| {
        let opens = at == 0 && is_word(after(at));
        // An ending may follow: `Wattwanderungen`.
        let closes = is_word(&word[..at]) && letters(after(at)) <= 3;
        opens || closes
    })
}

/// A word as [`plain`], with umlauts and their like as two letters.
fn expanded(word: &str) -> String {
    if word.is_ascii() {
        return plain(word);
    }
    let mut spelled = String::with_capacity(word.len() + 2);
    for c in word.nfc().flat_map(char::to_lowercase) {
        match c {
            'ä' => spelled.push_str("ae"),
            'ö' | 'ø' => spelled.push_str("oe"),
            'ü' => spelled.push_str("ue"),
            'å' => spelled.push_str("aa"),
            c => spelled.push(c),
        }
    }
    plain(&spelled)
}

/// The letters and digits of a text as [`plain`], without what joins them and the `s` of a plural: `wifi` of
/// `Wi-Fi`.
pub(super) fn joined(text: &str) -> String {
    let letters: String = plain(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    match letters.strip_suffix('s') {
        Some(stem) if stem.len() > 2 => stem.to_owned(),
        _ => letters,
    }
}

/// A word in small letters without accents: `straße` as `strasse`.
pub(super) fn plain(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut plain = String::with_capacity(word.len());
    for c in word.nfd().flat_map(char::to_lowercase) {
        match c {
            '\u{300}'..='\u{36f}' => {}
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'đ' | 'ð' => plain.push('d'),
            'ı' => plain.push('i'),
            c => plain.push(c),
        }
    }
    plain
}
