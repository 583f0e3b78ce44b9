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
    /// The same with the vowels that stand for umlauts as one letter: `mueller` as `muller`.
    contracted: Option<String>,
    joins_words: bool,
}

impl Spelling {
    pub(super) fn new(written: &str, joins_words: bool) -> Self {
        let plain = plain(written);
        let contracted = plain
            .replace("ae", "a")
            .replace("oe", "o")
            .replace("ue", "u");
        Self {
            contracted: Some(contracted).filter(|word| joins_words && *word != plain),
            plain,
            joins_words,
        }
    }

    /// Whether a word that is said is spelled like this one: but for accents, but for the `s` of a
    /// plural behind capitals, or with another word joined to it.
    pub(super) fn fits(&self, said: &str) -> bool {
        let plural = said
            .strip_suffix('s')
            .filter(|stem| stem.len() > 1 && stem.bytes().all(|b| b.is_ascii_uppercase()));
        if said.is_ascii()
            && !self.joins_words
            && plural.is_none()
            && self.plain.len() != said.len()
        {
            return false;
        }
        let word = plain(plural.unwrap_or(said));
        word == self.plain
            || self.contracted.as_ref() == Some(&word) && !said.is_ascii()
            || self.joins_words && self.is_part_of(&word)
    }

    fn is_part_of(&self, word: &str) -> bool {
        let letters = |text: &str| text.chars().count();
        if letters(&self.plain) < SHORTEST_PART || !word.chars().all(char::is_alphabetic) {
            return false;
        }
        let is_word = |rest: &str| letters(rest) >= SHORTEST_REST;
        let after = |at: usize| &word[at + self.plain.len()..];
        let mut places = word.match_indices(&self.plain);
        places.any(|(at, _)| {
            let opens = at == 0 && is_word(after(at));
            // An ending may follow: `Wattwanderungen`.
            let closes = is_word(&word[..at]) && letters(after(at)) <= 3;
            opens || closes
        })
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
