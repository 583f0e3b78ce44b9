//! Cues and the words in them.

use std::sync::Arc;

use crate::{TimeSpan, Timestamp};

/// The index of a cue in its track, from 0.
pub type CueIndex = usize;

/// One timed piece of caption text.
///
/// The text is plain: no tags, entities resolved, white space collapsed and trimmed. If the format has
/// word times, they are in [`Cue::words`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cue {
    span: TimeSpan,
    text: String,
    words: Vec<Word>,
    speaker: Option<Arc<str>>,
}

/// The start of a word: in the text of its cue, and in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Byte offset of the word's first character in the text of its cue.
    pub offset: usize,
    /// When it begins to be spoken.
    pub start: Timestamp,
}

impl Cue {
    /// A cue whose words have no times of their own.
    #[must_use]
    pub fn new(span: TimeSpan, text: impl Into<String>) -> Self {
        Self {
            span,
            text: text.into(),
            words: Vec::new(),
            speaker: None,
        }
    }

    /// A cue with the times of its words.
    ///
    /// Words that do not begin at a character boundary, or not after the previous word, are skipped; a
    /// word timed before its cue or its predecessor gets that one's time.
    ///
    /// ```
    /// # use kbnote_core::{Cue, TimeSpan, Timestamp, Word};
    /// let at = Timestamp::from_millis;
    /// let words = [Word { offset: 0, start: at(100) }, Word { offset: 6, start: at(480) }];
    /// let cue = Cue::with_words(TimeSpan::new(at(100), at(900)), "hello there", words);
    /// let spoken: Vec<_> = cue.timed_words().collect();
    /// assert_eq!(spoken, [("hello ", at(100)), ("there", at(480))]);
    /// ```
    #[must_use]
    pub fn with_words(
        span: TimeSpan,
        text: impl Into<String>,
        words: impl IntoIterator<Item = Word>,
    ) -> Self {
        let text = text.into();
        let mut kept: Vec<Word> = Vec::new();
        for mut word in words {
            let inside = word.offset < text.len() && text.is_char_boundary(word.offset);
            if !inside || kept.last().is_some_and(|last| last.offset >= word.offset) {
                continue;
            }
            let earliest = kept.last().map_or(span.start(), |last| last.start);
            word.start = word.start.max(earliest);
            kept.push(word);
        }
        Self {
            span,
            text,
            words: kept,
            speaker: None,
        }
    }

    /// Sets the speaker. White space in the name is collapsed; an empty name means no speaker.
    ///
    /// ```
    /// # use kbnote_core::{Cue, TimeSpan};
    /// let cue = Cue::new(TimeSpan::default(), "Hello.").with_speaker(Some(" Ann  Lee "));
    /// assert_eq!(cue.speaker(), Some("Ann Lee"));
    /// ```
    #[must_use]
    pub fn with_speaker(mut self, name: Option<&str>) -> Self {
        let name = name.map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "));
        self.speaker = name.filter(|name| !name.is_empty()).map(Arc::from);
        self
    }

    /// The name of the speaker in the captions.
    #[must_use]
    pub fn speaker(&self) -> Option<&str> {
        self.speaker.as_deref()
    }

    /// Its time span. In an automatic track the end is that of the speech, not of the display.
    #[must_use]
    pub const fn span(&self) -> TimeSpan {
        self.span
    }

    /// Its start.
    #[must_use]
    pub const fn start(&self) -> Timestamp {
        self.span.start()
    }

    /// Its end.
    #[must_use]
    pub const fn end(&self) -> Timestamp {
        self.span.end()
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The start of each word, in order; empty if the format has no word times.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Each word's text, up to the next word's, with the time at which it begins.
    pub fn timed_words(&self) -> impl Iterator<Item = (&str, Timestamp)> {
        let ends = self
            .words
            .iter()
            .skip(1)
            .map(|word| word.offset)
            .chain([self.text.len()]);
        self.words
            .iter()
            .zip(ends)
            .map(|(word, end)| (&self.text[word.offset..end], word.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_words_are_skipped() {
        let at = Timestamp::from_millis;
        let words = [(0, 50), (1, 60), (3, 40), (3, 70), (9, 80)].map(|(offset, start)| Word {
            offset,
            start: at(start),
        });
        let cue = Cue::with_words(TimeSpan::new(at(0), at(100)), "é bee", words);
        let kept: Vec<_> = cue
            .words()
            .iter()
            .map(|w| (w.offset, w.start.as_millis()))
            .collect();
        assert_eq!(kept, [(0, 50), (3, 50)]);
    }
}
