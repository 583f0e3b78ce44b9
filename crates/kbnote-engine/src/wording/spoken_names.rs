//! The words of a recording that the names of its notes are compared with.

use std::collections::BTreeSet;
use std::ops::Range;

use kbnote_core::{Cue, Track};
use unicode_normalization::UnicodeNormalization;

/// What is said in a recording.
#[derive(Debug)]
pub(crate) struct SpokenNames {
    /// All of it without blanks, so that `Dead lift` says `Deadlift`.
    pub(super) said: String,
    /// The words that are not names.
    pub(super) common: BTreeSet<String>,
}

impl SpokenNames {
    pub(crate) fn new(track: &Track) -> Self {
        let spoken = track.cues.iter().map(Cue::text);
        let speakers = track.cues.iter().filter_map(Cue::speaker);
        Self {
            said: spoken.clone().chain(speakers).map(form).collect(),
            common: common_words(spoken),
        }
    }
}

/// The words of some texts that begin with a small letter.
pub(super) fn common_words<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let small = texts.flat_map(words);
    let small = small.filter(|word| word.text.starts_with(char::is_lowercase));
    small.map(|word| word.form).collect()
}

/// A word of a text that may be a name.
pub(super) struct NameWord<'a> {
    pub(super) range: Range<usize>,
    pub(super) text: &'a str,
    /// Its letters in small letters without accents.
    pub(super) form: String,
}

/// The runs of letters of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = NameWord<'_>> {
    let mut at = 0;
    text.split(|c: char| !c.is_alphabetic())
        .filter_map(move |run| {
            let start = at;
            at += run.len()
                + text[start + run.len()..]
                    .chars()
                    .next()
                    .map_or(0, char::len_utf8);
            (!run.is_empty()).then(|| NameWord {
                range: start..start + run.len(),
                text: run,
                form: form(run),
            })
        })
}

fn form(word: &str) -> String {
    if word.is_ascii() {
        let letters = word.chars().filter(char::is_ascii_alphanumeric);
        return letters.map(|c| c.to_ascii_lowercase()).collect();
    }
    let letters = word.nfd().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
