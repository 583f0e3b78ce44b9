//! Scores of all notes of the vault for one note: likeness, links from similar notes, title words.
//! They select the candidates.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::index::{LinkIndex, NoteId, TermId, UNIT, WeightedId};
use crate::query::Query;
use crate::topics;

/// Numbers of candidates by title words, by text likeness, by links to them, and by source.
const BY_TITLE: usize = 120;
const BY_TEXT: usize = 50;
const BY_VOTES: usize = 50;
const BY_SOURCE: usize = 60;

/// Scores of all notes of the vault, by their numbers.
pub(crate) struct VaultScores {
    /// The rarity of the title's words in the text, weighted by their counts.
    pub(crate) title: Vec<f32>,
    /// The cosine of the texts.
    pub(crate) likeness: Vec<f32>,
    /// Links from the most similar notes, weighted by likeness: from the nearest ten and forty.
    pub(crate) votes: [Vec<f32>; 2],
    /// Phrases of the text under which the vault links to it.
    pub(crate) anchors: Vec<AnchorVote>,
    /// The mean likeness to the notes of the same source.
    pub(crate) source_likeness: Vec<f32>,
    /// The title's words in the notes of the same source.
    pub(crate) source_title: Vec<f32>,
    /// The cosine of the titles, by words and by topic.
    pub(crate) title_likeness: Vec<f32>,
    pub(crate) title_topic: Vec<f32>,
    /// Links from the notes with the most similar titles, weighted by likeness.
    pub(crate) title_votes: Vec<f32>,
    /// The most similar notes with links, the most similar first.
    pub(crate) neighbours: Vec<(NoteId, f32)>,
}

/// The evidence for a note from the display texts of links in the vault.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AnchorVote {
    /// The greatest probability that a phrase of the text is linked to the note.
    pub(crate) chance: f32,
    /// The share of the links with that phrase that lead to it, and their number.
    pub(crate) share: f32,
    pub(crate) links: f32,
    /// The rarity of that phrase.
    pub(crate) rarity: f32,
}

impl VaultScores {
    pub(crate) fn new(query: &Query<'_>) -> Self {
        let index = query.index;
        let likeness = likeness(index, &query.signature);
        let neighbours = neighbours(query, &likeness);
        let mut scores = Self {
            title: titles(query),
            votes: [votes(index, &neighbours, 10), votes(index, &neighbours, 40)],
            anchors: anchors(query),
            source_likeness: vec![0.0; index.len()],
            source_title: vec![0.0; index.len()],
            likeness,
            neighbours,
            title_likeness: title_likeness(query),
            title_topic: index
                .title_topics
                .par_iter()
                .map(|other| topics::cosine(&query.title_topic, other))
                .collect(),
            title_votes: Vec::new(),
        };
        scores.add_title_votes(query);
        scores.add_source(query);
        scores
    }

    fn add_title_votes(&mut self, query: &Query<'_>) {
        let index = query.index;
        let worth = |note: usize| {
            self.title_likeness[note]
                + 0.5 * self.title_topic[note].max(0.0)
                + 0.5 * self.likeness[note]
        };
        let has_links =
            |note: usize| !index.links.get(note).is_empty() && query.own != Some(note as NoteId);
        let worth: Vec<f32> = (0..index.len())
            .map(|note| if has_links(note) { worth(note) } else { 0.0 })
            .collect();
        let nearest: Vec<_> = best(15, &worth)
            .into_iter()
            .map(|note| (note, worth[note as usize]))
            .collect();
        self.title_votes = votes(index, &nearest, 15);
    }

    fn add_source(&mut self, query: &Query<'_>) {
        let index = query.index;
        let siblings = siblings(query);
        let share = 1.0 / siblings.len().max(1) as f32;
        // Summed by term first: a source may have as many notes as the vault.
        let mut weights: BTreeMap<TermId, f32> = BTreeMap::new();
        for &sibling in &siblings {
            for &(term, weight) in index.signatures.get(sibling as usize) {
                *weights.entry(term).or_default() += f32::from(weight) / UNIT * share;
            }
        }
        for (term, weight) in weights {
            for &(note, other) in index.in_signatures.get(term as usize) {
                self.source_likeness[note as usize] += weight * f32::from(other) / UNIT;
            }
            for &note in index.in_titles.get(term as usize) {
                self.source_title[note as usize] += weight * index.title_rarity(term);
            }
        }
    }

    /// The candidates, in order of their numbers.
    pub(crate) fn candidates(&self, query: &Query<'_>) -> Vec<NoteId> {
        let index = query.index;
        let chances: Vec<f32> = self.anchors.iter().map(|vote| vote.chance).collect();
        let kinds = [
            (BY_TITLE, &self.title),
            (BY_TEXT, &self.likeness),
            (BY_VOTES, &self.votes[1]),
            (BY_VOTES, &self.title_votes),
            (BY_VOTES, &self.title_topic),
            (BY_VOTES, &chances),
        ];
        let reached = |values: &Vec<f32>| -> Vec<f32> {
            let all = (0..).zip(values);
            all.map(|(note, value)| value * query.reach(note)).collect()
        };
        let mut all: Vec<NoteId> = kinds
            .into_iter()
            .flat_map(|(count, values)| best(count, &reached(values)))
            .collect();
        let near = siblings(query);
        let likeness: Vec<f32> = near
            .iter()
            .map(|&note| self.likeness[note as usize] + 1e-6)
            .collect();
        all.extend(
            best(BY_SOURCE, &likeness)
                .into_iter()
                .map(|at| near[at as usize]),
        );
        all.sort_unstable();
        all.dedup();
        all.retain(|&note| {
            Some(note) != query.own && !index.title_terms.get(note as usize).is_empty()
        });
        all
    }
}

/// The other notes of the same source.
pub(crate) fn siblings(query: &Query<'_>) -> Vec<NoteId> {
    let same = query
        .source
        .map_or(&[][..], |source| query.index.by_source.get(source as usize));
    same.iter()
        .copied()
        .filter(|&note| Some(note) != query.own)
        .collect()
}

fn titles(query: &Query<'_>) -> Vec<f32> {
    let index = query.index;
    let mut sums = vec![0.0_f32; index.len()];
    for (term, places) in &query.terms {
        let count = places.len() as f32;
        let worth = index.title_rarity(*term) * (0.6 + count / (count + 1.5));
        for &note in index.in_titles.get(*term as usize) {
            sums[note as usize] += worth;
        }
    }
    // Of two titles with the same words in the text, the one with fewer other words is likelier.
    for (note, sum) in sums.iter_mut().enumerate() {
        if *sum > 0.0 {
            let own: f32 = index
                .title_terms
                .get(note)
                .iter()
                .map(|&term| index.title_rarity(term))
                .sum();
            *sum /= (own + 4.0).sqrt();
        }
    }
    sums
}

/// The cosine of the titles.
fn title_likeness(query: &Query<'_>) -> Vec<f32> {
    let index = query.index;
    let mut sums = vec![0.0_f32; index.len()];
    let mut own = query.title.clone();
    own.sort_unstable();
    own.dedup();
    let square = |term: TermId| index.title_rarity(term).powi(2);
    for &term in &own {
        for &note in index.in_titles.get(term as usize) {
            sums[note as usize] += square(term);
        }
    }
    let norm = own
        .iter()
        .map(|&term| square(term))
        .sum::<f32>()
        .sqrt()
        .max(1e-6);
    for (note, sum) in sums.iter_mut().enumerate().filter(|(_, sum)| **sum > 0.0) {
        let other: f32 = index
            .title_terms
            .get(note)
            .iter()
            .map(|&term| square(term))
            .sum();
        *sum /= norm * other.sqrt().max(1e-6);
    }
    sums
}

fn likeness(index: &LinkIndex, signature: &[WeightedId]) -> Vec<f32> {
    let mut sums = vec![0.0_f32; index.len()];
    for &(term, weight) in signature {
        let weight = f32::from(weight) / UNIT / UNIT;
        for &(note, other) in index.in_signatures.get(term as usize) {
            sums[note as usize] += weight * f32::from(other);
        }
    }
    sums
}

/// The most similar notes that have links.
fn neighbours(query: &Query<'_>, likeness: &[f32]) -> Vec<(NoteId, f32)> {
    let index = query.index;
    let has_links =
        |note: usize| !index.links.get(note).is_empty() && query.own != Some(note as NoteId);
    let worth: Vec<f32> = likeness
        .iter()
        .enumerate()
        .map(|(note, &likeness)| if has_links(note) { likeness } else { 0.0 })
        .collect();
    best(40, &worth)
        .into_iter()
        .map(|note| (note, worth[note as usize]))
        .collect()
}

fn votes(index: &LinkIndex, neighbours: &[(NoteId, f32)], count: usize) -> Vec<f32> {
    let mut sums = vec![0.0_f32; index.len()];
    for &(note, likeness) in neighbours.iter().take(count) {
        let links = index.links.get(note as usize);
        for &target in links {
            sums[target as usize] += likeness;
        }
    }
    sums
}

fn anchors(query: &Query<'_>) -> Vec<AnchorVote> {
    let index = query.index;
    let mut votes = vec![AnchorVote::default(); index.len()];
    for (anchor, position, len) in query.anchors() {
        let targets = index.anchor_targets.get(anchor);
        let links: f32 = targets.iter().map(|&(_, count)| f32::from(count)).sum();
        let terms = query.positions[position..position + len]
            .iter()
            .map(|position| position.term);
        let texts = terms
            .clone()
            .map(|term| index.text_counts[term as usize])
            .min()
            .unwrap_or(1)
            .max(1) as f32;
        let rarity: f32 = terms.map(|term| index.title_rarity(term)).sum();
        for &(note, count) in targets {
            let share = f32::from(count) / (links + 0.5);
            let chance = share * links / (texts + 1.0).max(links);
            let vote = &mut votes[note as usize];
            if chance > vote.chance {
                *vote = AnchorVote {
                    chance,
                    share,
                    links,
                    rarity,
                };
            }
        }
    }
    votes
}

/// The numbers of the greatest values above 0, the greatest first.
pub(crate) fn best(count: usize, values: &[f32]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..values.len() as u32)
        .filter(|&at| values[at as usize] > 0.0)
        .collect();
    let by_value = |a: &u32, b: &u32| {
        values[*b as usize]
            .total_cmp(&values[*a as usize])
            .then(a.cmp(b))
    };
    if order.len() > count && count > 0 {
        order.select_nth_unstable_by(count - 1, by_value);
        order.truncate(count);
    }
    order.sort_by(by_value);
    order
}
