//! Pieces of videos: what is learned from an hour has to hold for two minutes as well.

use crate::development::{GoldClaim, GoldNote, TrainingVideo};
use crate::rng::Rng;

/// How long a piece is, in seconds.
const LEAST_SECONDS: usize = 40;
const MOST_SECONDS: usize = 240;

/// Of each video so many pieces, with the sentences that are said in them.
#[must_use]
pub fn pieces(videos: &[TrainingVideo], count: usize, seed: u64) -> Vec<TrainingVideo> {
    let mut rng = Rng::new(seed);
    let mut pieces = Vec::new();
    for training_video in videos {
        let last = training_video
            .track
            .cues
            .last()
            .map_or(0, |cue| cue.start().as_secs());
        for _ in 0..count {
            let length = (LEAST_SECONDS + rng.below(MOST_SECONDS - LEAST_SECONDS)) as u64;
            let from = rng.below(usize::try_from(last).unwrap_or(0) + 1) as u64;
            let piece = piece(training_video, from, from + length);
            if !piece.notes.is_empty() && piece.track.cues.len() > 4 {
                pieces.push(piece);
            }
        }
    }
    pieces
}

/// The part between two seconds.
fn piece(training_video: &TrainingVideo, from: u64, to: u64) -> TrainingVideo {
    let mut track = training_video.track.clone();
    track
        .cues
        .retain(|cue| (from..to).contains(&cue.start().as_secs()));
    let notes = training_video.notes.iter().map(|note| GoldNote {
        name: note.name.clone(),
        claims: note
            .claims
            .iter()
            .filter_map(|claim| inside(claim, from, to))
            .collect(),
    });
    TrainingVideo {
        video: training_video.video.clone(),
        group: training_video.group.clone(),
        notes: notes.filter(|note| !note.claims.is_empty()).collect(),
        track,
    }
}

/// A claim that is said between two seconds, with the passages there.
fn inside(claim: &GoldClaim, from: u64, to: u64) -> Option<GoldClaim> {
    let mut claim = claim.clone();
    let millis = |second: u64| i64::try_from(1000 * second).unwrap_or(i64::MAX);
    let was_marked = !claim.passages.is_empty();
    claim
        .passages
        .retain(|p| millis(from) <= p.0 && p.1 <= millis(to));
    let is_inside = |gold: &Option<u64>| gold.is_some_and(|gold| (from..to).contains(&gold));
    let is_said = if was_marked {
        !claim.passages.is_empty()
    } else {
        !claim.gold.is_empty() && claim.gold.iter().all(is_inside)
    };
    is_said.then_some(claim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_in_the_piece_in_which_it_is_said() {
        let timed = |gold: &[u64]| GoldClaim {
            gold: gold.iter().copied().map(Some).collect(),
            ..GoldClaim::default()
        };
        assert!(inside(&timed(&[12, 14]), 10, 20).is_some());
        assert!(inside(&timed(&[12, 24]), 10, 20).is_none());
        let marked = GoldClaim {
            gold: vec![None],
            passages: vec![(11_000, 14_000), (31_000, 33_000)],
            ..GoldClaim::default()
        };
        let claim = inside(&marked, 10, 20).unwrap();
        assert_eq!(claim.passages, [(11_000, 14_000)]);
        assert!(inside(&marked, 15, 30).is_none());
    }
}
