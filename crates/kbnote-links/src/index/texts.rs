//! The words of titles and texts.

use rayon::prelude::*;

use super::{LinkIndex, TermId, UNIT, Weighted};
use crate::collection::Record;
use crate::lists::Lists;
use crate::numbers::ln;
use crate::topics::{self, Direction};
use crate::words::Term;

/// How many of its weightiest terms stand for the text of a note.
const SIGNATURE: usize = 80;

/// How often a term must stand in a text for its worth to be worked out each time.
const FREQUENT: u16 = 64;

/// How many notes one thread takes at a time.
const CHUNK: usize = 256;

/// What the index calls the terms that facts number; some it leaves out.
pub(super) struct TermIds(Vec<TermId>);

/// The id of a term that the index leaves out.
const LEFT_OUT: TermId = TermId::MAX;

impl TermIds {
    pub(super) fn get(&self, number: u32) -> Option<TermId> {
        let id = self.0.get(number as usize).copied();
        id.filter(|&id| id != LEFT_OUT)
    }
}

impl LinkIndex {
    /// Terms of one text only, and of no title, tell nothing and are left out.
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
        let id = |term: &Term| self.term_id(*term).unwrap_or(LEFT_OUT);
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
        let frequencies: Vec<f32> = (0..FREQUENT).map(frequency).collect();
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
        let signatures: Vec<Lists<Weighted>> = chunks
            .map(|notes| notes.iter().map(signature).collect())
            .collect();
        for chunk in signatures {
            self.signatures.append(&chunk);
        }
        self.in_signatures = Lists::group_all(self.terms.len(), || {
            let signatures = self.signatures.iter();
            signatures.flat_map(|(note, signature)| {
                let of_note = move |&(term, weight): &Weighted| (term, (note as u32, weight));
                signature.iter().map(of_note)
            })
        });
    }

    /// The weightiest terms of a text in order of their numbers, as a vector of length 1.
    pub(crate) fn signature(&self, terms: &[(Term, u16)]) -> Vec<Weighted> {
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

    /// Where a title lies among the topics of the vault.
    pub(crate) fn title_topic(&self, title: &[TermId]) -> Direction {
        let weighed = title.iter().map(|&term| (term, self.title_rarity(term)));
        self.topic(weighed)
    }

    /// Where a text lies among the topics of the vault.
    pub(crate) fn text_topic(&self, signature: &[Weighted]) -> Direction {
        let weighed = signature
            .iter()
            .map(|&(term, weight)| (term, f32::from(weight)));
        self.topic(weighed)
    }

    /// Where weighed terms lie among the topics of the vault.
    pub(crate) fn topic(&self, weighed: impl Iterator<Item = (TermId, f32)>) -> Direction {
        topics::direction(&topics::point(
            weighed,
            &self.term_topics,
            &self.term_lengths,
        ))
    }
}

/// What a term counts that stands so often in a text.
fn frequency(count: u16) -> f32 {
    1.0 + ln(f32::from(count))
}

/// The weightiest of some terms in order of their numbers, as a vector of length 1.
fn strongest(mut all: Vec<(TermId, f32)>) -> Vec<Weighted> {
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
    let mut signature: Vec<Weighted> = all
        .iter()
        .map(|&(id, weight)| (id, (weight / length * UNIT) as u16))
        .collect();
    signature.sort_unstable();
    signature
}
