//! What two sequences have in common, in order.

use std::collections::HashMap;
use std::ops::Range;

use super::chain::heaviest_chain;
use super::runs::common_runs;

/// How often a region is divided at what occurs once in it.
const DEPTH: usize = 24;

/// The size of a region, as the product of its sides, that is searched for the shortest script.
const SMALL: usize = 1 << 16;

/// How far ahead the partner of a repeated thing may be in a large region without landmarks.
const LOOKAHEAD: usize = 64;

/// Pairs of places at which both sequences hold the same, rising on both sides.
///
/// What the ends have in common is taken first; then what occurs once on each side divides the
/// rest, as in the patience diff. Only small regions without such a landmark are searched in full.
pub(super) fn align(old: &[u32], new: &[u32]) -> Vec<(usize, usize)> {
    let mut aligner = Aligner {
        old,
        new,
        pairs: Vec::new(),
    };
    aligner.region(0..old.len(), 0..new.len(), DEPTH);
    aligner.pairs
}

struct Aligner<'a> {
    old: &'a [u32],
    new: &'a [u32],
    pairs: Vec<(usize, usize)>,
}

impl Aligner<'_> {
    fn region(&mut self, mut old: Range<usize>, mut new: Range<usize>, depth: usize) {
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            self.pairs.push((old.start, new.start));
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        let mut tail = 0;
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            (old.end, new.end) = (old.end - 1, new.end - 1);
            tail += 1;
        }
        if !old.is_empty() && !new.is_empty() {
            self.divide(old.clone(), new.clone(), depth);
        }
        self.pairs
            .extend((0..tail).map(|i| (old.end + i, new.end + i)));
    }

    fn divide(&mut self, old: Range<usize>, new: Range<usize>, depth: usize) {
        let landmarks = if depth == 0 {
            Vec::new()
        } else {
            in_order(self.landmarks(&old, &new))
        };
        if landmarks.is_empty() {
            return self.without_landmarks(old, new);
        }
        let mut from = (old.start, new.start);
        for (o, n) in landmarks {
            self.region(from.0..o, from.1..n, depth - 1);
            self.pairs.push((o, n));
            from = (o + 1, n + 1);
        }
        self.region(from.0..old.end, from.1..new.end, depth - 1);
    }

    fn without_landmarks(&mut self, old: Range<usize>, new: Range<usize>) {
        if old.len().saturating_mul(new.len()) > SMALL {
            return self.next_of_its_kind(old, new);
        }
        for (o, n) in common_runs(&self.old[old.clone()], &self.new[new.clone()]) {
            let pairs = o.zip(n).map(|(o, n)| (old.start + o, new.start + n));
            self.pairs.extend(pairs);
        }
    }

    /// Pairs each place with the next that holds the same, unless that is far ahead.
    fn next_of_its_kind(&mut self, old: Range<usize>, new: Range<usize>) {
        let mut places: HashMap<u32, Vec<usize>> = HashMap::new();
        for at in new.clone() {
            places.entry(self.new[at]).or_default().push(at);
        }
        let mut from = new.start;
        for at in old {
            let others = places.get(&self.old[at]).map_or(&[][..], Vec::as_slice);
            let next = others.get(others.partition_point(|&other| other < from));
            if let Some(&next) = next.filter(|&&next| next - from <= LOOKAHEAD) {
                self.pairs.push((at, next));
                from = next + 1;
            }
        }
    }

    /// What occurs once on each side, in the order of the old one.
    fn landmarks(&self, old: &Range<usize>, new: &Range<usize>) -> Vec<(usize, usize)> {
        let mut places: HashMap<u32, [FirstOccurrence; 2]> = HashMap::new();
        for at in old.clone() {
            places.entry(self.old[at]).or_default()[0].add(at);
        }
        for at in new.clone() {
            places.entry(self.new[at]).or_default()[1].add(at);
        }
        let mut pairs: Vec<(usize, usize)> = places
            .values()
            .filter_map(|[old, new]| Some((old.only()?, new.only()?)))
            .collect();
        pairs.sort_unstable();
        pairs
    }
}

/// Where something occurs first, and how often it does.
#[derive(Clone, Copy, Default)]
struct FirstOccurrence {
    at: usize,
    count: usize,
}

impl FirstOccurrence {
    fn add(&mut self, at: usize) {
        self.at = at;
        self.count += 1;
    }

    fn only(self) -> Option<usize> {
        (self.count == 1).then_some(self.at)
    }
}

fn in_order(pairs: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    let chosen = heaviest_chain(&pairs, |_| 1);
    let kept = pairs.into_iter().zip(chosen).filter(|(_, chosen)| *chosen);
    kept.map(|(pair, _)| pair).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn landmarks_divide_the_search() {
        assert_eq!(
            align(&[1, 2, 3, 4], &[1, 9, 3, 8, 4]),
            [(0, 0), (2, 2), (3, 4)]
        );
        assert_eq!(align(&[1, 1, 2, 1], &[2, 1, 1]), [(2, 0), (3, 2)]);
    }

    #[test]
    fn many_repetitions_are_paired_in_turn() {
        let old: Vec<u32> = (0..2_000).map(|i| i % 2).collect();
        let new: Vec<u32> = (0..3_000).map(|i| (i + 1) % 2).collect();
        assert_eq!(align(&old, &new).len(), 2_000);
    }

    proptest! {
        #[test]
        fn pairs_are_equal_and_rise(
            old in prop::collection::vec(0..9_u32, 0..60),
            new in prop::collection::vec(0..9_u32, 0..60),
        ) {
            let pairs = align(&old, &new);
            for pair in pairs.windows(2) {
                prop_assert!(pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1);
            }
            for (o, n) in pairs {
                prop_assert_eq!(old[o], new[n]);
            }
            prop_assert_eq!(align(&old, &old).len(), old.len());
        }
    }
}
