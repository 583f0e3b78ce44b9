//! A note for which links are wanted, as the index sees it.

use std::ops::Range;

use crate::index::{LinkIndex, NoteId, TermId, Weighted};
use crate::reading::{Place, Reading};
use crate::topics::{DIMS, Direction};
use crate::words::{Term, phrase_hash};

/// A word of the note that the index knows and that says something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) term: TermId,
    /// Its number among all words of the note.
    pub(crate) token: u32,
    pub(crate) sentence: u32,
    pub(crate) place: Place,
}

/// The note as spots, with ways to find them.
pub(crate) struct Query<'a> {
    pub(crate) index: &'a LinkIndex,
    pub(crate) reading: &'a Reading,
    /// The note itself, where it is in the index.
    pub(crate) own: Option<NoteId>,
    /// The number of its folder, where it is in the index.
    pub(crate) folder: Option<u32>,
    /// The number of its source.
    pub(crate) source: Option<u32>,
    pub(crate) spots: Vec<Spot>,
    /// The numbers of the spots, by their terms.
    by_term: Vec<u32>,
    /// The terms of the text with the stretches of `by_term`.
    pub(crate) terms: Vec<(TermId, Range<u32>)>,
    pub(crate) title: Vec<TermId>,
    pub(crate) signature: Vec<Weighted>,
    /// The length of the vector of each sentence.
    pub(crate) sentence_norms: Vec<f32>,
    /// Where title, text and sentences lie among the topics of the vault.
    pub(crate) title_topic: Direction,
    pub(crate) text_topic: Direction,
    pub(crate) sentence_topics: Vec<Direction>,
    pub(crate) heading_topics: Vec<Direction>,
}

/// Words that say nothing may stand between those of a phrase: up to so many.
const GAP: u32 = 2;

/// The longest phrase that is looked up among the anchors of the vault.
const LONGEST_ANCHOR: usize = 6;

impl<'a> Query<'a> {
    pub(crate) fn new(
        index: &'a LinkIndex,
        reading: &'a Reading,
        title: &[Term],
        own: Option<NoteId>,
        source: Option<u32>,
    ) -> Self {
        let spots = spots(index, reading);
        let mut by_term: Vec<u32> = (0..spots.len() as u32).collect();
        by_term.sort_by_key(|&spot| spots[spot as usize].term);
        let terms = runs(by_term.iter().map(|&spot| spots[spot as usize].term));
        let mut query = Self {
            index,
            reading,
            own,
            folder: own.and_then(|own| index.folder_of.get(own as usize).copied()),
            source,
            by_term,
            terms,
            title: title
                .iter()
                .filter_map(|term| index.term_id(*term))
                .collect(),
            signature: Vec::new(),
            sentence_norms: Vec::new(),
            title_topic: [0; DIMS],
            text_topic: [0; DIMS],
            sentence_topics: Vec::new(),
            heading_topics: Vec::new(),
            spots,
        };
        query.weigh();
        query
    }

    fn weigh(&mut self) {
        let counts: Vec<(Term, u16)> = self
            .terms
            .iter()
            .map(|(term, at)| (self.index.terms[*term as usize], at.len().min(999) as u16))
            .collect();
        self.signature = self.index.signature(&counts);
        let mut squares = vec![0.0_f32; self.reading.sentences as usize + 1];
        for spot in &self.spots {
            squares[spot.sentence as usize] += self.index.title_rarity(spot.term).powi(2);
        }
        self.sentence_norms = squares.into_iter().map(f32::sqrt).collect();
        self.title_topic = self.index.title_topic(&self.title);
        self.text_topic = self.index.text_topic(&self.signature);
        for sentence in self.spots.chunk_by(|a, b| a.sentence == b.sentence) {
            let weighed = sentence
                .iter()
                .map(|spot| (spot.term, self.index.title_rarity(spot.term)));
            let topic = self.index.topic(weighed);
            if sentence[0].place.heading {
                self.heading_topics.push(topic);
            } else {
                self.sentence_topics.push(topic);
            }
        }
    }

    /// How likely authors are to link to a note, as far as its folder tells: from 0 to 1.
    pub(crate) fn reach(&self, note: NoteId) -> f32 {
        match (self.folder, self.index.folder_of.get(note as usize)) {
            (Some(own), Some(&other)) if own != other => self.index.crossing_share(),
            _ => 1.0,
        }
    }

    /// Where a term stands, as numbers of spots, in order.
    pub(crate) fn places(&self, term: TermId) -> &[u32] {
        match self.terms.binary_search_by_key(&term, |entry| entry.0) {
            Ok(at) => &self.by_term[self.terms[at].1.start as usize..self.terms[at].1.end as usize],
            Err(_) => &[],
        }
    }

    /// Whether a spot and the next are of one phrase.
    pub(crate) fn joins_next(&self, spot: usize) -> bool {
        let (Some(one), Some(next)) = (self.spots.get(spot), self.spots.get(spot + 1)) else {
            return false;
        };
        one.sentence == next.sentence && next.token - one.token <= GAP + 1
    }

    /// The phrases of the text under which the vault's notes are linked: the number of the anchor,
    /// with the first spot and how many spots it has.
    pub(crate) fn anchors(&self) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for start in 0..self.spots.len() {
            let mut end = start + 1;
            loop {
                let terms = self.spots[start..end]
                    .iter()
                    .map(|spot| self.index.terms[spot.term as usize]);
                if let Ok(anchor) = self.index.anchors.binary_search(&phrase_hash(terms)) {
                    found.push((anchor, start, end - start));
                }
                if end - start >= LONGEST_ANCHOR || !self.joins_next(end - 1) {
                    break;
                }
                end += 1;
            }
        }
        found
    }
}

/// The words of a note that the index knows and that say something, in order.
fn spots(index: &LinkIndex, reading: &Reading) -> Vec<Spot> {
    let tokens = (0..).zip(&reading.tokens);
    let telling = tokens.filter(|(_, token)| !token.is_stop);
    telling
        .filter_map(|(number, token)| {
            Some(Spot {
                term: index.term_id(token.term)?,
                token: number,
                sentence: token.sentence,
                place: token.place,
            })
        })
        .collect()
}

/// Where each of these terms, of which equal ones stand together, begins and ends.
fn runs(terms: impl Iterator<Item = TermId>) -> Vec<(TermId, Range<u32>)> {
    let mut runs: Vec<(TermId, Range<u32>)> = Vec::new();
    for (at, term) in (0..).zip(terms) {
        match runs.last_mut().filter(|last| last.0 == term) {
            Some(last) => last.1.end = at + 1,
            None => runs.push((term, at..at + 1)),
        }
    }
    runs
}
