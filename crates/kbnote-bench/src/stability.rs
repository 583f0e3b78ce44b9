//! How still anchors stand when a sentence is put into their note, or taken out.

use kbnote_align::{AlignOptions, Aligner, Alignment};

use crate::development::{GoldClaim, GoldNote, Lesson};
use crate::dice::Dice;
use crate::score;

/// An anchor that moves by no more than this stands still, in milliseconds.
const STILL_MILLIS: u64 = 2_000;

/// Counts of anchors before and after an edit.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stability {
    /// Those that stood still.
    pub still: usize,
    /// All of them.
    pub all: usize,
}

impl Stability {
    /// The share that stood still, in per cent.
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

/// Puts a sentence of a note on another video into each note, at a place chosen by dice, and
/// compares the anchors of the rest.
#[must_use]
pub fn when_inserted(lessons: &[Lesson]) -> Stability {
    let mut dice = Dice::new(5);
    let mut stability = Stability::default();
    for (number, lesson) in lessons.iter().enumerate() {
        let aligner = Aligner::new(&lesson.track, AlignOptions::default());
        let other = &lessons[(number + 1) % lessons.len()];
        for (note, stranger) in lesson.notes.iter().zip(other.notes.iter().cycle()) {
            let Some(stranger) = stranger.claims.iter().find(|claim| claim.gold.len() == 1) else {
                continue;
            };
            let at = dice.below(note.claims.len());
            let before = aligner.align(&score::asked(note));
            let mut after = aligner.align(&score::asked(&with(note, at, stranger)));
            after.remove(at);
            stability.add(&before, &after);
        }
    }
    stability
}

/// Takes a sentence out of each note, chosen by dice, and compares the anchors of the rest.
#[must_use]
pub fn when_deleted(lessons: &[Lesson]) -> Stability {
    let mut dice = Dice::new(6);
    let mut stability = Stability::default();
    for lesson in lessons {
        let aligner = Aligner::new(&lesson.track, AlignOptions::default());
        for note in &lesson.notes {
            let at = dice.below(note.claims.len());
            let mut claims = score::asked(note);
            let mut before = aligner.align(&claims);
            before.remove(at);
            claims.remove(at);
            stability.add(&before, &aligner.align(&claims));
        }
    }
    stability
}

/// A note with one more claim, in the paragraph of the one behind it.
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
