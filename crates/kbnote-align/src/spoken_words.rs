//! The words of a text as they are spoken, with their endings: for comparing word by word.

use std::ops::Range;

use kbnote_core::LanguageTag;

use crate::forms::ranges;
use crate::text::Lexer;

/// A word as it is spoken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpokenWord {
    /// Lower case, in one spelling; a number as digits, however it was written.
    pub form: String,
    /// Its range in the text, in bytes, without the punctuation around it. Words that are written as
    /// one, such as `$5`, share theirs.
    pub range: Range<usize>,
}

/// Reads the words of texts in one language.
///
/// ```
/// use kbnote_align::WordReader;
/// use kbnote_core::LanguageTag;
///
/// let reader = WordReader::new(&LanguageTag::english());
/// let forms = |text| reader.words(text).into_iter().map(|word| word.form).collect::<Vec<_>>();
/// assert_eq!(forms("Two thousand and one colours"), ["2001", "colors"]);
/// assert_eq!(forms("1.5 million, or 20%"), ["1500000", "or", "20", "percent"]);
/// ```
#[derive(Debug)]
pub struct WordReader {
    lexer: Lexer,
}

impl WordReader {
    /// A reader of texts in a language.
    #[must_use]
    pub fn new(language: &LanguageTag) -> Self {
        Self {
            lexer: Lexer::new(language),
        }
    }

    /// The words of a text, in order.
    #[must_use]
    pub fn words(&self, text: &str) -> Vec<SpokenWord> {
        let terms = self.lexer.words(text);
        let ranges = ranges(text, &terms);
        let word = |(term, range): (crate::text::Term, _)| SpokenWord {
            form: term.form,
            range,
        };
        terms.into_iter().zip(ranges).map(word).collect()
    }
}
