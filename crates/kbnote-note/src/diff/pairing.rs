//! Which unit of one note was which of the other.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;

use super::align::align;
use super::chain::heaviest_chain;
use super::in_order::best_in_order;
use super::likeness::{Bag, Words, likeness};
use super::rare_words::{candidates, holders};
use super::side::Side;
use super::unit::{Unit, UnitKind};
use crate::note::Note;

/// From which likeness on a unit is another one reworded, where both stand in the same place.
const ALIKE_HERE: f64 = 0.4;

/// The same, wherever they stand.
const ALIKE_ANYWHERE: f64 = 0.6;

/// How many pairs of units of one place are compared each with each.
const EACH_WITH_EACH: usize = 2_500;

/// How many letters and digits a unit needs to be recognised elsewhere.
const TELLING: usize = 4;

/// A unit of the old note and what became of it, as indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) old: usize,
    pub(super) new: usize,
    /// Whether it stands where it stood, between the same others.
    pub(super) in_place: bool,
}

/// The pairs as they are with the notes swapped.
pub(super) fn mirrored(pairs: Vec<Pair>) -> Vec<Pair> {
    let swap = |pair: Pair| Pair {
        old: pair.new,
        new: pair.old,
        ..pair
    };
    let mut pairs: Vec<Pair> = pairs.into_iter().map(swap).collect();
    pairs.sort_unstable();
    pairs
}

/// Finds the pairs, in the order of the old note.
pub(super) fn pair_up(old: &Side<'_>, new: &Side<'_>) -> Vec<Pair> {
    let mut numbers = HashMap::new();
    let mut matcher = Matcher {
        old: Open::new(old, &mut numbers),
        new: Open::new(new, &mut numbers),
        words: Words::default(),
    };
    let in_order = align(&matcher.old.ids, &matcher.new.ids);
    for &(old, new) in &in_order {
        matcher.join(old, new);
    }
    matcher.entries_by_key();
    matcher.same_elsewhere();
    matcher.alike_in_place(&in_order);
    matcher.alike_anywhere();
    matcher.settle()
}

/// One of the notes, with what is still without a partner.
struct Open<'a> {
    note: &'a Note,
    units: &'a [Unit],
    /// A number for each unit, equal where kind and text are.
    ids: Vec<u32>,
    partner: Vec<Option<usize>>,
}

impl<'a> Open<'a> {
    fn new(side: &'a Side<'a>, numbers: &mut HashMap<(UnitKind, &'a str), u32>) -> Self {
        let mut number = |(unit, text): (&Unit, &'a String)| {
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry((unit.kind, text)).or_insert(next)
        };
        Self {
            note: side.note,
            units: &side.units,
            ids: side
                .units
                .iter()
                .zip(&side.texts)
                .map(&mut number)
                .collect(),
            partner: vec![None; side.units.len()],
        }
    }

    /// The units without a partner, as far as they lie in `range`.
    fn alone(&self, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        range.filter(|&index| self.partner[index].is_none())
    }

    fn all_alone(&self) -> impl Iterator<Item = usize> + '_ {
        self.alone(0..self.units.len())
    }

    /// Whether a unit says enough to be recognised elsewhere.
    fn is_telling(&self, index: usize) -> bool {
        let unit = &self.units[index];
        let text = &self.note.text()[unit.range.clone()];
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        unit.kind != UnitKind::Markup && letters.take(TELLING).count() == TELLING
    }
}

struct Matcher<'a> {
    old: Open<'a>,
    new: Open<'a>,
    words: Words<'a>,
}

impl Matcher<'_> {
    fn join(&mut self, old: usize, new: usize) {
        self.old.partner[old] = Some(new);
        self.new.partner[new] = Some(old);
    }

    /// An entry of the front matter is the one of the same key, whatever its value.
    fn entries_by_key(&mut self) {
        let mut by_key: HashMap<&str, VecDeque<usize>> = HashMap::new();
        for index in self.old.all_alone() {
            if let Some(key) = key(self.old.note, &self.old.units[index]) {
                by_key.entry(key).or_default().push_back(index);
            }
        }
        let found: Vec<_> = self
            .new
            .all_alone()
            .filter_map(|index| {
                let key = key(self.new.note, &self.new.units[index])?;
                Some((by_key.get_mut(key)?.pop_front()?, index))
            })
            .collect();
        self.join_all(found);
    }

    /// The same words elsewhere have moved.
    fn same_elsewhere(&mut self) {
        let mut by_id: HashMap<u32, VecDeque<usize>> = HashMap::new();
        for index in self.old.all_alone() {
            by_id
                .entry(self.old.ids[index])
                .or_default()
                .push_back(index);
        }
        let found: Vec<_> = self
            .new
            .all_alone()
            .filter(|&index| self.new.is_telling(index))
            .filter_map(|index| {
                let places = by_id.get_mut(&self.new.ids[index])?;
                Some((places.pop_front()?, index))
            })
            .collect();
        self.join_all(found);
    }

    /// Between the same neighbours, what is alike was reworded.
    fn alike_in_place(&mut self, in_order: &[(usize, usize)]) {
        let ends = (self.old.units.len(), self.new.units.len());
        let mut from = (0, 0);
        for &(old, new) in in_order.iter().chain([&ends]) {
            let olds: Vec<usize> = self.old.alone(from.0..old).collect();
            let news: Vec<usize> = self.new.alone(from.1..new).collect();
            if !olds.is_empty() && !news.is_empty() && olds.len() * news.len() <= EACH_WITH_EACH {
                self.alike_in_gap(&olds, &news);
            }
            from = (old + 1, new + 1);
        }
    }

    fn alike_in_gap(&mut self, olds: &[usize], news: &[usize]) {
        if let ([old], [new]) = (olds, news) {
            let kinds = (self.old.units[*old].kind, self.new.units[*new].kind);
            if kinds == (UnitKind::Heading, UnitKind::Heading) {
                return self.join(*old, *new);
            }
        }
        let old_bags: Vec<Bag> = olds.iter().map(|&index| self.old_bag(index)).collect();
        let new_bags: Vec<Bag> = news.iter().map(|&index| self.new_bag(index)).collect();
        let gain = |i: usize, j: usize| {
            if self.old.units[olds[i]].kind != self.new.units[news[j]].kind {
                return 0.0;
            }
            let likeness = likeness(&old_bags[i], &new_bags[j]);
            if likeness < ALIKE_HERE { 0.0 } else { likeness }
        };
        let found = best_in_order(olds.len(), news.len(), gain);
        self.join_all(found.into_iter().map(|(i, j)| (olds[i], news[j])));
    }

    /// What is left may have been reworded and moved at once, or stand among many others that
    /// were reworded. Units that share rare words are looked at, the most alike first.
    fn alike_anywhere(&mut self) {
        let olds: Vec<usize> = self
            .old
            .all_alone()
            .filter(|&i| self.old.is_telling(i))
            .collect();
        let news: Vec<usize> = self
            .new
            .all_alone()
            .filter(|&i| self.new.is_telling(i))
            .collect();
        if olds.is_empty() || news.is_empty() {
            return;
        }
        let old_bags: Vec<Bag> = olds.iter().map(|&index| self.old_bag(index)).collect();
        let holders = holders(&old_bags);
        let mut found: Vec<(f64, usize, usize)> = Vec::new();
        for &new in &news {
            let bag = self.new_bag(new);
            for i in candidates(&bag, &holders) {
                let likeness = likeness(&old_bags[i], &bag);
                let same_kind = self.old.units[olds[i]].kind == self.new.units[new].kind;
                if same_kind && likeness >= ALIKE_ANYWHERE {
                    found.push((likeness, olds[i], new));
                }
            }
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        for (_, old, new) in found {
            if self.old.partner[old].is_none() && self.new.partner[new].is_none() {
                self.join(old, new);
            }
        }
    }

    fn old_bag(&mut self, index: usize) -> Bag {
        self.words.bag(self.old.note, &self.old.units[index])
    }

    fn new_bag(&mut self, index: usize) -> Bag {
        self.words.bag(self.new.note, &self.new.units[index])
    }

    fn join_all(&mut self, pairs: impl IntoIterator<Item = (usize, usize)>) {
        for (old, new) in pairs {
            self.join(old, new);
        }
    }

    /// Decides which pairs stand in place: as much text as possible.
    fn settle(self) -> Vec<Pair> {
        let partners = self.old.partner.iter().enumerate();
        let pairs: Vec<(usize, usize)> = partners
            .filter_map(|(old, new)| Some((old, (*new)?)))
            .collect();
        let weight = |index: usize| 1 + self.old.units[pairs[index].0].range.len() as u64;
        let in_place = heaviest_chain(&pairs, weight);
        let settled = pairs.iter().zip(in_place);
        settled
            .map(|(&(old, new), in_place)| Pair { old, new, in_place })
            .collect()
    }
}

fn key<'a>(note: &'a Note, unit: &Unit) -> Option<&'a str> {
    if unit.kind != UnitKind::Entry {
        return None;
    }
    let entries = &note.front_matter()?.entries;
    let at = entries.partition_point(|entry| entry.range.start < unit.range.start);
    let entry = entries
        .get(at)
        .filter(|entry| entry.range.start == unit.range.start)?;
    Some(&note.text()[entry.key.clone()])
}
