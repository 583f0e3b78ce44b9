//! The heaviest chain of pairs that keep their order.

/// Which of the pairs stay in order: of all sets of pairs that rise on both sides, the one with
/// the greatest sum of weights. The pairs come in order of their first number; no number occurs
/// twice on its side.
pub(super) fn heaviest_chain(pairs: &[(usize, usize)], weight: impl Fn(usize) -> u64) -> Vec<bool> {
    let height = pairs.iter().map(|pair| pair.1 + 1).max().unwrap_or(0);
    let mut best_below = Tree(vec![(0, None); height + 1]);
    let mut before = Vec::with_capacity(pairs.len());
    for (index, &(_, second)) in pairs.iter().enumerate() {
        let (sum, last) = best_below.up_to(second);
        before.push(last);
        best_below.offer(second + 1, (sum + weight(index), Some(index)));
    }
    let mut chosen = vec![false; pairs.len()];
    let mut at = best_below.up_to(height).1;
    while let Some(index) = at {
        chosen[index] = true;
        at = before[index];
    }
    chosen
}

/// The weight of a chain, and its last pair.
type Best = (u64, Option<usize>);

/// The best of all chains that end below a number, by prefix (a Fenwick tree of maxima).
struct Tree(Vec<Best>);

impl Tree {
    fn up_to(&self, mut end: usize) -> Best {
        let mut best = (0, None);
        while end > 0 {
            if self.0[end].0 > best.0 {
                best = self.0[end];
            }
            end &= end - 1;
        }
        best
    }

    fn offer(&mut self, mut at: usize, chain: Best) {
        while let Some(best) = self.0.get_mut(at) {
            if chain.0 > best.0 {
                *best = chain;
            }
            at += at & at.wrapping_neg();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heavier_side_stays() {
        let pairs = [(0, 1), (1, 2), (2, 0)];
        assert_eq!(heaviest_chain(&pairs, |_| 1), [true, true, false]);
        assert_eq!(
            heaviest_chain(&pairs, |index| [1, 1, 5][index]),
            [false, false, true]
        );
        assert_eq!(heaviest_chain(&[], |_| 1), [] as [bool; 0]);
    }
}
