//! Whether a single full stop ends a sentence.

use kbnote_core::is_sentence_stop as is_stop;

use super::abbreviations::{
    self, Abbreviation, completes_hour, is_month, leads_to_letter, leads_to_ordinal,
};
use super::starters::begins_sentences;
use super::words::{
    first_word, is_initial, is_number, is_roman, parts_after, parts_before, word_before,
};

/// A full stop in its text.
pub(super) struct FullStop<'a> {
    /// The text before it.
    pub(super) before: &'a str,
    /// The text behind it and the blanks there; it does not begin in small letters.
    pub(super) next: &'a str,
    /// Where the sentence before it begins.
    pub(super) sentence: usize,
}

impl FullStop<'_> {
    pub(super) fn ends_sentence(&self) -> bool {
        let word = word_before(self.before);
        if is_unstopped_script(self.before) || self.is_inside_abbreviation(word) {
            return false;
        }
        match self.kind(word) {
            Some(Abbreviation::Title) => false,
            Some(Abbreviation::BeforeNumber) => !self.number_follows(),
            Some(Abbreviation::Unit) => !(self.number_follows() && self.number_precedes(word)),
            Some(Abbreviation::Either) => self.starter_follows(),
            Some(Abbreviation::Era) => !self.number_precedes(word) || self.starter_follows(),
            Some(Abbreviation::Closing) => true,
            Some(Abbreviation::Hour) => self.hour_ends(),
            None if word == "I" && self.is_pronoun(word) => true,
            None if is_initial(word) => self.starter_follows() || self.is_lettered(word),
            None if is_number(word) => !self.is_ordinal(word),
            None => !(self.before.ends_with('°') && self.number_follows()),
        }
    }

    fn kind(&self, word: &str) -> Option<Abbreviation> {
        // Foreign letters in a text in Latin ones are symbols.
        if !word.is_ascii()
            && self.next.starts_with(|c: char| c.is_ascii_alphabetic())
            && !has_latin(word)
        {
            return None;
        }
        let parts = parts_before(self.before);
        let spaced = (0..parts.len().saturating_sub(1))
            .find_map(|from| abbreviations::kind_of_words(&parts[from..]));
        let phrase = || {
            let earlier = word_before(self.text_before(word));
            abbreviations::is_phrase(earlier, word).then_some(Abbreviation::Title)
        };
        let vietnamese = || {
            let is_title = |beside| abbreviations::is_vietnamese_title(word, beside);
            (is_title(&self.before[self.sentence..]) || is_title(self.line_behind()))
                .then_some(Abbreviation::Title)
        };
        spaced
            .or_else(phrase)
            .or_else(|| abbreviations::kind(word))
            .or_else(vietnamese)
    }

    /// Whether the stop is not the last of an abbreviation in several words: that behind `z` in
    /// `z. B.`
    fn is_inside_abbreviation(&self, word: &str) -> bool {
        word.chars().count() <= 3 && {
            let after = parts_after(self.next);
            !after.is_empty() && abbreviations::is_inside(&parts_before(self.before), &after)
        }
    }

    /// The text before the word at the stop, without the blanks and stops between.
    fn text_before(&self, word: &str) -> &str {
        let before = &self.before[..self.before.len() - word.len()];
        before.trim_end().trim_end_matches('.')
    }

    fn line_behind(&self) -> &str {
        self.next.lines().next().unwrap_or_default()
    }

    fn number_follows(&self) -> bool {
        self.next.starts_with(char::is_numeric)
            || self.next.starts_with(['§', '№'])
            || is_roman(first_word(self.next))
            || is_month(first_word(self.next))
    }

    fn number_precedes(&self, word: &str) -> bool {
        let earlier = self.text_before(word);
        earlier.ends_with(char::is_numeric) || is_roman(word_before(earlier))
    }

    fn starter_follows(&self) -> bool {
        begins_sentences(first_word(self.next))
    }

    /// `At 5 a.m. Mr. Lind went`, `3 p.m. EST`: the sentence goes on.
    fn hour_ends(&self) -> bool {
        let mut words = self.before[self.sentence..].split_whitespace();
        let opens = words.next().is_some_and(|first| {
            ["At", "By", "From", "Until", "Around", "Before", "After"].contains(&first)
        });
        let is_short = words.nth(2).is_none();
        !(completes_hour(first_word(self.next)) || opens && is_short && !self.starter_follows())
    }

    /// The word `I` behind a word that joins it to others; a name is abbreviated behind a name.
    fn is_pronoun(&self, word: &str) -> bool {
        let earlier = word_before(self.text_before(word));
        let joins = ["and", "or", "than", "as", "am", "nor", "but"].contains(&earlier);
        joins && self.starter_follows()
    }

    /// `Plan B`: no initial.
    fn is_lettered(&self, word: &str) -> bool {
        let before = &self.before[..self.before.len() - word.len()];
        leads_to_letter(word_before(before.trim_end()))
    }

    /// Whether the sentence is so far a word and a number: `Chapter 1. The birds return.`
    fn is_numbered_label(&self, before: &str) -> bool {
        let label = before.get(self.sentence..).unwrap_or_default().trim();
        let is_apart = |c: char| c.is_whitespace() || c.is_numeric() || c.is_ascii_punctuation();
        let is_word = !label.is_empty() && !label.contains(is_apart);
        is_word && !label.starts_with(char::is_lowercase) && !begins_sentences(label)
    }

    /// The number of an item of a list, that of a day before a month, or one in a row.
    fn is_ordinal(&self, word: &str) -> bool {
        let before = self.before[..self.before.len() - word.len()].trim_end_matches([' ', '\t']);
        let opens = before.is_empty()
            || self.is_numbered_label(before)
            || before.ends_with('\n')
            || before
                .strip_suffix(is_stop)
                .is_some_and(|rest| is_whole(word_before(rest)));
        let next_word = first_word(self.next);
        let earlier = word_before(before);
        let is_counted = leads_to_ordinal(earlier) && !begins_sentences(next_word);
        word.len() <= 2 && (opens || is_month(next_word) || is_counted)
    }
}

/// Whether a word is neither an abbreviation nor an initial.
fn is_whole(word: &str) -> bool {
    abbreviations::kind(word).is_none() && !is_initial(word)
}

/// Whether a text ends in a script that ends no sentence with a full stop: Thai, Lao.
fn is_unstopped_script(text: &str) -> bool {
    text.ends_with(|c| matches!(c, '\u{e00}'..='\u{eff}'))
}

fn has_latin(word: &str) -> bool {
    word.contains(|c: char| matches!(c, 'a'..='z' | 'A'..='Z' | 'À'..='ʯ'))
}
