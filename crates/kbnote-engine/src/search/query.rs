//! What is searched for, as it was typed and as it may be said.

use std::ops::Range;

use kbnote_align::{FormId, FormReader, NormalWord, is_unspaced_script};
use kbnote_core::LanguageTag;

use super::spelling::{self, Spelling};

/// Words, and phrases in double quotes, as they were typed.
#[derive(Clone, Debug)]
pub struct Query {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug)]
struct Piece {
    text: String,
    is_quoted: bool,
}

/// Words of a query that must be said one right after the other: those between quotes, or what
/// one word comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Phrase {
    /// It as it was typed.
    pub(super) text: String,
    forms: Vec<Form>,
    /// Its letters, if it is one word with or without a hyphen or apostrophe: `wifi`.
    letters: Option<String>,
}

/// What a word may be said as.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    /// Anything of this normal form, or spelled like this.
    Is(FormId, Spelling),
    /// A character of an unspaced script, whose words are pairs of them.
    Has(char),
}

impl Query {
    /// Reads a query; none if there is no word in it. A quote that is not closed goes on to the
    /// end.
    pub fn parse(typed: &str) -> Option<Self> {
        let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„');
        let mut reader = FormReader::new(&LanguageTag::undetermined());
        let pieces = typed.split(is_quote).zip([false, true].into_iter().cycle());
        let pieces: Vec<Piece> = pieces
            .filter(|(text, _)| !reader.words(text).is_empty())
            .map(|(text, is_quoted)| Piece {
                text: text.to_owned(),
                is_quoted,
            })
            .collect();
        (!pieces.is_empty()).then_some(Self { pieces })
    }

    /// Its phrases in the language of a reader, each once.
    pub(super) fn phrases(&self, reader: &mut FormReader, language: &LanguageTag) -> Vec<Phrase> {
        let joins_words = spelling::joins_words(language);
        let mut phrases: Vec<Phrase> = Vec::new();
        for piece in &self.pieces {
            let words = reader.words(&piece.text);
            let apart = |a: &NormalWord, b: &NormalWord| piece.keeps_apart(a, b);
            for group in words.chunk_by(|a, b| !apart(a, b)) {
                let phrase = Phrase::new(&piece.text, group, joins_words);
                if !phrases.iter().any(|known| known.is_same(&phrase)) {
                    phrases.push(phrase);
                }
            }
        }
        phrases
    }
}

impl Piece {
    /// Whether two neighbouring words may be said apart from each other.
    fn keeps_apart(&self, a: &NormalWord, b: &NormalWord) -> bool {
        let between = self.text.get(a.range.end..b.range.start);
        !self.is_quoted && between.is_some_and(|between| between.contains(char::is_whitespace))
    }
}

impl Phrase {
    fn new(text: &str, words: &[NormalWord], joins_words: bool) -> Self {
        let start = words.iter().map(|word| word.range.start).min();
        let end = words.iter().map(|word| word.range.end).max();
        let typed = start.zip(end).and_then(|(start, end)| text.get(start..end));
        let typed = typed.unwrap_or(text);
        Self {
            text: typed.to_owned(),
            letters: is_joined(typed).then(|| spelling::joined(typed)),
            forms: words
                .iter()
                .map(|word| Form::of(text, word, joins_words))
                .collect(),
        }
    }

    /// Whether it has the same normal forms, however they are spelled.
    fn is_same(&self, other: &Self) -> bool {
        let is_same = |(a, b): (&Form, &Form)| match (a, b) {
            (Form::Is(a, _), Form::Is(b, _)) => a == b,
            (Form::Has(a), Form::Has(b)) => a == b,
            _ => false,
        };
        self.len() == other.len() && self.forms.iter().zip(&other.forms).all(is_same)
    }

    /// The number of words it has.
    pub(super) fn len(&self) -> usize {
        self.forms.len()
    }

    /// How many words at the head of these words of a text say it.
    pub(super) fn said_in(&self, words: &[NormalWord], text: &str) -> Option<usize> {
        let mut pairs = self.forms.iter().zip(words);
        let is_said =
            words.len() >= self.len() && pairs.all(|(form, word)| form.is_said(word, text));
        if is_said {
            return Some(self.len());
        }
        (1..=MOST_JOINED.min(words.len()))
            .find(|&number| self.has_letters_of(&words[..number], text))
    }

    /// Whether words are this one but for hyphens and apostrophes: `co-operation`, `didnt`.
    fn has_letters_of(&self, words: &[NormalWord], text: &str) -> bool {
        let (Some(letters), [first, .., last] | [first @ last]) = (&self.letters, words) else {
            return false;
        };
        let written = text
            .get(first.range.start..last.range.end)
            .unwrap_or_default();
        let begins_alike = |c: char| !c.is_ascii() || letters.starts_with(c.to_ascii_lowercase());
        written.starts_with(begins_alike)
            && is_joined(written)
            && spelling::joined(written) == *letters
    }

    /// Whether a text is this phrase letter by letter.
    pub(super) fn is_typed(&self, text: &str) -> bool {
        self.text == text
            || self.text.eq_ignore_ascii_case(text)
            || self.text.to_lowercase() == text.to_lowercase()
    }
}

/// A word has no more parts with hyphens between them.
const MOST_JOINED: usize = 4;

/// Whether a text is one word: letters, with hyphens and apostrophes between.
fn is_joined(text: &str) -> bool {
    let is_part = |c: char| {
        c.is_alphabetic() && !is_unspaced_script(c)
            || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '\'' | '’')
    };
    text.chars().all(is_part)
}

impl Form {
    fn of(text: &str, word: &NormalWord, joins_words: bool) -> Self {
        let written = text.get(word.range.clone()).unwrap_or_default();
        let mut chars = written.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) if is_unspaced_script(only) => Self::Has(only),
            _ => Self::Is(word.form, Spelling::new(written, joins_words)),
        }
    }

    fn is_said(&self, word: &NormalWord, text: &str) -> bool {
        match self {
            Self::Is(form, spelling) => {
                word.form == *form
                    || text
                        .get(word.range.clone())
                        .is_some_and(|written| spelling.fits(written))
            }
            Self::Has(only) => has(text, &word.range, *only),
        }
    }
}

/// Whether a pair of characters has this one as its first, or as its second where no pair begins
/// with that.
fn has(text: &str, pair: &Range<usize>, only: char) -> bool {
    let written = text.get(pair.clone()).unwrap_or_default();
    let behind = text.get(pair.end..).and_then(|rest| rest.chars().next());
    written.starts_with(only) || written.ends_with(only) && !behind.is_some_and(is_unspaced_script)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(typed: &str, language: &str) -> Vec<String> {
        let language = language.parse().unwrap();
        let mut reader = FormReader::new(&language);
        let query = Query::parse(typed).map(|query| query.phrases(&mut reader, &language));
        query
            .into_iter()
            .flatten()
            .map(|phrase| phrase.text)
            .collect()
    }

    #[test]
    fn words_may_be_apart_and_quoted_phrases_may_not() {
        assert_eq!(
            phrases("birds \"low water,\" root-finding", "en"),
            ["birds", "low water", "root-finding"]
        );
        assert_eq!(
            phrases("two hundred and five birds", "en"),
            ["two hundred and five", "birds"]
        );
        assert_eq!(phrases("the “low water", "en"), ["the", "low water"]);
        assert_eq!(phrases("潮の満ち 引", "ja"), ["潮の満ち", "引"]);
    }

    #[test]
    fn a_word_counts_once() {
        assert_eq!(phrases("count counting \"count\" counts", "en"), ["count"]);
    }

    #[test]
    fn without_a_word_there_is_no_query() {
        for typed in ["", " ", "\"\"", "?!", "\" \" —"] {
            assert!(Query::parse(typed).is_none(), "{typed:?}");
        }
    }
}
