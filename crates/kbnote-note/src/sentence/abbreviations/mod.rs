//! Abbreviations, and how the full stop behind each is to be taken.

mod lists;

use std::collections::HashMap;
use std::sync::LazyLock;

/// How the full stop of an abbreviation is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// A name or the rest of a phrase follows: never the end of a sentence.
    Title,
    /// An abbreviation only before a number, a word of its own otherwise.
    BeforeNumber,
    /// The same where a number stands before it too: `3 ft. 5 in.`
    Unit,
    /// May end a sentence: it does before a word that sentences begin with.
    Either,
    /// Ends a sentence wherever a capital follows.
    Closing,
    /// Behind a number as [`Abbreviation::Either`], a word of its own otherwise.
    Era,
    /// The time of a day: ends a sentence but for one that has just begun with it.
    Hour,
}

static KINDS: LazyLock<HashMap<&str, Abbreviation>> = LazyLock::new(|| {
    let lists = [
        (Abbreviation::Title, lists::TITLES),
        (Abbreviation::BeforeNumber, lists::BEFORE_NUMBER),
        (Abbreviation::Unit, lists::UNITS),
        (Abbreviation::Either, lists::EITHER),
        (Abbreviation::Closing, lists::CLOSING),
        (Abbreviation::Hour, lists::HOURS),
    ];
    let words = |(kind, lists): (Abbreviation, &'static [&'static str])| {
        let words = lists.iter().flat_map(|list| list.split_whitespace());
        words.map(move |word| (word, kind))
    };
    lists.into_iter().flat_map(words).collect()
});

/// What kind of abbreviation a word is; its last full stop is not part of it.
pub(super) fn kind(word: &str) -> Option<Abbreviation> {
    let capitalised = kind_of_capitalised(word);
    if capitalised.is_some() || is_acronym(word) || is_capital(word) {
        return capitalised;
    }
    let lower = word.to_lowercase();
    let bare = lower.trim_matches(['\'', '’', '-']);
    KINDS.get(bare).copied().or_else(|| kind_of_glued(bare))
}

fn kind_of_capitalised(word: &str) -> Option<Abbreviation> {
    if holds(lists::CAPITALISED_BEFORE_NUMBER, word) {
        Some(Abbreviation::BeforeNumber)
    } else if holds(lists::CAPITALISED_TITLES, word) {
        Some(Abbreviation::Title)
    } else if holds(lists::ERAS, word) {
        Some(Abbreviation::Era)
    } else {
        None
    }
}

/// What kind of abbreviation is glued to another word: `l'on`, `Seestr`.
fn kind_of_glued(word: &str) -> Option<Abbreviation> {
    let elided = word.rsplit_once(['\'', '’']).map(|(_article, rest)| rest);
    if elided.is_some_and(|rest| holds(lists::ELIDED, rest)) {
        return Some(Abbreviation::Title);
    }
    let mut endings = lists::ENDINGS_BEFORE_NUMBER.iter();
    if endings.any(|ending| word.len() > ending.len() && word.ends_with(ending)) {
        return Some(Abbreviation::BeforeNumber);
    }
    without_hebrew_prefix(word).and_then(|rest| KINDS.get(rest).copied())
}

fn holds(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

/// Whether a word is an initial rather than a letter that stands for a word.
fn is_capital(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
}

/// Whether a word is written in capitals throughout, as `CA` and `EV`: not short for a word.
fn is_acronym(word: &str) -> bool {
    word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase())
}

/// The word behind one of the letters that Hebrew glues to words: and, in, to, from, the.
fn without_hebrew_prefix(word: &str) -> Option<&str> {
    let rest = word.strip_prefix(['ו', 'ב', 'ל', 'מ', 'ה', 'ש', 'כ'])?;
    (rest.chars().count() > 1).then_some(rest)
}

/// What kind of abbreviation is written in several words, the last of which a full stop is behind:
/// `z. B.`; the words before come first, without stops.
pub(super) fn kind_of_words(words: &[&str]) -> Option<Abbreviation> {
    let joined = words.join(".");
    let opening = in_small_initial(&joined);
    let is_joined = |known: &str| known == joined || known == opening;
    let is_in = |list: &str| list.split_whitespace().any(is_joined);
    if is_in(lists::SPACED_CLOSING) {
        Some(Abbreviation::Closing)
    } else if is_in(lists::SPACED_EITHER) {
        Some(Abbreviation::Either)
    } else if is_in(lists::SPACED_TITLES) {
        Some(Abbreviation::Title)
    } else {
        None
    }
}

/// A text that opens a sentence as it is written inside one.
fn in_small_initial(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    first.chain(letters).collect()
}

/// Whether the full stop between these words stands inside an abbreviation: `z` and `B`.
pub(super) fn is_inside(before: &[&str], after: &[&str]) -> bool {
    (0..before.len()).any(|from| {
        (1..=after.len())
            .any(|to| kind_of_words(&[&before[from..], &after[..to]].concat()).is_some())
    })
}

/// Whether two words are an abbreviation of which only the second has a stop: `ad es.`
pub(super) fn is_phrase(before: &str, word: &str) -> bool {
    let lower = (before.to_lowercase(), word.to_lowercase());
    lists::PHRASES
        .iter()
        .any(|(first, second)| (*first, *second) == (&lower.0, &lower.1))
}

/// Whether a word is the name of a month, long or short, in a language that writes days as
/// `3. Oktober`.
pub(super) fn is_month(word: &str) -> bool {
    let word = word.to_lowercase();
    holds(lists::MONTHS, &word)
}

/// Whether a number with a stop behind this word is an ordinal: `im 3. Teil`.
pub(super) fn leads_to_ordinal(word: &str) -> bool {
    let word = word.to_lowercase();
    holds(lists::ORDINAL_LEADS, &word)
}

/// Whether a single capital behind this word belongs to it: `Plan B`.
pub(super) fn leads_to_letter(word: &str) -> bool {
    holds(lists::LETTERED, &word.to_lowercase())
}

/// Whether a word in capitals is an abbreviation beside this text: `TS. Nguyễn`.
pub(super) fn is_vietnamese_title(word: &str, beside: &str) -> bool {
    holds(lists::VIETNAMESE, word) && beside.contains(|c| matches!(c, '\u{1ea0}'..='\u{1ef9}'))
}

/// Whether a word says where in the world, or on which day, it is that late: `3 p.m. EST`,
/// `9 a.m. Monday`.
pub(super) fn completes_hour(word: &str) -> bool {
    holds(lists::TIME_ZONES, word) || holds(lists::WEEKDAYS, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_abbreviation_is_of_two_kinds() {
        let mut seen = std::collections::HashSet::new();
        let lists = [
            lists::TITLES,
            lists::BEFORE_NUMBER,
            lists::UNITS,
            lists::EITHER,
            lists::CLOSING,
            lists::HOURS,
        ];
        for word in lists
            .concat()
            .iter()
            .flat_map(|list| list.split_whitespace())
        {
            assert!(seen.insert(word), "{word}");
            assert_eq!(word, word.to_lowercase());
        }
    }
}
