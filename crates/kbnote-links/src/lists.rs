//! Many short lists in one array.

use serde::{Deserialize, Serialize};

use crate::array::{self, FixedSize};

/// Lists of `T`, numbered from 0, one after the other in memory.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "T: FixedSize", try_from = "StoredLists<T>")]
pub(crate) struct Lists<T> {
    /// The end of each list in `items`.
    #[serde(with = "array")]
    ends: Vec<u32>,
    #[serde(with = "array")]
    pub(crate) items: Vec<T>,
}

/// Lists as they are in a file, which may be damaged.
#[derive(Deserialize)]
#[serde(bound = "T: FixedSize")]
struct StoredLists<T> {
    #[serde(with = "array")]
    ends: Vec<u32>,
    #[serde(with = "array")]
    items: Vec<T>,
}

impl<T> TryFrom<StoredLists<T>> for Lists<T> {
    type Error = &'static str;

    fn try_from(stored: StoredLists<T>) -> Result<Self, Self::Error> {
        let StoredLists { ends, items } = stored;
        let end = ends.last().map_or(0, |&end| end as usize);
        if ends.is_sorted() && end == items.len() {
            Ok(Self { ends, items })
        } else {
            Err("ends of lists that do not fit the items")
        }
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self {
            ends: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl<T: Copy> Lists<T> {
    /// Groups pairs by their first value; the order within a list is kept.
    pub(crate) fn group(count: usize, pairs: &[(u32, T)]) -> Self {
        Self::group_all(count, || pairs.iter().copied())
    }

    /// As [`Self::group`], for pairs that are iterated twice and need not be stored.
    pub(crate) fn group_all<I: Iterator<Item = (u32, T)>>(
        count: usize,
        pairs: impl Fn() -> I,
    ) -> Self {
        let mut ends = vec![0_u32; count];
        for (list, _) in pairs() {
            ends[list as usize] += 1;
        }
        let mut sum = 0;
        for end in &mut ends {
            sum += std::mem::replace(end, sum);
        }
        let Some((_, filler)) = pairs().next() else {
            return Self {
                ends,
                items: Vec::new(),
            };
        };
        let mut items = vec![filler; sum as usize];
        for (list, item) in pairs() {
            let next = &mut ends[list as usize];
            items[*next as usize] = item;
            *next += 1;
        }
        Self { ends, items }
    }

    pub(crate) fn push(&mut self, list: impl IntoIterator<Item = T>) {
        self.items.extend(list);
        self.ends
            .push(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
    }

    /// A list; empty if there is none with this number.
    pub(crate) fn get(&self, list: usize) -> &[T] {
        let end = self.ends.get(list).map_or(0, |&end| end as usize);
        let start = match list {
            0 => 0,
            _ => self.ends.get(list - 1).map_or(0, |&start| start as usize),
        };
        self.items.get(start..end).unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Adds lists at the end.
    pub(crate) fn append(&mut self, others: &Self) {
        for (_, list) in others.iter() {
            self.push(list.iter().copied());
        }
    }

    /// Keeps the lists whose numbers satisfy the predicate.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize) -> bool) {
        let (mut kept, mut end, mut start) = (Vec::new(), 0, 0);
        for (list, &next) in self.ends.iter().enumerate() {
            let next = next as usize;
            if keep(list) {
                self.items.copy_within(start..next, end);
                end += next - start;
                kept.push(end as u32);
            }
            start = next;
        }
        self.items.truncate(end);
        self.ends = kept;
    }

    /// Each list with its number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &[T])> {
        (0..self.len()).map(|list| (list, self.get(list)))
    }
}

impl<T: Copy> FromIterator<Vec<T>> for Lists<T> {
    fn from_iter<I: IntoIterator<Item = Vec<T>>>(lists: I) -> Self {
        let mut all = Self::default();
        for list in lists {
            all.push(list);
        }
        all
    }
}

impl Lists<u8> {
    pub(crate) fn str(&self, list: usize) -> &str {
        std::str::from_utf8(self.get(list)).unwrap_or_default()
    }
}

/// The number of the first of sorted texts that is not less than `text`.
pub(crate) fn lower_bound(texts: &Lists<u8>, text: &str) -> usize {
    let (mut low, mut high) = (0, texts.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if texts.str(middle) < text {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grouped_pairs_keep_their_order() {
        let lists = Lists::group(3, &[(2, 'a'), (0, 'b'), (2, 'c')]);
        let all: Vec<_> = lists.iter().map(|(_, list)| list.to_vec()).collect();
        assert_eq!(all, [vec!['b'], vec![], vec!['a', 'c']]);
        assert_eq!(lists.get(3), []);
    }

    #[test]
    fn lists_are_removed_and_appended() {
        let mut lists: Lists<u8> = ["tide", "", "reed", "dune"]
            .iter()
            .map(|list| list.as_bytes().to_vec())
            .collect();
        let all = lists.clone();
        lists.retain(|list| list % 2 == 0);
        assert_eq!(
            (lists.len(), lists.str(0), lists.str(1)),
            (2, "tide", "reed")
        );
        lists.append(&all);
        assert_eq!((lists.len(), lists.str(3), lists.str(5)), (6, "", "dune"));
    }

    #[test]
    fn lists_are_collected() {
        let lists: Lists<u8> = [b"tides".to_vec(), Vec::new(), b"reeds".to_vec()]
            .into_iter()
            .collect();
        assert_eq!(
            (lists.str(0), lists.str(1), lists.str(2)),
            ("tides", "", "reeds")
        );
    }
}
