//! Plain text, built from the pieces of a cue.

use crate::{Timestamp, Word};

/// Text with collapsed white space, and the times of its words.
///
/// Runs of white space become one space, both ends are trimmed, and invisible control characters (U+200B,
/// U+FEFF) are dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PlainText {
    text: String,
    words: Vec<Word>,
    /// Whether white space followed the text.
    gap: bool,
    /// The start time of the next piece.
    mark: Option<Timestamp>,
}

impl PlainText {
    /// Plain text without times.
    pub(super) fn of(text: &str) -> Self {
        let mut plain = Self::default();
        plain.push_str(text);
        plain
    }

    /// Sets the start time of the next piece.
    pub(super) fn mark(&mut self, time: Timestamp) {
        self.mark = Some(time);
    }

    pub(super) fn push_str(&mut self, text: &str) {
        let inner = text.trim_matches(' ');
        if is_plain(inner) {
            self.gap |= text.starts_with(' ') && !self.text.is_empty();
            self.push_visible(inner);
            self.gap |= text.ends_with(' ') && !self.text.is_empty();
            return;
        }
        let mut is_first = true;
        for piece in text.split(char::is_whitespace) {
            self.gap |= !is_first && !self.text.is_empty();
            is_first = false;
            for piece in piece.split(is_invisible) {
                self.push_visible(piece);
            }
        }
    }

    pub(super) fn push(&mut self, c: char) {
        self.push_str(c.encode_utf8(&mut [0; 4]));
    }

    /// Appends text without white space.
    fn push_visible(&mut self, piece: &str) {
        let Some(first) = piece.chars().next() else {
            return;
        };
        let begins_word = self.mark.is_some() && self.begins_word(first);
        if std::mem::take(&mut self.gap) {
            self.text.push(' ');
        }
        if let Some(start) = self.mark.take().filter(|_| begins_word) {
            let offset = self.text.len();
            self.words.push(Word { offset, start });
        }
        self.text.push_str(piece);
    }

    /// Whether `c` begins a word. Syllables with times of their own do not; words of a script without
    /// spaces do.
    fn begins_word(&self, c: char) -> bool {
        let Some(before) = self.text.chars().next_back().filter(|_| !self.gap) else {
            return true;
        };
        c.is_alphanumeric() && (is_unspaced(before) || is_unspaced(c))
    }

    /// Sets the time of the text before the first timed word.
    pub(super) fn mark_start(&mut self, start: Timestamp) {
        if self.words.first().is_none_or(|first| first.offset > 0) && !self.text.is_empty() {
            self.words.insert(0, Word { offset: 0, start });
        }
    }

    /// Takes the word times from an earlier, shorter version of this text.
    pub(super) fn keep_words_of(&mut self, earlier: &Self) {
        let newer = self
            .words
            .iter()
            .filter(|word| word.offset >= earlier.text.len());
        self.words = earlier.words.iter().chain(newer).copied().collect();
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn into_parts(self) -> (String, Vec<Word>) {
        (self.text, self.words)
    }
}

/// Whether a text certainly has nothing to collapse or drop, as most have not.
fn is_plain(text: &str) -> bool {
    let is_usual = |byte: &u8| matches!(byte, b' '..=b'~');
    text.as_bytes().iter().all(is_usual) && !text.contains("  ")
}

/// Whether a character is an invisible control character.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{FEFF}') || c.is_control()
}

/// Whether a letter belongs to a script without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0E00..=0x0EFF      // Thai, Lao
            | 0x1000..=0x109F // Myanmar
            | 0x1780..=0x17FF // Khmer
            | 0x2E80..=0x9FFF // Han, kana, Bopomofo
            | 0xF900..=0xFAFF
            | 0x2_0000..=0x3_FFFF
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marked(pieces: &[&str]) -> (String, Vec<usize>) {
        let mut plain = PlainText::default();
        for piece in pieces {
            plain.mark(Timestamp::ZERO);
            plain.push_str(piece);
        }
        let (text, words) = plain.into_parts();
        (text, words.iter().map(|word| word.offset).collect())
    }

    proptest! {
        #[test]
        fn pieces_give_the_same_text_as_the_whole(pieces in proptest::collection::vec("[ab 今\u{A0}\u{200B}\n]{0,4}", 0..6)) {
            let mut plain = PlainText::default();
            for piece in &pieces {
                plain.push_str(piece);
            }
            let whole = pieces.concat();
            let words: Vec<String> = whole.split_whitespace().map(|word| word.replace('\u{200B}', "")).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
            prop_assert_eq!(plain.as_str(), words.join(" "));
        }
    }

    #[test]
    fn white_space_is_collapsed() {
        let text = PlainText::of(" \u{200B}\u{A0}two\n\n  words\t");
        assert_eq!(text.as_str(), "two words");
    }

    #[test]
    fn a_time_inside_a_word_does_not_begin_a_word() {
        assert_eq!(
            marked(&["th", "is ", "ti", "me", "."]),
            ("this time.".into(), vec![0, 5])
        );
        assert_eq!(marked(&["one", " ", "two"]), ("one two".into(), vec![0, 4]));
    }

    #[test]
    fn scripts_without_spaces_have_words() {
        assert_eq!(
            marked(&["今天", "很", "好。"]),
            ("今天很好。".into(), vec![0, 6, 9])
        );
    }
}
