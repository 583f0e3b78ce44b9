//! The words of titles and texts.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{LinkIndex, NoteId, TermId, UNIT, Weighted};
use crate::facts::NoteFacts;
use crate::lists::Lists;
use crate::numbers::ln;
use crate::topics::{self, Direction};
use crate::words::Term;

/// How many of its weightiest terms stand for the text of a note.
const SIGNATURE: usize = 80;

impl LinkIndex {
    /// Terms of one text only, and of no title, tell nothing and are left out.
    pub(super) fn index_terms(&mut self, notes: &[NoteFacts], titles: &[Vec<Term>]) {
        let mut counts: HashMap<Term, u32> = HashMap::new();
        for note in notes {
            for (term, _) in &note.terms {
                *counts.entry(*term).or_default() += 1;
            }
        }
        let of_titles = titles.iter().flatten().copied();
        let mut terms: Vec<Term> = counts
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(term, _)| *term)
            .chain(of_titles)
            .collect();
        terms.par_sort_unstable();
        terms.dedup();
        self.text_counts = terms
            .iter()
            .map(|term| counts.get(term).copied().unwrap_or(0))
            .collect();
        self.terms = terms;
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
        let mut pairs: Vec<(TermId, NoteId)> = Vec::new();
        for (note, title) in ids.iter() {
            let mut own = title.to_vec();
            own.sort_unstable();
            own.dedup();
            pairs.extend(own.into_iter().map(|term| (term, note as u32)));
        }
        self.in_titles = Lists::group(self.terms.len(), &pairs);
        self.title_terms = ids;
    }

    pub(super) fn index_texts(&mut self, notes: &[NoteFacts]) {
        let signatures: Vec<Vec<Weighted>> = notes
            .par_iter()
            .map(|note| self.signature(&note.terms))
            .collect();
        self.signatures = signatures.into_iter().collect();
        let mut pairs: Vec<(TermId, Weighted)> = Vec::new();
        for (note, signature) in self.signatures.iter() {
            pairs.extend(
                signature
                    .iter()
                    .map(|&(term, weight)| (term, (note as u32, weight))),
            );
        }
        self.in_signatures = Lists::group(self.terms.len(), &pairs);
    }

    /// The weightiest terms of a text in order of their numbers, as a vector of length 1.
    pub(crate) fn signature(&self, terms: &[(Term, u16)]) -> Vec<Weighted> {
        let weigh = |&(term, count): &(Term, u16)| {
            let id = self.term_id(term)?;
            Some((id, (1.0 + ln(f32::from(count))) * self.text_rarity(id)))
        };
        let mut all: Vec<(TermId, f32)> = terms.iter().filter_map(weigh).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(SIGNATURE);
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
