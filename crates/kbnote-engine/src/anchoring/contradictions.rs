//! Anchors that the captions contradict.
//!
//! That the aligner is sure of another place is not enough: what is said twice has two good places.
//! So the words of the claim must be said at the one, and hardly at the other.

use std::collections::BTreeSet;

use kbnote_align::{Aligner, Confidence};
use kbnote_check::Contradiction;
use kbnote_core::{Timestamp, Track};
use kbnote_note::Note;

use super::aligner_input::aligner_claims;
use super::language::check_language;

/// How far the captions must lead away from a time, in milliseconds. What is nearer may well be
/// another sentence of the same thought.
const FAR_MILLIS: u64 = 60_000;

/// By how much more of a claim's words must be said at the place found than where its anchor
/// stands: by this much, or some of them where next to none are said here. Of 20,165 claims of
/// published notes this leaves ten, each of them contradicted.
const CLEARLY_MORE: f64 = 0.5;
const SOME: f64 = 0.3;
pub(super) const NEXT_TO_NONE: f64 = 0.15;

/// A claim of fewer words than this says too little.
pub(super) const FEWEST_WORDS: usize = 4;

/// How far before and behind a moment its words are looked for, in milliseconds.
const BEFORE_MILLIS: u64 = 6_000;
const BEHIND_MILLIS: u64 = 20_000;

/// The anchors whose claims the captions surely have elsewhere, in a video that ends at `end`. Nothing
/// is said of a note in another language than its captions, nor of times that the video does not
/// have.
pub fn contradictions(
    note: &Note,
    track: &Track,
    aligner: &Aligner,
    end: Timestamp,
) -> Vec<Contradiction> {
    if check_language(note, aligner).is_err() {
        return Vec::new();
    }
    let claims = note.claims();
    let alignments = aligner.align(&aligner_claims(note, &claims));
    let mut found = Vec::new();
    for (claim, alignment) in claims.iter().zip(&alignments) {
        let anchors = note.anchors()[claim.anchors.clone()].iter();
        let times: Vec<Timestamp> = anchors
            .filter(|anchor| anchor.form.is_link())
            .filter_map(|anchor| anchor.time_before(end))
            .collect();
        let is_sure = alignment.confidence == Confidence::High;
        let Some(moment) = alignment.moments.first().filter(|_| is_sure) else {
            continue;
        };
        let is_far = |time: &Timestamp| time.abs_diff(moment.time) > FAR_MILLIS;
        let is_contradicted = !times.is_empty()
            && times.iter().all(is_far)
            && is_said_elsewhere(&claim.text, track, moment.time, &times);
        if is_contradicted {
            found.push(Contradiction {
                anchor: claim.anchors.start,
                found: moment.time.floor_to_second(),
            });
        }
    }
    found
}

/// Whether the words of a claim are said at `found`, and hardly at any of `times`.
fn is_said_elsewhere(claim: &str, track: &Track, found: Timestamp, times: &[Timestamp]) -> bool {
    let words = words(claim);
    let share = |time: Timestamp| {
        let said = said_around(track, time);
        ratio(words.intersection(&said).count(), words.len())
    };
    let here = times.iter().map(|&time| share(time)).fold(0.0, f64::max);
    let there = share(found);
    let is_clear = there > here + CLEARLY_MORE || here <= NEXT_TO_NONE && there >= SOME;
    words.len() >= FEWEST_WORDS && is_clear
}

pub(super) fn said_around(track: &Track, time: Timestamp) -> BTreeSet<String> {
    let from = time.as_millis().saturating_sub(BEFORE_MILLIS);
    let to = time.saturating_add(BEHIND_MILLIS);
    let cues = track.cues.iter();
    let near = cues.filter(|cue| cue.end().as_millis() >= from && cue.start() <= to);
    near.flat_map(|cue| words(cue.text())).collect()
}

/// The longer words of a text by their beginnings, so that forms of one word are the same.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    let runs = text.split(|c: char| !c.is_alphanumeric());
    let long = runs.filter(|run| run.chars().count() > 3);
    long.map(|run| run.chars().flat_map(char::to_lowercase).take(5).collect())
        .collect()
}

pub(super) fn ratio(part: usize, whole: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "these are counts of words")]
    let ratio = part as f64 / whole.max(1) as f64;
    ratio
}

#[cfg(test)]
mod tests {
    use kbnote_core::{Cue, LanguageTag, TimeSpan, TrackKind};

    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    fn track() -> Track {
        let cue = |start: u64, text: &str| Cue::new(TimeSpan::new(at(start), at(start + 5)), text);
        let cues = [
            (
                10,
                "we count the flocks at dusk when they roost in the reeds",
            ),
            (
                100,
                "the tide comes in twice and covers the whole of the bank",
            ),
            (
                200,
                "again the flocks are counted at dusk, they roost in reeds",
            ),
        ];
        let cues = cues.map(|(start, text)| cue(start, text)).to_vec();
        Track::new(LanguageTag::english(), TrackKind::Manual, cues)
    }

    #[test]
    fn repeated_words_are_not_a_contradiction() {
        let claim = "Flocks are counted at dusk as they come to roost in the reeds.";
        assert!(is_said_elsewhere(claim, &track(), at(10), &[at(100)]));
        assert!(!is_said_elsewhere(claim, &track(), at(10), &[at(200)]));
        assert!(!is_said_elsewhere(
            claim,
            &track(),
            at(10),
            &[at(100), at(202)]
        ));
        assert!(!is_said_elsewhere(
            "They roost.",
            &track(),
            at(10),
            &[at(100)]
        ));
    }
}
