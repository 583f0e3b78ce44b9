//! Text to terms: the one normal form in which a note and its captions are compared.
//!
//! Captions hold what was said, notes what was written: `2^400` was spoken "two to the four
//! hundred". Both are normalised to one form: lower case, symbols and numbers as spoken, one spelling,
//! no endings.

mod numbers;
mod scan;
mod speech;
mod spelling;
mod stem;
mod symbols;
mod term;

use kbnote_core::LanguageTag;

pub(crate) use scan::is_unspaced;
pub(crate) use stem::Stemmer;
pub(crate) use term::Term;

/// Cuts text into terms.
#[derive(Debug)]
pub(crate) struct Lexer {
    stemmer: Stemmer,
    english: bool,
}

impl Lexer {
    /// A lexer by the rules of a language, as far as it has any.
    pub(crate) fn new(language: &LanguageTag) -> Self {
        Self {
            stemmer: Stemmer::new(language),
            english: language.primary() == "en",
        }
    }

    /// The terms of a text, in order.
    pub(crate) fn terms(&self, text: &str) -> Vec<Term> {
        let mut words = self.words(text);
        for word in &mut words {
            if let Some(stem) = self.stem(&word.form) {
                word.form = stem;
            }
        }
        words
    }

    /// The words of a text in their normal form, endings and all.
    pub(crate) fn words(&self, text: &str) -> Vec<Term> {
        let mut words = scan::words(text);
        if !self.english {
            return words;
        }
        for word in &mut words {
            spelling::respell(&mut word.form);
        }
        numbers::join(words)
    }

    /// Whether a number that is spoken in several words is made one.
    pub(crate) fn joins_numbers(&self) -> bool {
        self.english
    }

    /// The share of its rarity that a term of a claim tells: words about speech tell little.
    pub(crate) fn telling(&self, form: &str) -> f32 {
        if self.english {
            speech::telling(form)
        } else {
            1.0
        }
    }

    /// The term of a word, if it differs.
    pub(crate) fn stem(&self, word: &str) -> Option<String> {
        self.stemmer.stem(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(text: &str) -> String {
        let lexer = Lexer::new(&LanguageTag::english());
        let forms: Vec<String> = lexer.terms(text).into_iter().map(|t| t.form).collect();
        forms.join(" ")
    }

    /// What is written and what is spoken, in pairs that have to come out alike.
    #[test]
    fn the_written_and_the_spoken_come_out_alike() {
        for (written, spoken) in [
            ("(1 + ζ)", "one plus zeta"),
            ("x² = 4", "x squared equals four"),
            ("x^2", "X squared"),
            ("$5M", "five million dollars"),
            ("1,000,000", "a million"),
            ("1/15", "one fifteenth"),
            ("20 %", "twenty percent"),
            ("1999", "nineteen ninety nine"),
            ("2017", "twenty seventeen"),
            ("350", "three hundred and fifty"),
            ("3.14", "three point one four"),
            ("sin(x)", "sine x"),
            ("e^{i\\pi}", "e i pi"),
            ("The colour was analysed", "the color was analyzed"),
            ("don't", "not"),
            ("root-finding", "root finding"),
            ("3D", "three dimensions"),
            ("A&B", "a and b"),
            ("an LCD on the TV", "an L_C_D_ on the T_V_"),
            ("snake_case", "snake case"),
            ("−1", "negative one"),
            ("the 1990s", "the nineteen nineties"),
        ] {
            assert_eq!(english(written), english(spoken), "{written} / {spoken}");
        }
    }

    #[test]
    fn languages_without_spaces_are_cut_into_pairs_of_characters() {
        let lexer = Lexer::new(&"ja".parse().unwrap());
        let forms: Vec<String> = lexer
            .terms("微分方程式 x")
            .into_iter()
            .map(|t| t.form)
            .collect();
        assert_eq!(forms, ["微分", "分方", "方程", "程式", "x"]);
    }
}
