//! How the anchors of a sentence changed: by time, not by spelling.

use std::ops::Range;

use super::runs::common_runs;
use super::unit::Unit;
use crate::note::Note;
use kbnote_core::Timestamp;

/// An anchor that moved in time, came, went, or is written in another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnchorChange {
    /// What it was; none if it is new.
    pub old: Option<PlacedAnchor>,
    /// What it is; none if it is gone.
    pub new: Option<PlacedAnchor>,
}

/// An anchor where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedAnchor {
    /// Its bytes.
    pub range: Range<usize>,
    /// The moment it points to, if it says one.
    pub time: Option<Timestamp>,
}

impl AnchorChange {
    /// By how many milliseconds it moved, back if negative; 0 if it is only written in another
    /// way. `None` if it came or went, or one of its times cannot be read.
    #[must_use]
    pub fn shift_ms(&self) -> Option<i64> {
        let millis = |side: &Option<PlacedAnchor>| {
            let time = side.as_ref()?.time?;
            i64::try_from(time.as_millis()).ok()
        };
        Some(millis(&self.new)? - millis(&self.old)?)
    }
}

/// The living anchors of a unit.
pub(super) fn anchors(note: &Note, unit: &Unit) -> Vec<PlacedAnchor> {
    let all = note.anchors()[unit.anchors.clone()].iter();
    all.filter(|anchor| anchor.live)
        .map(|anchor| PlacedAnchor {
            range: anchor.range.clone(),
            time: anchor.time(),
        })
        .collect()
}

/// The changes between the anchors of a unit then and now.
pub(super) fn changes(old: (&Note, &Unit), new: (&Note, &Unit)) -> Vec<AnchorChange> {
    let (before, after) = (anchors(old.0, old.1), anchors(new.0, new.1));
    let times = |anchors: &[PlacedAnchor]| -> Vec<Option<Timestamp>> {
        anchors.iter().map(|anchor| anchor.time).collect()
    };
    let written = |(note, _): (&Note, &Unit), anchor: &PlacedAnchor| {
        note.text()[anchor.range.clone()].to_owned()
    };
    let mut changes = Vec::new();
    for (o, n) in paired(&times(&before), &times(&after)) {
        let change = AnchorChange {
            old: o.map(|index| before[index].clone()),
            new: n.map(|index| after[index].clone()),
        };
        let is_same = match (&change.old, &change.new) {
            (Some(a), Some(b)) => written(old, a) == written(new, b),
            _ => false,
        };
        if !is_same {
            changes.push(change);
        }
    }
    changes
}

/// Pairs two lists in order: equal with equal, and between those one with the next as long as
/// both have one. With the lists swapped, the pairs are the same ones, swapped.
pub(super) fn paired<T: Ord + std::hash::Hash>(
    old: &[T],
    new: &[T],
) -> Vec<(Option<usize>, Option<usize>)> {
    if old > new {
        let mirrored = paired(new, old).into_iter();
        return mirrored.map(|(n, o)| (o, n)).collect();
    }
    let end = (old.len()..old.len(), new.len()..new.len());
    let (mut old_done, mut new_done) = (0, 0);
    let mut pairs = Vec::new();
    for (old, new) in common_runs(old, new).into_iter().chain([end]) {
        pairs.extend(side_by_side(old_done..old.start, new_done..new.start));
        (old_done, new_done) = (old.end, new.end);
        pairs.extend(side_by_side(old, new));
    }
    pairs
}

/// One place with the next, as long as there are any of both; then those left over, alone.
fn side_by_side(
    old: Range<usize>,
    new: Range<usize>,
) -> impl Iterator<Item = (Option<usize>, Option<usize>)> {
    let place = |i: usize, run: &Range<usize>| Some(run.start + i).filter(|at| run.contains(at));
    (0..old.len().max(new.len())).map(move |i| (place(i, &old), place(i, &new)))
}
