//! How well the passages of claims are found: all of them, and how far each goes.

use kbnote_align::{AlignOptions, Aligner, Alignment};

use crate::development::TrainingVideo;
use crate::score;

/// From this score on a further place is a moment of its own, as with `--moments auto`.
const LEAST_FURTHER: f64 = 0.35;

/// How near a moment is to its passage, in milliseconds.
const NEAR_MILLIS: i64 = 10_000;

/// Counts over the claims whose passages people marked.
#[derive(Clone, Copy, Debug, Default)]
pub struct PassageFigures {
    /// The marked passages, and those with a moment near them.
    passages: (usize, usize),
    /// The moments, and those near a passage.
    moments: (usize, usize),
    /// Of the moments near a passage: how many there are, and the summed shares that moment and
    /// passages have in common of all that either has.
    overlap: (usize, f64),
}

impl PassageFigures {
    /// The figures of some videos.
    #[must_use]
    pub fn of(videos: &[TrainingVideo]) -> Self {
        let mut figures = Self::default();
        for training_video in videos {
            let aligner = Aligner::new(&training_video.track, AlignOptions::default());
            for note in &training_video.notes {
                let alignments = aligner.align(&score::aligner_claims(note));
                for (claim, alignment) in note.claims.iter().zip(&alignments) {
                    if !claim.passages.is_empty() {
                        figures.add(&claim.passages, alignment);
                    }
                }
            }
        }
        figures
    }

    fn add(&mut self, passages: &[(i64, i64)], alignment: &Alignment) {
        let further = |(rank, score): (usize, f64)| rank == 0 || score >= LEAST_FURTHER;
        let places = alignment.places.iter().enumerate();
        let places = places.filter(|(rank, place)| further((*rank, place.score)));
        let millis = |moment: kbnote_core::Timestamp| moment.as_millis().cast_signed();
        let moments: Vec<(i64, i64)> = places
            .map(|(_, place)| (millis(place.moment.time), millis(place.moment.end)))
            .collect();
        let is_near =
            |passage: &[(i64, i64)], moment: i64| score::distance(passage, moment) <= NEAR_MILLIS;
        for &passage in passages {
            self.passages.0 += 1;
            self.passages.1 += usize::from(moments.iter().any(|m| is_near(&[passage], m.0)));
        }
        for &moment in &moments {
            self.moments.0 += 1;
            if is_near(passages, moment.0) {
                self.moments.1 += 1;
                self.overlap.0 += 1;
                self.overlap.1 += overlap(moment, passages);
            }
        }
    }

    /// The figures in a line.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn line(&self) -> String {
        let percent = |(all, some): (usize, usize)| 100.0 * some as f64 / all.max(1) as f64;
        format!(
            "{} passages, {:.1} % found by moments of a score from {LEAST_FURTHER}; {:.1} % of these are right; a right moment and its passages have {:.2} of their time in common",
            self.passages.0,
            percent(self.passages),
            percent(self.moments),
            self.overlap.1 / self.overlap.0.max(1) as f64,
        )
    }
}

/// The time that a moment has in common with the passages near it, as a share of all that either has
/// from the beginning of the moment or of the first such passage on.
#[allow(clippy::cast_precision_loss)]
fn overlap(moment: (i64, i64), passages: &[(i64, i64)]) -> f64 {
    let reach = (moment.0 - NEAR_MILLIS, moment.1.max(moment.0 + NEAR_MILLIS));
    let near: Vec<(i64, i64)> = passages
        .iter()
        .copied()
        .filter(|passage| passage.0 <= reach.1 && passage.1 >= reach.0)
        .collect();
    let common = |passage: &(i64, i64)| (passage.1.min(moment.1) - passage.0.max(moment.0)).max(0);
    let common: i64 = near.iter().map(common).sum();
    let marked: i64 = near.iter().map(|passage| passage.1 - passage.0).sum();
    common as f64 / (moment.1 - moment.0 + marked - common).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moment_and_passages_have_in_common() {
        assert!((overlap((10_000, 20_000), &[(10_000, 20_000)]) - 1.0).abs() < 1e-9);
        let two = [(8_000, 12_000), (14_000, 22_000), (90_000, 95_000)];
        assert!((overlap((10_000, 20_000), &two) - 8.0 / 14.0).abs() < 1e-9);
        assert!(overlap((10_000, 12_000), &[(17_000, 19_000)]).abs() < 1e-9);
    }
}
