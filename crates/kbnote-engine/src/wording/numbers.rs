//! Numbers in sentences, compared with the numbers said around their anchors.

use kbnote_align::SpokenWord;
use kbnote_check::{DifferenceKind, WordDifference};
use kbnote_core::Timestamp;
use kbnote_note::{Claim, Note};

use super::caption_words::CaptionWords;
use super::prose::{prose, prose_claims};
use super::said_numbers::{SaidNumbers, is_list, number};

/// How far before and after an anchor a number is looked for, in milliseconds.
const BEFORE_MILLIS: u64 = 10_000;
const AFTER_MILLIS: u64 = 30_000;

/// A smaller number in letters is mostly none: "one of them", "a thing or two".
const LEAST_IN_LETTERS: f64 = 3.0;

/// How many of the numbers said are reported.
const MOST_SHOWN: usize = 3;

/// A number of more than ten times the size, or less than a tenth, is hardly the one that was meant.
const FARTHEST: f64 = 10.0;

/// Words before a number that is rounded.
const ABOUT: [&str; 16] = [
    "about",
    "above",
    "almost",
    "approximately",
    "around",
    "below",
    "close",
    "least",
    "less",
    "more",
    "most",
    "nearly",
    "over",
    "roughly",
    "some",
    "under",
];

/// The numbers of a note that are not said around the anchors of their sentences.
pub(super) fn differences(
    captions: &CaptionWords<'_>,
    note: &Note,
    claims: &[Claim],
) -> Vec<WordDifference> {
    if captions.track.language.primary() != "en" {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (claim, times) in prose_claims(captions, note, claims) {
        found.extend(of_claim(captions, note, claim, &times));
    }
    found
}

fn of_claim(
    captions: &CaptionWords<'_>,
    note: &Note,
    claim: &Claim,
    times: &[Timestamp],
) -> Vec<WordDifference> {
    let text = prose(note, &claim.range);
    let words = captions.reader.words(&text);
    let numbers: Vec<(usize, f64)> = words
        .iter()
        .enumerate()
        .filter_map(|(at, word)| Some((at, written_number(&text, word)?)))
        .collect();
    if numbers.is_empty() {
        return Vec::new();
    }
    let said: Vec<SaidNumbers> = times
        .iter()
        .map(|&time| {
            let around = (BEFORE_MILLIS, AFTER_MILLIS);
            let window = captions.around(time, around);
            SaidNumbers::new(&window.text, &window.words)
        })
        .collect();
    let is_said = |&(at, value): &(usize, f64)| {
        let about = words[at.saturating_sub(3)..at]
            .iter()
            .any(|word| ABOUT.contains(&word.form.as_str()));
        said.iter().any(|said| said.has(value, about))
    };
    let unsaid = numbers.into_iter().filter(|number| !is_said(number));
    unsaid
        .map(|(at, value)| {
            let range = &words[at].range;
            let shown = nearest(value, &said);
            WordDifference {
                range: claim.range.start + range.start..claim.range.start + range.end,
                time: times[0],
                kind: DifferenceKind::Number(shown),
            }
        })
        .collect()
}

/// The numbers said that another may be a slip for, the nearest first.
fn nearest(value: f64, said: &[SaidNumbers]) -> Vec<String> {
    let ratio = |other: f64| (value.max(1.0) / other.max(1.0)).ln().abs();
    let all = said.iter().flat_map(|said| &said.written);
    let mut near: Vec<(f64, &str)> = all
        .map(|(text, other)| (ratio(*other), text.as_str()))
        .filter(|(ratio, _)| *ratio <= FARTHEST.ln() + f64::EPSILON)
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut shown: Vec<String> = Vec::new();
    for (_, text) in near {
        if shown.len() < MOST_SHOWN && !shown.iter().any(|known| known == text) {
            shown.push(text.to_owned());
        }
    }
    shown
}

/// The value of a word that is a number, and not part of a name such as `H2O`.
fn written_number(text: &str, word: &SpokenWord) -> Option<f64> {
    let value = number(&word.form)?;
    let written = &text[word.range.clone()];
    let in_digits = written.contains(|c: char| c.is_ascii_digit());
    if !in_digits {
        return (value >= LEAST_IN_LETTERS).then_some(value);
    }
    let begins_so = written.starts_with(|c: char| c.is_ascii_digit());
    (begins_so && !is_list(written)).then_some(value)
}
