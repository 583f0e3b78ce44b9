//! A note for which links are suggested, in the terms of the index.

use std::ops::Range;

use crate::index::{LinkIndex, NoteId, TermId, WeightedId};
use crate::tokenized_note::{Place, TokenizedNote};
use crate::topics::{DIMS, Direction};
use crate::words::{Term, phrase_hash};

/// An occurrence of an indexed term in the note.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TokenPosition {
    pub(crate) term: TermId,
    /// The number of its token.
    pub(crate) token: u32,
    pub(crate) sentence: u32,
    pub(crate) place: Place,
}

/// The note as positions of terms, with lookup by term.
pub(crate) struct Query<'a> {
    pub(crate) index: &'a LinkIndex,
    pub(crate) tokenized: &'a TokenizedNote,
    /// The number of the note, if it is in the index.
    pub(crate) own: Option<NoteId>,
    /// The number of its folder, if it is in the index.
    pub(crate) folder: Option<u32>,
    /// The number of its source.
    pub(crate) source: Option<u32>,
    pub(crate) positions: Vec<TokenPosition>,
    /// The numbers of the positions, by their terms.
    by_term: Vec<u32>,
    /// The terms of the text with their ranges in `by_term`.
    pub(crate) terms: Vec<(TermId, Range<u32>)>,
    pub(crate) title: Vec<TermId>,
    pub(crate) signature: Vec<WeightedId>,
    /// The length of the vector of each sentence.
    pub(crate) sentence_norms: Vec<f32>,
    /// Topic vectors of title, text, sentences and headings.
    pub(crate) title_topic: Direction,
    pub(crate) text_topic: Direction,
    pub(crate) sentence_topics: Vec<Direction>,
    pub(crate) heading_topics: Vec<Direction>,
}

/// The maximum number of stop words between two words of a phrase.
const MAX_GAP: u32 = 2;

/// The length of the longest phrase that is looked up among the display texts of links.
const MAX_ANCHOR_TERMS: usize = 6;

impl<'a> Query<'a> {
    pub(crate) fn new(
        index: &'a LinkIndex,
        tokenized: &'a TokenizedNote,
        title: &[Term],
        own: Option<NoteId>,
        source: Option<u32>,
    ) -> Self {
        let positions = positions(index, tokenized);
        let mut by_term: Vec<u32> = (0..positions.len() as u32).collect();
        by_term.sort_by_key(|&position| positions[position as usize].term);
        let terms = runs(
            by_term
                .iter()
                .map(|&position| positions[position as usize].term),
        );
        let mut query = Self {
            index,
            tokenized,
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
            positions,
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
        let mut squares = vec![0.0_f32; self.tokenized.sentences as usize + 1];
        for position in &self.positions {
            squares[position.sentence as usize] += self.index.title_rarity(position.term).powi(2);
        }
        self.sentence_norms = squares.into_iter().map(f32::sqrt).collect();
        self.title_topic = self.index.title_topic(&self.title);
        self.text_topic = self.index.text_topic(&self.signature);
        for sentence in self.positions.chunk_by(|a, b| a.sentence == b.sentence) {
            let weighed = sentence
                .iter()
                .map(|position| (position.term, self.index.title_rarity(position.term)));
            let topic = self.index.topic(weighed);
            if sentence[0].place.heading {
                self.heading_topics.push(topic);
            } else {
                self.sentence_topics.push(topic);
            }
        }
    }

    /// The likelihood of links to the folder of a note, from 0 to 1.
    pub(crate) fn reach(&self, note: NoteId) -> f32 {
        match (self.folder, self.index.folder_of.get(note as usize)) {
            (Some(own), Some(&other)) if own != other => self.index.crossing_share(),
            _ => 1.0,
        }
    }

    /// The positions of a term, as indexes into `positions`, in order.
    pub(crate) fn positions_of(&self, term: TermId) -> &[u32] {
        match self.terms.binary_search_by_key(&term, |entry| entry.0) {
            Ok(at) => &self.by_term[self.terms[at].1.start as usize..self.terms[at].1.end as usize],
            Err(_) => &[],
        }
    }

    /// Whether a position and the next belong to one phrase.
    pub(crate) fn joins_next(&self, position: usize) -> bool {
        let (Some(one), Some(next)) = (
            self.positions.get(position),
            self.positions.get(position + 1),
        ) else {
            return false;
        };
        one.sentence == next.sentence && next.token - one.token <= MAX_GAP + 1
    }

    /// The phrases of the text that are display texts of links in the vault: the number of the anchor,
    /// the first position, and the number of positions.
    pub(crate) fn anchors(&self) -> Vec<(usize, usize, usize)> {
        let mut found = Vec::new();
        for start in 0..self.positions.len() {
            let mut end = start + 1;
            loop {
                let terms = self.positions[start..end]
                    .iter()
                    .map(|position| self.index.terms[position.term as usize]);
                if let Ok(anchor) = self.index.anchors.binary_search(&phrase_hash(terms)) {
                    found.push((anchor, start, end - start));
                }
                if end - start >= MAX_ANCHOR_TERMS || !self.joins_next(end - 1) {
                    break;
                }
                end += 1;
            }
        }
        found
    }
}

/// The occurrences of indexed terms in a note, in order; without stop words.
fn positions(index: &LinkIndex, tokenized: &TokenizedNote) -> Vec<TokenPosition> {
    let tokens = (0..).zip(&tokenized.tokens);
    let content = tokens.filter(|(_, token)| !token.is_stop);
    content
        .filter_map(|(number, token)| {
            Some(TokenPosition {
                term: index.term_id(token.term)?,
                token: number,
                sentence: token.sentence,
                place: token.place,
            })
        })
        .collect()
}

/// The range of each term in a sorted sequence.
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
