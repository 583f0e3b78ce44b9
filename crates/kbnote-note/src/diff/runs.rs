//! In which stretches two lists are the same, and in which they differ.

use std::hash::Hash;
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A stretch of the old list and the one in the new list that goes with it.
pub type Runs = (Range<usize>, Range<usize>);

/// The stretches that two lists have in common, in order.
#[must_use]
pub fn common_runs<T: Hash + Ord>(old: &[T], new: &[T]) -> Vec<Runs> {
    let ops = capture_diff_slices(Algorithm::Myers, old, new);
    let equal = ops.iter().filter(|op| matches!(op, DiffOp::Equal { .. }));
    equal.map(|op| (op.old_range(), op.new_range())).collect()
}

/// The stretches in which two lists differ, in order; one of the two may be empty.
///
/// They are what lies between those that are in common: of an insertion or a deletion, `similar`
/// may give the wrong place in the other list.
///
/// ```
/// use kbnote_note::diff::differing_runs;
///
/// assert_eq!(differing_runs(&["at", "dusk"], &["seen", "at", "dawn"]), [(0..0, 0..1), (1..2, 2..3)]);
/// ```
#[must_use]
pub fn differing_runs<T: Hash + Ord>(old: &[T], new: &[T]) -> Vec<Runs> {
    let end = (old.len()..old.len(), new.len()..new.len());
    let (mut old_done, mut new_done) = (0, 0);
    let mut differing = Vec::new();
    for (old, new) in common_runs(old, new).into_iter().chain([end]) {
        let between = (old_done..old.start, new_done..new.start);
        if !between.0.is_empty() || !between.1.is_empty() {
            differing.push(between);
        }
        (old_done, new_done) = (old.end, new.end);
    }
    differing
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list() -> impl Strategy<Value = Vec<char>> {
        prop::collection::vec(prop::sample::select(&['a', 'b', 'c'][..]), 0..12)
    }

    proptest! {
        #[test]
        fn text_between_differing_runs_is_the_same(old in list(), new in list()) {
            let (mut o, mut n) = (0, 0);
            let end = (old.len()..old.len(), new.len()..new.len());
            for (gone, come) in differing_runs(&old, &new).into_iter().chain([end]) {
                prop_assert_eq!(&old[o..gone.start], &new[n..come.start]);
                (o, n) = (gone.end, come.end);
            }
        }
    }
}
