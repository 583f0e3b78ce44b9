//! How the anchors of a sentence changed: by time, not by spelling.

use std::ops::Range;

use kbnote_core::Timestamp;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::unit::Unit;
use crate::note::Note;

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
    let mut pairs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (_, o, n) = op.as_tag_tuple();
        let alone = !matches!(op, DiffOp::Equal { .. } | DiffOp::Replace { .. });
        let both = if alone { 0 } else { o.len().min(n.len()) };
        pairs.extend((0..both).map(|i| (Some(o.start + i), Some(n.start + i))));
        pairs.extend((o.start + both..o.end).map(|i| (Some(i), None)));
        pairs.extend((n.start + both..n.end).map(|i| (None, Some(i))));
    }
    pairs
}
