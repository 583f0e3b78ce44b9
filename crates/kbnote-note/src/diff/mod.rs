//! What changed between two notes, told in the author's own unit: the sentence.
//!
//! [`compare`] takes two notes apart into [`Unit`]s (sentences, headings, entries of the front
//! matter, lines of code), finds for each the one that it was before, and says of each that
//! differs how: which words, which anchors and by how much, which links. Everything is ranges of
//! bytes into the two notes; nothing is rendered here but the [`patch`] that tools take.
//!
//! ```
//! use kbnote_note::{Note, diff::{self, ChangeKind}};
//!
//! let old = Note::parse("Flocks come at dusk [00:00:42](https://youtu.be/kbnoteDemo1?t=42). Two count.");
//! let new = Note::parse("Flocks come at dusk [00:00:50](https://youtu.be/kbnoteDemo1?t=50).");
//! let diff = diff::compare(&old, &new);
//!
//! let [moved, gone] = diff.changes() else { panic!("two changes") };
//! assert_eq!(moved.anchors[0].shift_ms(), Some(8_000));
//! assert_eq!(gone.kind, ChangeKind::Deleted);
//! ```

mod align;
mod anchors;
mod chain;
mod change;
mod in_order;
mod likeness;
mod links;
mod pairing;
mod patch;
mod rare_words;
mod runs;
mod side;
mod unit;
mod visible;
mod words;

use std::ops::Range;

use crate::note::Note;

pub use anchors::{AnchorChange, PlacedAnchor};
pub use change::{Change, ChangeKind};
pub use links::LinkChange;
pub use patch::patch;
pub use runs::{Runs, common_runs, differing_runs};
pub use unit::{Unit, UnitKind, units};
pub use words::WordChange;

use pairing::{Pair, pair_up};
use side::Side;

/// From which length on a note is taken apart beside the other one, in bytes.
const WORTH_A_THREAD: usize = 100_000;

/// Two notes taken apart and held against each other.
#[derive(Debug)]
pub struct NoteDiff<'a> {
    /// The note as it was.
    pub old: &'a Note,
    /// The note as it is.
    pub new: &'a Note,
    old_units: Vec<Unit>,
    new_units: Vec<Unit>,
    pairs: Vec<Pair>,
    changes: Vec<Change>,
}

/// A stretch of the old note and what stands in its place in the new one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The bytes of the old note that go.
    pub old: Range<usize>,
    /// The bytes of the new note that come.
    pub new: Range<usize>,
}

/// Holds two notes against each other.
///
/// The time it takes grows little faster than the notes; no clock cuts it short, so the same two
/// notes always give the same result. With the notes swapped the result is the same one, mirrored.
#[must_use]
pub fn compare<'a>(old: &'a Note, new: &'a Note) -> NoteDiff<'a> {
    let (old_side, new_side) = taken_apart(old, new);
    // Where two ways are equally good, which is taken must not depend on which note comes first.
    let pairs = if old.text() <= new.text() {
        pair_up(&old_side, &new_side)
    } else {
        pairing::mirrored(pair_up(&new_side, &old_side))
    };
    let changes = change::changes(&old_side, &new_side, &pairs);
    NoteDiff {
        old,
        new,
        old_units: old_side.units,
        new_units: new_side.units,
        pairs,
        changes,
    }
}

/// Takes both notes apart, long ones at the same time.
fn taken_apart<'a>(old: &'a Note, new: &'a Note) -> (Side<'a>, Side<'a>) {
    if old.text().len().min(new.text().len()) < WORTH_A_THREAD {
        return (Side::new(old), Side::new(new));
    }
    std::thread::scope(|scope| {
        let old_side = scope.spawn(|| Side::new(old));
        let new_side = Side::new(new);
        (old_side.join().unwrap_or_else(|_| Side::new(old)), new_side)
    })
}

impl NoteDiff<'_> {
    /// What differs, in the order of the new note; what is gone stands where it stood.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether nothing differs, not even a blank.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.old.bytes() == self.new.bytes()
    }

    /// The unit that a change was.
    #[must_use]
    pub fn old_unit(&self, change: &Change) -> Option<&Unit> {
        self.old_units.get(change.old?)
    }

    /// The unit that a change is now.
    #[must_use]
    pub fn new_unit(&self, change: &Change) -> Option<&Unit> {
        self.new_units.get(change.new?)
    }

    /// The edits that make the old note the new one, in order and without overlap. What moved is
    /// taken out in one place and put in at the other.
    #[must_use]
    pub fn edits(&self) -> Vec<Edit> {
        let mut edits = Vec::new();
        let (mut old_at, mut new_at) = (0, 0);
        let mut edit = |old: Range<usize>, new: Range<usize>| {
            if self.old.bytes()[old.clone()] != self.new.bytes()[new.clone()] {
                edits.push(Edit { old, new });
            }
        };
        for pair in self.pairs.iter().filter(|pair| pair.in_place) {
            let old = &self.old_units[pair.old].extent;
            let new = &self.new_units[pair.new].extent;
            edit(old_at..old.start, new_at..new.start);
            edit(old.clone(), new.clone());
            (old_at, new_at) = (old.end, new.end);
        }
        edit(old_at..self.old.text().len(), new_at..self.new.text().len());
        edits
    }
}

#[cfg(test)]
mod tests;
