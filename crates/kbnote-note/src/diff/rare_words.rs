//! Units that share rare words: the few that are worth a closer look.

use std::collections::{BTreeMap, HashMap};

use super::likeness::Bag;

/// A word in more units than this says nothing about which of them is meant.
const COMMON_WORD: usize = 12;

/// Where each rare word occurs.
pub(super) fn holders(bags: &[Bag]) -> HashMap<u32, Vec<usize>> {
    let mut holders: HashMap<u32, Vec<usize>> = HashMap::new();
    for (index, bag) in bags.iter().enumerate() {
        let mut words = bag.clone();
        words.dedup();
        for word in words {
            let places = holders.entry(word).or_default();
            if places.len() <= COMMON_WORD {
                places.push(index);
            }
        }
    }
    holders.retain(|_, places| places.len() <= COMMON_WORD);
    holders
}

/// The units that share the most rare words, few of them.
pub(super) fn candidates(bag: &Bag, holders: &HashMap<u32, Vec<usize>>) -> Vec<usize> {
    const FEW: usize = 6;
    let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
    for word in bag {
        for &index in holders.get(word).into_iter().flatten() {
            *shared.entry(index).or_default() += 1;
        }
    }
    let mut ranked: Vec<(usize, usize)> = shared.into_iter().collect();
    ranked.sort_by_key(|&(index, shared)| (usize::MAX - shared, index));
    ranked
        .into_iter()
        .take(FEW)
        .map(|(index, _)| index)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_do_not_count() {
        let mut bags: Vec<Bag> = (0..20).map(|n| vec![0, 100 + n]).collect();
        bags[3].push(7);
        let holders = holders(&bags);
        assert_eq!(candidates(&vec![0, 7, 105], &holders), [3, 5]);
        assert_eq!(candidates(&vec![0], &holders), [] as [usize; 0]);
    }
}
