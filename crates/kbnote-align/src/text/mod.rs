//! Text to terms: the one normal form in which a note and its captions are compared.

mod stem;

pub(crate) use stem::Stemmer;
use unicode_normalization::UnicodeNormalization;

/// Cuts text into terms.
pub(crate) struct Lexer {
    stemmer: Stemmer,
}

impl Lexer {
    pub(crate) fn new(language: &kbnote_core::LanguageTag) -> Self {
        Self {
            stemmer: Stemmer::new(language),
        }
    }

    /// The terms of a text, in order.
    pub(crate) fn terms(&self, text: &str) -> Vec<String> {
        let lower: String = text.nfkc().flat_map(char::to_lowercase).collect();
        lower
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| self.stemmer.stem(word))
            .collect()
    }
}
