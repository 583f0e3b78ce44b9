//! What became of a unit, and all that changed in a note.

use std::ops::Range;

use super::anchors::{self, AnchorChange};
use super::links::{self, LinkChange};
use super::pairing::Pair;
use super::side::Side;
use super::unit::Unit;
use super::words::{self, WordChange};
use crate::note::Note;

/// A unit that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// The number of the unit that it was: [`super::NoteDiff::old_unit`] gives that.
    pub old: Option<usize>,
    /// The number of the unit that it is: [`super::NoteDiff::new_unit`] gives that.
    pub new: Option<usize>,
    /// The words that changed, in order.
    pub words: Vec<WordChange>,
    /// The anchors that changed, in order.
    pub anchors: Vec<AnchorChange>,
    /// The links that changed, in order.
    pub links: Vec<LinkChange>,
}

/// What became of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// It stands where it stood and differs.
    Changed,
    /// It is new.
    Inserted,
    /// It is gone.
    Deleted,
    /// It stands elsewhere; it may differ as well.
    Moved,
}

impl Change {
    /// Whether it differs in nothing that a reader is told: in blanks, blank lines, bullets, in
    /// how a link is spelt.
    #[must_use]
    pub fn is_form_only(&self) -> bool {
        self.kind == ChangeKind::Changed
            && self.words.is_empty()
            && self.anchors.is_empty()
            && self.links.is_empty()
    }

    /// Whether nothing but the times of its anchors changed, none by more than `millis`.
    #[must_use]
    pub fn is_small_move(&self, millis: u64) -> bool {
        let is_small = |change: &AnchorChange| {
            let shift = change.shift_ms();
            shift.is_some_and(|shift| shift != 0 && shift.unsigned_abs() <= millis)
        };
        self.kind == ChangeKind::Changed
            && self.words.is_empty()
            && self.links.is_empty()
            && !self.anchors.is_empty()
            && self.anchors.iter().all(is_small)
    }
}

/// All units that differ, in the order of the new note; what is gone stands where it stood.
pub(super) fn changes(old: &Side<'_>, new: &Side<'_>, pairs: &[Pair]) -> Vec<Change> {
    let mut lister = Lister {
        old,
        new,
        was: vec![None; new.units.len()],
        is_gone: vec![true; old.units.len()],
        changes: Vec::new(),
    };
    for pair in pairs {
        lister.was[pair.new] = Some(*pair);
        lister.is_gone[pair.old] = false;
    }
    let mut from = (0, 0);
    for pair in pairs.iter().filter(|pair| pair.in_place) {
        lister.gap(from.0..pair.old, from.1..pair.new);
        lister.pair(*pair);
        from = (pair.old + 1, pair.new + 1);
    }
    lister.gap(from.0..old.units.len(), from.1..new.units.len());
    lister.changes
}

struct Lister<'a> {
    old: &'a Side<'a>,
    new: &'a Side<'a>,
    /// For each new unit, the pair it is in.
    was: Vec<Option<Pair>>,
    is_gone: Vec<bool>,
    changes: Vec<Change>,
}

impl Lister<'_> {
    fn gap(&mut self, old: Range<usize>, new: Range<usize>) {
        for index in old {
            if self.is_gone[index] {
                self.alone(ChangeKind::Deleted, Some(index), None);
            }
        }
        for index in new {
            match self.was[index] {
                Some(pair) => self.pair(pair),
                None => self.alone(ChangeKind::Inserted, None, Some(index)),
            }
        }
    }

    fn alone(&mut self, kind: ChangeKind, old: Option<usize>, new: Option<usize>) {
        self.changes.push(Change {
            kind,
            old,
            new,
            words: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
        });
    }

    fn pair(&mut self, pair: Pair) {
        let old = (self.old.note, &self.old.units[pair.old]);
        let new = (self.new.note, &self.new.units[pair.new]);
        let is_same = old.0.bytes()[old.1.extent.clone()] == new.0.bytes()[new.1.extent.clone()];
        let kind = if pair.in_place {
            ChangeKind::Changed
        } else {
            ChangeKind::Moved
        };
        if pair.in_place && is_same {
            return;
        }
        let reads_the_same = self.old.texts[pair.old] == self.new.texts[pair.new];
        let change = Change {
            kind,
            old: Some(pair.old),
            new: Some(pair.new),
            words: if reads_the_same {
                Vec::new()
            } else {
                words::changes(old, new)
            },
            anchors: anchors::changes(old, new),
            links: links::changes(old, new),
        };
        if !(change.is_form_only() && self.is_made_by_neighbours(pair)) {
            self.changes.push(change);
        }
    }

    /// Whether a pair differs only in the blanks behind it, and they only because another unit
    /// follows now.
    fn is_made_by_neighbours(&self, pair: Pair) -> bool {
        let next = pair.new + 1;
        let goes_on = match self.was.get(next) {
            Some(was) => was.is_some_and(|was| was.in_place && was.old == pair.old + 1),
            None => pair.old + 1 == self.old.units.len(),
        };
        let (old, new) = (&self.old.units[pair.old], &self.new.units[pair.new]);
        !goes_on && own(self.old.note, old) == own(self.new.note, new)
    }
}

/// A unit with what stands before it, without what follows.
fn own<'a>(note: &'a Note, unit: &Unit) -> &'a [u8] {
    &note.bytes()[unit.extent.start..unit.range.end]
}
