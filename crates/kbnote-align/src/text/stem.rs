//! Words to stems, by the rules of their language.

use kbnote_core::LanguageTag;
use rust_stemmers::Algorithm;

/// Takes the endings off words; of a language without rules, leaves them alone.
pub(crate) struct Stemmer {
    rules: Option<rust_stemmers::Stemmer>,
    is_english: bool,
}

impl Stemmer {
    /// The stemmer of a language.
    pub(crate) fn new(language: &LanguageTag) -> Self {
        Self {
            rules: algorithm(language.primary()).map(rust_stemmers::Stemmer::create),
            is_english: language.primary() == "en",
        }
    }

    /// The stem, if it differs from the word.
    pub(crate) fn stem(&self, word: &str) -> Option<String> {
        if self.is_english && PLURALS_IN_US.contains(&word) {
            return word.strip_suffix('s').map(str::to_owned);
        }
        match self.rules.as_ref()?.stem(word) {
            std::borrow::Cow::Owned(stem) => Some(stem),
            std::borrow::Cow::Borrowed(stem) => (stem.len() < word.len()).then(|| stem.to_owned()),
        }
    }
}

impl std::fmt::Debug for Stemmer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Stemmer")
            .field(&self.rules.is_some())
            .finish()
    }
}

/// English plurals that the rules take for words such as `virus`, whose end stays.
const PLURALS_IN_US: [&str; 14] = [
    "cpus", "dpus", "gnus", "gpus", "gurus", "haikus", "icus", "ipus", "menus", "npus", "skus",
    "tpus", "tutus", "vpus",
];

fn algorithm(language: &str) -> Option<Algorithm> {
    Some(match language {
        "ar" => Algorithm::Arabic,
        "da" => Algorithm::Danish,
        "de" => Algorithm::German,
        "el" => Algorithm::Greek,
        "en" => Algorithm::English,
        "es" => Algorithm::Spanish,
        "fi" => Algorithm::Finnish,
        "fr" => Algorithm::French,
        "hu" => Algorithm::Hungarian,
        "it" => Algorithm::Italian,
        "nb" | "nn" | "no" => Algorithm::Norwegian,
        "nl" => Algorithm::Dutch,
        "pt" => Algorithm::Portuguese,
        "ro" => Algorithm::Romanian,
        "ru" => Algorithm::Russian,
        "sv" => Algorithm::Swedish,
        "ta" => Algorithm::Tamil,
        "tr" => Algorithm::Turkish,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_in_us_are_distinguished_from_words_that_end_in_us() {
        let stemmer = Stemmer::new(&LanguageTag::english());
        assert_eq!(stemmer.stem("gpus").as_deref(), Some("gpu"));
        assert_eq!(stemmer.stem("virus"), None);
        let german = Stemmer::new(&"de".parse().unwrap());
        assert_ne!(german.stem("menus").as_deref(), Some("menu"));
    }
}
