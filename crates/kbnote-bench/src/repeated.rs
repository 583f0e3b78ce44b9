//! Videos in which some passages are said twice: whichever of the two is chosen is right, and a
//! score that is shared out between them says too little.

use std::ops::Range;

use kbnote_core::{Cue, TimeSpan, Timestamp, Track};

use crate::development::{GoldClaim, GoldNote, TrainingVideo};
use crate::rng::Rng;

/// How many passages of a video are repeated.
const PASSAGES: usize = 10;

/// How long a passage is, in milliseconds.
const LEAST_MILLIS: usize = 12_000;
const MOST_MILLIS: usize = 40_000;

/// For how long after its time in the gold a claim counts as said, in milliseconds.
const SAID_MILLIS: i64 = 4_000;

/// How many notes of a video are kept.
const NOTES: usize = 2;

/// For each video one with passages that are said twice.
#[must_use]
pub fn repeated(videos: &[TrainingVideo], seed: u64) -> Vec<TrainingVideo> {
    let mut rng = Rng::new(seed);
    videos
        .iter()
        .filter(|training_video| training_video.track.cues.len() > 100)
        .map(|training_video| with_repeats(training_video, &mut rng))
        .collect()
}

/// A passage that is said again before another cue.
struct Repeat {
    cues: Range<usize>,
    before: usize,
}

fn with_repeats(training_video: &TrainingVideo, rng: &mut Rng) -> TrainingVideo {
    let cues = &training_video.track.cues;
    let mut repeats: Vec<Repeat> = (0..PASSAGES).map(|_| repeat(cues, rng)).collect();
    repeats.sort_by_key(|repeat| repeat.before);
    let splice = Splice::new(cues, &repeats);
    let notes = training_video
        .notes
        .iter()
        .take(NOTES)
        .map(|note| GoldNote {
            name: note.name.clone(),
            claims: note
                .claims
                .iter()
                .map(|claim| splice.claim(claim))
                .collect(),
        });
    TrainingVideo {
        video: training_video.video.clone(),
        group: training_video.group.clone(),
        notes: notes.collect(),
        track: Track {
            cues: splice.cues.clone(),
            ..training_video.track.clone()
        },
    }
}

fn repeat(cues: &[Cue], rng: &mut Rng) -> Repeat {
    let from = rng.below(cues.len());
    let length = LEAST_MILLIS + rng.below(MOST_MILLIS - LEAST_MILLIS);
    let end = cues[from].start().as_millis() + length as u64;
    let is_in = |cue: &&Cue| cue.start().as_millis() < end;
    let to = from + cues[from..].iter().take_while(is_in).count();
    let mut before = rng.below(cues.len());
    if (from..to).contains(&before) {
        before = to.min(cues.len() - 1);
    }
    Repeat {
        cues: from..to,
        before,
    }
}

/// A track into which passages were put once more.
struct Splice {
    cues: Vec<Cue>,
    /// From which moment of the old track on it is how much later, in milliseconds.
    shifts: Vec<(i64, i64)>,
    /// The passages of the old track with the beginnings of their copies, in milliseconds.
    copies: Vec<(Range<i64>, i64)>,
}

impl Splice {
    fn new(cues: &[Cue], repeats: &[Repeat]) -> Self {
        let mut splice = Self {
            cues: Vec::new(),
            shifts: Vec::new(),
            copies: Vec::new(),
        };
        let mut shift = 0;
        for (at, cue) in cues.iter().enumerate() {
            for repeat in repeats.iter().filter(|repeat| repeat.before == at) {
                let passage = &cues[repeat.cues.clone()];
                let (first, last) = (millis(passage[0].start()), &passage[passage.len() - 1]);
                let copy = millis(cue.start()) + shift;
                splice.copies.push((first..millis(last.end()), copy));
                let copied = passage.iter().map(|cue| later(cue, copy - first));
                splice.cues.extend(copied);
                shift += millis(last.end()) - first;
                splice.shifts.push((millis(cue.start()), shift));
            }
            splice.cues.push(later(cue, shift));
        }
        splice
    }

    /// The moment of the new track for one of the old track.
    fn moment(&self, old: i64) -> i64 {
        let before = self.shifts.iter().rev().find(|(from, _)| *from <= old);
        old + before.map_or(0, |(_, shift)| *shift)
    }

    /// A claim with its time in the new track, or with all passages that say it.
    fn claim(&self, claim: &GoldClaim) -> GoldClaim {
        let mut claim = claim.clone();
        let golds: Vec<i64> = claim
            .gold
            .iter()
            .flatten()
            .map(|&s| 1000 * s.cast_signed())
            .collect();
        let copies: Vec<i64> = golds
            .iter()
            .flat_map(|gold| {
                let copies = self.copies.iter().filter(|(old, _)| old.contains(gold));
                copies.map(move |(old, copy)| copy + gold - old.start)
            })
            .collect();
        if copies.is_empty() {
            let second = |gold: u64| self.moment(1000 * gold.cast_signed()).unsigned_abs() / 1000;
            claim
                .gold
                .iter_mut()
                .flatten()
                .for_each(|gold| *gold = second(*gold));
        } else {
            let moments = golds.iter().map(|&gold| self.moment(gold)).chain(copies);
            claim.passages = moments.map(|at| (at, at + SAID_MILLIS)).collect();
            claim.gold.fill(None);
        }
        claim
    }
}

fn later(cue: &Cue, by: i64) -> Cue {
    let at = |moment: Timestamp| Timestamp::from_millis((millis(moment) + by).unsigned_abs());
    let span = TimeSpan::new(at(cue.start()), at(cue.end()));
    Cue::new(span, cue.text()).with_speaker(cue.speaker())
}

fn millis(moment: Timestamp) -> i64 {
    i64::try_from(moment.as_millis()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_in_a_repeated_passage_is_said_at_both_places() {
        let cue = |n: u64| {
            let span = TimeSpan::new(Timestamp::from_secs(4 * n), Timestamp::from_secs(4 * n + 4));
            Cue::new(span, format!("line {n}"))
        };
        let cues: Vec<Cue> = (0..6).map(cue).collect();
        let repeat = Repeat {
            cues: 1..3,
            before: 4,
        };
        let splice = Splice::new(&cues, &[repeat]);
        let texts: Vec<&str> = splice.cues.iter().map(Cue::text).collect();
        let expected = [
            "line 0", "line 1", "line 2", "line 3", "line 1", "line 2", "line 4", "line 5",
        ];
        assert_eq!(texts, expected);
        assert_eq!(splice.cues[6].start(), Timestamp::from_secs(24));
        let claim = |second| GoldClaim {
            gold: vec![Some(second)],
            ..GoldClaim::default()
        };
        let said: Vec<i64> = splice
            .claim(&claim(8))
            .passages
            .iter()
            .map(|p| p.0)
            .collect();
        assert_eq!(said, [8_000, 20_000]);
        assert_eq!(splice.claim(&claim(17)).gold, [Some(25)]);
    }
}
