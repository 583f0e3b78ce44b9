//! The words of titles and texts.

use rayon::prelude::*;

use super::{LinkIndex, TermId, UNIT, WeightedId};
use crate::collection::Record;
use crate::lists::Lists;
use crate::numbers::ln;
use crate::topics::{self, Direction};
use crate::words::Term;

/// The number of terms in the signature of a text.
const SIGNATURE: usize = 80;

/// Weights of smaller counts are precomputed.
const PRECOMPUTED: u16 = 64;

/// The number of notes per parallel task.
const CHUNK: usize = 256;

/// Maps the term numbers of the facts to those of the index.
pub(super) struct TermIds(Vec<TermId>);

/// The id of a term that is not indexed.
const EXCLUDED: TermId = TermId::MAX;

impl TermIds {
    pub(super) fn get(&self, number: u32) -> Option<TermId> {
        let id = self.0.get(number as usize).copied();
        id.filter(|&id| id != EXCLUDED)
    }
}

impl LinkIndex {
    /// Indexes the terms that occur in a title or in more than one text.
    pub(super) fn index_terms(
        &mut self,
        all: &[Term],
        notes: &[Record<'_>],
        titles: &[Vec<Term>],
    ) -> TermIds {
        let mut counts = vec![0_u32; all.len()];
        for (number, _) in notes.iter().flat_map(Record::terms) {
            if let Some(count) = counts.get_mut(number as usize) {
                *count += 1;
            }
        }
        let counted = all.iter().zip(&counts);
        let of_texts = counted.filter(|(_, count)| **count > 1);
        let mut terms: Vec<Term> = of_texts
            .map(|(term, _)| *term)
            .chain(titles.iter().flatten().copied())
            .collect();
        terms.par_sort_unstable();
        terms.dedup();
        self.terms = terms;
        let id = |term: &Term| self.term_id(*term).unwrap_or(EXCLUDED);
        let ids: Vec<TermId> = all.par_iter().map(id).collect();
        self.text_counts = vec![0; self.terms.len()];
        for (&id, count) in ids.iter().zip(counts) {
            if let Some(of_term) = self.text_counts.get_mut(id as usize) {
                *of_term = count;
            }
        }
        TermIds(ids)
    }

    pub(super) fn index_titles(&mut self, titles: &[Vec<Term>]) {
        let ids: Lists<TermId> = titles
            .iter()
            .map(|title| {
                title
                    .iter()
                    .filter_map(|term| self.term_id(*term))
                    .collect()
            })
            .collect();
        let each_once = |(note, title): (usize, &[TermId])| {
            let mut own = title.to_vec();
            own.sort_unstable();
            own.dedup();
            own.into_iter().map(move |term| (term, note as u32))
        };
        self.in_titles = Lists::group_all(self.terms.len(), || ids.iter().flat_map(each_once));
        self.title_terms = ids;
    }

    pub(super) fn index_texts(&mut self, notes: &[Record<'_>], ids: &TermIds) {
        let terms = (0..self.terms.len() as u32).into_par_iter();
        let rarities: Vec<f32> = terms.map(|term| self.text_rarity(term)).collect();
        let frequencies: Vec<f32> = (0..PRECOMPUTED).map(frequency).collect();
        let signature = |note: &Record<'_>| {
            let weigh = |(number, count): (u32, u16)| {
                let id = ids.get(number)?;
                let known = frequencies.get(usize::from(count)).copied();
                let frequency = known.unwrap_or_else(|| frequency(count));
                Some((id, frequency * rarities[id as usize]))
            };
            strongest(note.terms().filter_map(weigh).collect())
        };
        let chunks = notes.par_chunks(CHUNK);
        let signatures: Vec<Lists<WeightedId>> = chunks
            .map(|notes| notes.iter().map(signature).collect())
            .collect();
        for chunk in signatures {
            self.signatures.append(&chunk);
        }
        self.in_signatures = Lists::group_all(self.terms.len(), || {
            let signatures = self.signatures.iter();
            signatures.flat_map(|(note, signature)| {
                let of_note = move |&(term, weight): &WeightedId| (term, (note as u32, weight));
                signature.iter().map(of_note)
            })
        });
    }

    /// The signature of a text: its weightiest terms in order of their ids, as a vector of length 1.
    pub(crate) fn signature(&self, terms: &[(Term, u16)]) -> Vec<WeightedId> {
        let weigh = |&(term, count): &(Term, u16)| {
            let id = self.term_id(term)?;
            Some((id, frequency(count) * self.text_rarity(id)))
        };
        strongest(terms.iter().filter_map(weigh).collect())
    }

    pub(super) fn index_topics(&mut self) {
        (self.term_topics, self.term_lengths) =
            topics::points(&self.signatures, &self.in_signatures);
        let notes = 0..self.len();
        self.title_topics = notes
            .clone()
            .into_par_iter()
            .map(|note| self.title_topic(self.title_terms.get(note)))
            .collect();
        self.text_topics = notes
            .into_par_iter()
            .map(|note| self.text_topic(self.signatures.get(note)))
            .collect();
    }

    /// The topic vector of a title.
    pub(crate) fn title_topic(&self, title: &[TermId]) -> Direction {
        let weighted = title.iter().map(|&term| (term, self.title_rarity(term)));
        self.topic(weighted)
    }

    /// The topic vector of a text.
    pub(crate) fn text_topic(&self, signature: &[WeightedId]) -> Direction {
        let weighted = signature
            .iter()
            .map(|&(term, weight)| (term, f32::from(weight)));
        self.topic(weighted)
    }

    /// The topic vector of weighted terms.
    pub(crate) fn topic(&self, weighted: impl Iterator<Item = (TermId, f32)>) -> Direction {
        topics::direction(&topics::point(
            weighted,
            &self.term_topics,
            &self.term_lengths,
        ))
    }
}

/// The weight of a term with this count in a text.
fn frequency(count: u16) -> f32 {
    1.0 + ln(f32::from(count))
}

/// The weightiest terms in order of their ids, as a vector of length 1.
fn strongest(mut all: Vec<(TermId, f32)>) -> Vec<WeightedId> {
    let by_weight = |a: &(TermId, f32), b: &(TermId, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if all.len() > SIGNATURE {
        all.select_nth_unstable_by(SIGNATURE - 1, by_weight);
        all.truncate(SIGNATURE);
    }
    all.sort_unstable_by(by_weight);
    let length = all
        .iter()
        .map(|(_, weight)| weight * weight)
        .sum::<f32>()
        .sqrt()
        .max(1e-6);
    let mut signature: Vec<WeightedId> = all
        .iter()
        .map(|&(id, weight)| (id, (weight / length * UNIT) as u16))
        .collect();
    signature.sort_unstable();
    signature
}
