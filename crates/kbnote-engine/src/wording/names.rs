//! Names in sentences that the captions around their anchors spell otherwise.
//!
//! Only a near spelling is reported: names that nobody says are mostly what the author knows besides,
//! and no slip. Automatic captions guess the spelling of names, so they are not compared.

use std::collections::BTreeSet;
use std::ops::Range;

use kbnote_check::{DifferenceKind, WordDifference};
use kbnote_core::{Timestamp, TrackKind};
use kbnote_note::{Claim, Note};

use super::caption_words::CaptionWords;
use super::prose::{prose, prose_claims};
use super::spoken_names::{NameWord, SpokenNames, common_words, words};

/// How far before and after an anchor a name is looked for, in milliseconds.
const BEFORE_MILLIS: u64 = 10_000;
const AFTER_MILLIS: u64 = 30_000;

/// A shorter name is near too many words.
const SHORTEST: usize = 5;

/// From this length on, two letters may differ.
const LONG: usize = 7;

/// Two words that differ in so many letters at their ends only are forms of one word.
const ENDING: usize = 3;

/// The names of a note that the captions around their anchors spell otherwise.
pub(super) fn differences(
    captions: &CaptionWords<'_>,
    note: &Note,
    claims: &[Claim],
) -> Vec<WordDifference> {
    let track = captions.track;
    if track.language.primary() != "en" || track.kind != TrackKind::Manual {
        return Vec::new();
    }
    // Read when the first name is met: most notes have none that is not said so.
    let mut everywhere: Option<Everywhere<'_>> = None;
    let mut found = Vec::new();
    for (claim, times) in prose_claims(captions, note, claims) {
        let text = prose(note, &claim.range);
        for name in names(&text) {
            let everywhere =
                everywhere.get_or_insert_with(|| Everywhere::new(captions, note, claims));
            if everywhere.has(&name.form) || is_linked(note, claim.range.start + name.range.start) {
                continue;
            }
            let near = times
                .iter()
                .find_map(|&time| Some((time, everywhere.near(captions, &name, time)?)));
            if let Some((time, said)) = near {
                found.push(WordDifference {
                    range: claim.range.start + name.range.start..claim.range.start + name.range.end,
                    time,
                    kind: DifferenceKind::Name(said),
                });
            }
        }
    }
    found
}

/// The words of a text that look like names: capitalised within a sentence.
fn names(text: &str) -> impl Iterator<Item = NameWord<'_>> {
    let begins_sentence = |range: &Range<usize>| {
        let before = text[..range.start].trim_end();
        before.is_empty() || before.ends_with(|c: char| ".:!?“\"(*‘•–—-".contains(c))
    };
    words(text).filter(move |word| is_capitalised(word) && !begins_sentence(&word.range))
}

fn is_capitalised(word: &NameWord<'_>) -> bool {
    let mut letters = word.text.chars();
    letters.next().is_some_and(char::is_uppercase)
        && letters.all(char::is_lowercase)
        && word.form.len() >= SHORTEST
}

/// Whether a place is in a link to a note, whose title has the name as it is spelt in the vault.
fn is_linked(note: &Note, at: usize) -> bool {
    note.wikilinks().iter().any(|link| link.range.contains(&at))
}

/// What is said in a recording, and the words of the note that are not names.
struct Everywhere<'a> {
    spoken: &'a SpokenNames,
    written: BTreeSet<String>,
}

impl<'a> Everywhere<'a> {
    fn new(captions: &CaptionWords<'a>, note: &Note, claims: &[Claim]) -> Self {
        let written = claims.iter().map(|claim| claim.text.as_str());
        let headings = note.headings().iter().map(|heading| heading.text.as_str());
        Self {
            spoken: captions.spoken_names(),
            written: common_words(written.chain(headings)),
        }
    }

    fn is_common(&self, form: &str) -> bool {
        self.written.contains(form) || self.spoken.common.contains(form)
    }

    /// Whether a word is said, or is not a name.
    fn has(&self, form: &str) -> bool {
        let stem = form.strip_suffix('s').unwrap_or(form);
        self.is_common(form) || self.spoken.said.contains(stem)
    }

    /// The name said around a time that is spelt nearly so.
    fn near(
        &self,
        captions: &CaptionWords<'_>,
        name: &NameWord<'_>,
        time: Timestamp,
    ) -> Option<String> {
        let window = captions.around(time, (BEFORE_MILLIS, AFTER_MILLIS));
        let said =
            words(&window.text).filter(|word| is_capitalised(word) && !self.is_common(&word.form));
        let near = said.filter(|said| is_near(&name.form, &said.form));
        let nearest = near.min_by_key(|said| strsim::levenshtein(&name.form, &said.form))?;
        Some(nearest.text.to_owned())
    }
}

fn is_near(name: &str, said: &str) -> bool {
    let longer = name.chars().count().max(said.chars().count());
    let most = if longer < LONG { 1 } else { 2 };
    let common = name
        .chars()
        .zip(said.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let shorter = name.chars().count().min(said.chars().count());
    let is_other_form = common + ENDING > shorter;
    !is_other_form && strsim::levenshtein(name, said) <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_spelling_is_no_other_form_of_a_word() {
        for (name, said) in [
            ("kanneman", "kahneman"),
            ("rafson", "raphson"),
            ("clifton", "clinton"),
        ] {
            assert!(is_near(name, said), "{name}");
        }
        for (name, said) in [
            ("germany", "german"),
            ("russia", "russian"),
            ("london", "paris"),
            ("euler", "eulers"),
        ] {
            assert!(!is_near(name, said), "{name}");
        }
    }

    #[test]
    fn names_are_capitalised_within_a_sentence() {
        let text = "Daniel Kahneman and NASA asked *Great* questions: Why? In Geneva, McCarthy's";
        let names: Vec<&str> = names(text).map(|name| name.text).collect();
        assert_eq!(names, ["Kahneman", "Geneva"]);
    }
}
