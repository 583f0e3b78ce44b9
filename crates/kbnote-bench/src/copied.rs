//! Sentences copied word for word from captions, as notes.

use kbnote_core::Track;

use crate::development::{GoldClaim, GoldNote, Lesson};
use crate::dice::Dice;

/// How many sentences a note has.
const SENTENCES: usize = 24;

/// How many words a sentence has at least, and at most where no stop ends it.
const LEAST_WORDS: usize = 7;
const MOST_WORDS: usize = 24;

/// For each lesson, a note of sentences that its captions have.
#[must_use]
pub fn copied(lessons: &[Lesson], seed: u64) -> Vec<Lesson> {
    let mut dice = Dice::new(seed);
    let notes = lessons.iter().map(|lesson| Lesson {
        video: lesson.video.clone(),
        group: lesson.group.clone(),
        notes: vec![note(&lesson.track, &mut dice)],
        track: lesson.track.clone(),
    });
    notes
        .filter(|lesson| !lesson.notes[0].claims.is_empty())
        .collect()
}

fn note(track: &Track, dice: &mut Dice) -> GoldNote {
    let all = sentences(track);
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < SENTENCES.min(all.len() / 2) {
        let at = dice.below(all.len());
        if !chosen.contains(&at) {
            chosen.push(at);
        }
    }
    // Half of the notes go along with the captions.
    if dice.roll() < 0.5 {
        chosen.sort_unstable();
    }
    let claims = chosen.into_iter().enumerate().map(|(place, at)| {
        let (text, second) = all[at].clone();
        GoldClaim {
            text,
            block: place / 3,
            gold: vec![Some(second)],
            places: vec![0],
            wants_anchor: true,
            ..GoldClaim::default()
        }
    });
    GoldNote {
        name: "copied.md".to_owned(),
        claims: claims.collect(),
    }
}

/// The sentences of a track with the seconds at which their cues begin; where no stops are written,
/// runs of words.
fn sentences(track: &Track) -> Vec<(String, u64)> {
    let mut out = Vec::new();
    let mut words: Vec<&str> = Vec::new();
    let mut begins = 0;
    for cue in &track.cues {
        for word in cue.text().split_whitespace() {
            if words.is_empty() {
                begins = cue.start().as_secs();
            }
            words.push(word);
            let stops = word.ends_with(['.', '?', '!']);
            if stops || words.len() == MOST_WORDS {
                if words.len() >= LEAST_WORDS {
                    out.push((words.join(" "), begins));
                }
                words.clear();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, TrackKind};

    use super::*;

    #[test]
    fn sentences_begin_with_their_cue() {
        let said = [
            "Good evening. We count the starlings",
            "as they come in to roost.",
            "So.",
        ];
        let cues = said.iter().zip(0u64..).map(|(text, n)| {
            let start = Timestamp::from_secs(4 * n);
            let span = TimeSpan::new(start, Timestamp::from_secs(4 * n + 4));
            Cue::new(span, *text)
        });
        let track = Track::new(LanguageTag::english(), TrackKind::Manual, cues.collect());
        let expected = "We count the starlings as they come in to roost.";
        assert_eq!(sentences(&track), [(expected.to_owned(), 0)]);
    }
}
