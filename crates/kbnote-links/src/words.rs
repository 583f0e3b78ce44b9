//! Words of prose and titles, and the terms by which they are compared.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// A word regardless of case and ending: the hash of its stem, the same on every machine.
pub(crate) type Term = u64;

/// The words of a span: runs of letters and digits, with an apostrophe inside. Scripts without spaces
/// are split into characters, so that titles are found in them too.
pub(crate) fn words(text: &str, span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let (mut at, end) = (span.start, span.end);
    std::iter::from_fn(move || {
        let rest = text.get(at..end)?;
        let start = at + rest.find(char::is_alphanumeric)?;
        at = end_of_word(text, start, end);
        Some(start..at)
    })
}

fn end_of_word(text: &str, start: usize, limit: usize) -> usize {
    let mut end = start;
    let mut chars = text[start..limit].chars().peekable();
    while let Some(c) = chars.next() {
        let inner = matches!(c, '\'' | '’') && chars.peek().is_some_and(|c| c.is_alphabetic());
        if !(c.is_alphanumeric() || is_mark(c) || inner) || (end > start && is_unspaced(c)) {
            break;
        }
        end += c.len_utf8();
        if is_unspaced(c) {
            break;
        }
    }
    end
}

/// A sign that belongs to the letter before it. The stops of the Indian scripts do not: danda, double
/// danda, the Sinhala kunddaliya.
fn is_mark(c: char) -> bool {
    let is_stop = matches!(c, '\u{964}' | '\u{965}' | '\u{970}' | '\u{df4}');
    !is_stop && matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}' | '\u{64b}'..='\u{65f}')
}

/// Scripts that put no spaces between words: Thai, Lao, Burmese, Khmer, kana, Han.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Computes and caches the terms of words.
pub(crate) struct Terms<'a> {
    stemmer: Stemmer,
    cache: HashMap<&'a str, (Term, bool)>,
}

impl<'a> Terms<'a> {
    pub(crate) fn new() -> Self {
        Self {
            stemmer: Stemmer::create(Algorithm::English),
            cache: HashMap::new(),
        }
    }

    /// The term of a word, and whether it is a stop word.
    pub(crate) fn term(&mut self, word: &'a str) -> (Term, bool) {
        let stemmer = &self.stemmer;
        *self.cache.entry(word).or_insert_with(|| {
            let plain = plain(word);
            let stem = stemmer.stem(&plain);
            (hash(stem.bytes()), is_stop_word(&plain))
        })
    }
}

/// Whether a word has a digit, or a capital letter beyond its first: `GPU`, `iPhone`, `H2O`.
pub(crate) fn has_signs_of_a_name(word: &str) -> bool {
    word.contains(char::is_numeric) || word.chars().skip(1).any(char::is_uppercase)
}

/// The terms of a title, without stop words; if there are only stop words, all of them.
pub(crate) fn title_terms(title: &str) -> Vec<Term> {
    let mut terms = Terms::new();
    let all: Vec<_> = words(title, 0..title.len())
        .map(|word| terms.term(&title[word]))
        .collect();
    let content: Vec<Term> = all.iter().filter(|t| !t.1).map(|t| t.0).collect();
    if content.is_empty() {
        all.iter().map(|t| t.0).collect()
    } else {
        content
    }
}

/// A word in lower case, without a possessive ending.
fn plain(word: &str) -> Cow<'_, str> {
    let lower: Cow<'_, str> = if word.bytes().all(|b| b.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else if word.is_ascii() {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        let folded: String = word.nfkc().flat_map(char::to_lowercase).collect();
        Cow::Owned(folded.replace('’', "'"))
    };
    match lower.strip_suffix("'s") {
        Some(owner) => Cow::Owned(owner.to_owned()),
        None => lower,
    }
}

/// FNV-1a of 64 bits, its result mixed once more.
pub(crate) fn hash(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let sum = bytes
        .into_iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum: u64, byte| {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    (sum ^ (sum >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The hash of a sequence of terms.
pub(crate) fn phrase_hash(terms: impl IntoIterator<Item = Term>) -> u64 {
    terms.into_iter().fold(0, |sum: u64, term| {
        (sum.rotate_left(5) ^ term).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    })
}

/// English stop words: in lower case, sorted.
const STOP_WORDS: [&str; 142] = [
    "a", "about", "after", "again", "all", "also", "although", "an", "and", "any", "are", "as",
    "at", "be", "because", "been", "before", "being", "between", "both", "but", "by", "can",
    "could", "did", "do", "does", "doing", "don't", "down", "during", "each", "either", "etc",
    "every", "few", "for", "from", "get", "had", "has", "have", "having", "he", "her", "here",
    "him", "his", "how", "however", "i", "if", "in", "into", "is", "it", "it's", "its", "just",
    "like", "made", "make", "many", "may", "me", "might", "more", "most", "much", "must", "my",
    "need", "no", "nor", "not", "now", "of", "off", "often", "on", "one", "only", "or", "other",
    "our", "out", "over", "own", "per", "rather", "really", "s", "she", "should", "so", "some",
    "such", "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "through", "thus", "to", "too", "toward", "towards", "under", "up", "upon", "us",
    "use", "very", "via", "vs", "was", "we", "were", "what", "when", "where", "whether", "which",
    "while", "who", "whom", "why", "will", "with", "within", "would", "yet", "you", "your",
];

fn is_stop_word(plain: &str) -> bool {
    STOP_WORDS.binary_search(&plain).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_possessive_and_ending_do_not_matter() {
        for (one, other) in [
            ("Birds", "bird's"),
            ("Estuaries", "estuary"),
            ("INVESTING", "invested"),
            ("ÉTOURNEAU", "étourneau"),
            ("bird’s", "bird"),
        ] {
            assert_eq!(title_terms(one), title_terms(other), "{one}");
        }
    }

    #[test]
    fn titles_lose_their_stop_words() {
        assert_eq!(
            title_terms("The art of_waiting"),
            title_terms("art waiting")
        );
        assert_eq!(title_terms("What is this").len(), 3);
        assert_eq!(title_terms("冬鳥").len(), 2);
        assert!(title_terms(" – ").is_empty());
    }

    #[test]
    fn stops_of_indian_scripts_are_not_part_of_words() {
        for (text, last) in [
            ("चलो काम करो।", "करो"),
            ("कथा समाप्त॥", "समाप्त"),
            ("আমি যাই।", "যাই"),
            ("ਮੈਂ ਜਾਂਦਾ।", "ਜਾਂਦਾ"),
            ("මම යමි෴", "යමි"),
            ("कि॰मी॰", "मी"),
        ] {
            let found: Vec<_> = words(text, 0..text.len()).collect();
            assert_eq!(&text[found[found.len() - 1].clone()], last);
        }
    }

    #[test]
    fn stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
    }

    proptest! {
        #[test]
        fn words_are_in_order_inside_their_span(text in "[a-cA-C '’.é冬🦆_\n-]{0,24}", start in 0usize..24, end in 0usize..30) {
            let found: Vec<_> = words(&text, start..end).collect();
            prop_assert!(found.iter().all(|word| word.start >= start && word.end <= end && text.get(word.clone()).is_some()));
            prop_assert!(found.is_sorted_by(|a, b| a.end <= b.start));
        }
    }
}
