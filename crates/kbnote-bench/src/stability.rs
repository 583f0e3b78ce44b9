//! How stable anchors are when a sentence is inserted into their note, or removed.

use kbnote_align::{AlignOptions, Aligner, Alignment};

use crate::development::{GoldClaim, GoldNote, TrainingVideo};
use crate::rng::Rng;
use crate::score;

/// An anchor that moves by at most this counts as unchanged, in milliseconds.
const STILL_MILLIS: u64 = 2_000;

/// Counts of anchors before and after an edit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stability {
    /// Those that did not move.
    pub still: usize,
    /// All of them.
    pub all: usize,
}

impl Stability {
    /// The share that did not move, in per cent.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn share(&self) -> f64 {
        100.0 * self.still as f64 / self.all.max(1) as f64
    }

    fn add<'a>(
        &mut self,
        before: impl IntoIterator<Item = &'a Alignment>,
        after: impl IntoIterator<Item = &'a Alignment>,
    ) {
        let moments =
            |(old, new): (&'a Alignment, &'a Alignment)| old.moments.iter().zip(&new.moments);
        for (old, new) in before.into_iter().zip(after).flat_map(moments) {
            self.all += 1;
            self.still += usize::from(old.time.abs_diff(new.time) <= STILL_MILLIS);
        }
    }
}

/// Inserts a sentence of a note on another video into each note, at a random place, and
/// compares the anchors of the rest.
#[must_use]
pub fn when_inserted(videos: &[TrainingVideo]) -> Stability {
    let mut rng = Rng::new(5);
    let mut stability = Stability::default();
    for (number, training_video) in videos.iter().enumerate() {
        let aligner = Aligner::new(&training_video.track, AlignOptions::default());
        let other = &videos[(number + 1) % videos.len()];
        for (note, stranger) in training_video.notes.iter().zip(other.notes.iter().cycle()) {
            let Some(stranger) = stranger.claims.iter().find(|claim| claim.gold.len() == 1) else {
                continue;
            };
            let at = rng.below(note.claims.len());
            let before = aligner.align(&score::aligner_claims(note));
            let mut after = aligner.align(&score::aligner_claims(&with(note, at, stranger)));
            after.remove(at);
            stability.add(&before, &after);
        }
    }
    stability
}

/// Removes a random sentence from each note, and compares the anchors of the rest.
#[must_use]
pub fn when_deleted(videos: &[TrainingVideo]) -> Stability {
    let mut rng = Rng::new(6);
    let mut stability = Stability::default();
    for training_video in videos {
        let aligner = Aligner::new(&training_video.track, AlignOptions::default());
        for note in &training_video.notes {
            let at = rng.below(note.claims.len());
            let mut claims = score::aligner_claims(note);
            let mut before = aligner.align(&claims);
            before.remove(at);
            claims.remove(at);
            stability.add(&before, &aligner.align(&claims));
        }
    }
    stability
}

/// A note with one more claim, in the paragraph of the one after it.
fn with(note: &GoldNote, at: usize, claim: &GoldClaim) -> GoldNote {
    let mut claims = note.claims.clone();
    let (block, heading) = (claims[at].block, claims[at].heading.clone());
    let claim = GoldClaim {
        block,
        heading,
        ..claim.clone()
    };
    claims.insert(at, claim);
    GoldNote {
        name: note.name.clone(),
        claims,
    }
}
