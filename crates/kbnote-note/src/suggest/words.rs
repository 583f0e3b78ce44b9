//! Words of prose and titles in the form in which they are compared.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

/// A word as it stands in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Its bytes in the text.
    pub(super) range: Range<usize>,
    /// Its normal form.
    pub(super) form: String,
}

/// The words of a stretch of a text, by Unicode's word boundaries.
///
/// A script without blanks comes out sign by sign, so that titles are found in it all the same.
pub(super) fn words(text: &str, stretch: Range<usize>) -> impl Iterator<Item = Word> {
    let start = stretch.start;
    let inside = text.get(stretch).unwrap_or_default();
    inside.unicode_word_indices().map(move |(at, word)| Word {
        range: start + at..start + at + word.len(),
        form: normal_form(word),
    })
}

/// The normal forms of the words of a title or a file's name, in which `_` stands for a blank.
pub(super) fn forms(title: &str) -> Vec<String> {
    let title = title.replace('_', " ");
    words(&title, 0..title.len())
        .map(|word| word.form)
        .collect()
}

/// A word without regard to case, possessive and plural.
///
/// The plural is that of English in its simple cases; a wrong guess does no harm as long as both
/// sides get the same one.
pub(super) fn normal_form(word: &str) -> String {
    let lower = if word.is_ascii() {
        word.to_ascii_lowercase()
    } else {
        let folded: String = word.nfkc().flat_map(char::to_lowercase).collect();
        folded.replace('’', "'")
    };
    let owner = lower
        .strip_suffix("'s")
        .or_else(|| lower.strip_suffix('\''));
    let noun = owner.unwrap_or(&lower);
    let plain = noun.len() > 3 && noun.bytes().all(|b| b.is_ascii_lowercase());
    if plain {
        singular(noun)
    } else {
        noun.to_owned()
    }
}

fn singular(noun: &str) -> String {
    let sibilant = ["ss", "sh", "ch", "x", "z"];
    if let Some(stem) = noun.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        return format!("{stem}y");
    }
    if let Some(stem) = noun
        .strip_suffix("es")
        .filter(|stem| sibilant.iter().any(|end| stem.ends_with(end)))
    {
        return stem.to_owned();
    }
    let kept = ["ss", "us", "is"].iter().any(|end| noun.ends_with(end));
    let stem = noun.strip_suffix('s').filter(|_| !kept);
    stem.unwrap_or(noun).to_owned()
}

/// English words that say nothing of a subject: in normal form, sorted.
const STOP_WORDS: [&str; 119] = [
    "a", "about", "after", "again", "all", "also", "an", "and", "any", "are", "as", "at", "be",
    "because", "been", "before", "being", "between", "both", "but", "by", "can", "could", "did",
    "do", "doe", "doing", "down", "during", "each", "every", "few", "for", "from", "get", "had",
    "has", "have", "he", "her", "here", "him", "his", "how", "i", "if", "in", "into", "is", "it",
    "its", "just", "like", "make", "many", "may", "me", "more", "most", "much", "my", "need", "no",
    "not", "now", "of", "off", "on", "one", "only", "or", "other", "our", "out", "over", "own",
    "per", "really", "s", "she", "should", "so", "some", "such", "than", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "through", "to", "too", "under",
    "up", "us", "use", "using", "very", "via", "vs", "was", "we", "were", "what", "when", "where",
    "which", "while", "who", "why", "will", "with", "you",
];

/// Whether a normal form says nothing of a subject.
pub(super) fn is_stop_word(form: &str) -> bool {
    STOP_WORDS.binary_search(&form).is_ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_possessive_and_plural_are_forgiven() {
        for (one, other) in [
            ("Birds", "bird"),
            ("bird’s", "birds'"),
            ("Estuaries", "estuary"),
            ("ROOSTS", "roost"),
            ("marshes", "marsh"),
            ("Boxes", "box"),
            ("ﬁnches", "Finch"),
            ("ÉTOURNEAU", "étourneau"),
        ] {
            assert_eq!(normal_form(one), normal_form(other), "{one}");
        }
    }

    #[test]
    fn other_endings_are_left() {
        for word in ["glass", "census", "axis", "gas", "bus", "lens1"] {
            assert_eq!(normal_form(word), word);
        }
    }

    #[test]
    fn names_of_files_and_scripts_without_blanks_have_words() {
        assert_eq!(forms("roost_sites-2"), ["roost", "site", "2"]);
        assert_eq!(forms("冬鳥"), ["冬", "鳥"]);
    }

    #[test]
    fn stop_words_are_sorted_and_in_normal_form() {
        assert!(STOP_WORDS.is_sorted());
        for word in STOP_WORDS {
            assert_eq!(normal_form(word), word);
        }
    }

    proptest! {
        #[test]
        fn words_stand_where_they_say(text in "[a-cA-C '’.é冬🦆_\n-]{0,24}") {
            let found: Vec<_> = words(&text, 0..text.len()).collect();
            prop_assert!(found.iter().all(|word| text.get(word.range.clone()).is_some_and(|at| normal_form(at) == word.form)));
            prop_assert!(found.is_sorted_by(|a, b| a.range.end <= b.range.start));
        }
    }
}
