//! A claim as terms, with all places at which they are said.

use crate::index::{TermId, TrackIndex};
use crate::text::Lexer;

/// A claim as terms.
#[derive(Debug, Default)]
pub(crate) struct Query {
    /// The distinct terms that are said somewhere.
    pub(crate) terms: Vec<QueryTerm>,
    /// The summed rarity of all distinct terms, the unsaid ones too.
    pub(crate) weight: f32,
    /// The summed rarity of those that are said.
    pub(crate) said: f32,
    /// Every token of the track that is one of the terms, in order.
    pub(crate) hits: Vec<Hit>,
    /// Whether term `a` stands right before `b`, or one further, in the claim; by `a * len + b`.
    follows: Vec<bool>,
}

/// One term of a claim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueryTerm {
    /// Its number in the vocabulary of the track.
    pub(crate) id: TermId,
    /// How much it tells.
    pub(crate) rarity: f32,
    /// Where it first stands in the text of the claim: the offset of its run between blanks.
    pub(crate) offset: usize,
}

/// A token of the track that is a term of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// The token.
    pub(crate) token: u32,
    /// The place of the term in the claim.
    pub(crate) term: u32,
}

impl Query {
    /// The terms of a text, as far as the track has them.
    pub(crate) fn new(text: &str, index: &TrackIndex, lexer: &Lexer) -> Self {
        let mut query = Self::default();
        let mut unsaid: Vec<String> = Vec::new();
        let mut order: Vec<Option<usize>> = Vec::new();
        for term in lexer.terms(text) {
            let like = index.find_like(&term.form);
            for &(id, likeness) in &like {
                order.push(Some(query.add(
                    id,
                    index.rarity(id) * likeness,
                    term.offset,
                )));
            }
            if !like.is_empty() {
                continue;
            }
            order.push(None);
            if !unsaid.contains(&term.form) {
                query.weight += index.rarity_unsaid(&term.form);
                unsaid.push(term.form);
            }
        }
        query.weight += query.said;
        query.note_order(&order);
        query.find_hits(index);
        query
    }

    /// The place of a term among the distinct ones, added if it is new.
    fn add(&mut self, id: TermId, rarity: f32, offset: usize) -> usize {
        if let Some(known) = self.terms.iter().position(|known| known.id == id) {
            return known;
        }
        self.terms.push(QueryTerm { id, rarity, offset });
        self.said += rarity;
        self.terms.len() - 1
    }

    fn note_order(&mut self, order: &[Option<usize>]) {
        let count = self.terms.len();
        self.follows = vec![false; count * count];
        for distance in 1..=2 {
            for pair in order.windows(distance + 1) {
                if let (Some(a), Some(b)) = (pair[0], pair[distance]) {
                    self.follows[a * count + b] = true;
                }
            }
        }
    }

    fn find_hits(&mut self, index: &TrackIndex) {
        for (term, number) in self.terms.iter().zip(0u32..) {
            let tokens = index.tokens_of(term.id).iter();
            self.hits.extend(tokens.map(|&token| Hit {
                token,
                term: number,
            }));
        }
        self.hits.sort_unstable();
    }

    /// The hits among the tokens from `from` up to `to`.
    pub(crate) fn hits_in(&self, from: u32, to: u32) -> &[Hit] {
        let start = self.hits.partition_point(|hit| hit.token < from);
        let length = self.hits[start..].partition_point(|hit| hit.token < to);
        &self.hits[start..start + length]
    }

    /// The term of a hit.
    pub(crate) fn term(&self, hit: Hit) -> QueryTerm {
        self.terms[hit.term as usize]
    }

    /// Whether term `b` follows term `a` closely in the claim.
    pub(crate) fn in_order(&self, a: u32, b: u32) -> bool {
        self.follows[a as usize * self.terms.len() + b as usize]
    }
}
