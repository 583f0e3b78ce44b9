//! The terms of a claim, with all places at which they are said.

use std::ops::Range;

use crate::index::{TermId, TrackIndex};
use crate::text::Lexer;
use crate::voices::Voice;

/// The most distinct terms of a claim; the rest of a longer text is ignored.
const MOST_TERMS: usize = 300;

/// A claim as terms.
#[derive(Debug, Default)]
pub(crate) struct Query {
    /// The distinct terms that are said somewhere.
    pub(crate) terms: Vec<QueryTerm>,
    /// The summed rarity of all distinct terms, the unsaid ones too.
    pub(crate) weight: f32,
    /// The summed rarity of those that are said.
    pub(crate) said: f32,
    /// How many distinct terms it has, the unsaid ones too.
    pub(crate) count: usize,
    /// The speakers that the text names, in the order of the text.
    pub(crate) voices: Vec<Voice>,
    /// For each term of the track, in order, whether the claim has it: a bit each.
    has: Vec<u64>,
    /// Whether term `a` is right before `b`, or one further, in the claim; by `a * len + b`.
    follows: Vec<bool>,
}

/// One term of a claim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct QueryTerm {
    /// Its number in the vocabulary of the track.
    pub(crate) id: TermId,
    /// How much it tells.
    pub(crate) rarity: f32,
    /// Its first position in the text of the claim: the offset of its run between blanks.
    pub(crate) offset: usize,
}

/// A token of the track that is a term of the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hit {
    /// The token.
    pub(crate) token: u32,
    /// The place of the term in the claim.
    pub(crate) term: u16,
    /// The token before it that is the same term, if that was looked at.
    pub(crate) before: Option<u32>,
}

impl Query {
    /// The terms of a text, as far as the track has them. The names of speakers are ignored: a
    /// speaker seldom says their own name.
    pub(crate) fn new(text: &str, index: &TrackIndex, lexer: &Lexer) -> Self {
        let mut query = Self::default();
        let mut unsaid: Vec<String> = Vec::new();
        let mut order: Vec<Option<usize>> = Vec::new();
        let words = lexer.words(text);
        let names = index.voices.mentions(&words);
        query.voices = names.voices;
        for (at, word) in words.into_iter().enumerate() {
            if names.terms.contains(&at) {
                order.push(None);
                continue;
            }
            // Most words are said as they are: they need no stem.
            if let Some((id, rarity)) = index.find_word(&word.form) {
                order.push(query.add(id, rarity, word.offset));
                continue;
            }
            let form = lexer.stem(&word.form).unwrap_or(word.form);
            let telling = lexer.telling(&form);
            let like = index.find_like(&form);
            for &(id, likeness) in &like {
                let rarity = telling * index.rarity(id) * likeness;
                order.push(query.add(id, rarity, word.offset));
            }
            if !like.is_empty() {
                continue;
            }
            order.push(None);
            if !unsaid.contains(&form) {
                query.weight += telling * index.rarity_unsaid(&form);
                unsaid.push(form);
            }
        }
        query.weight += query.said;
        query.count = query.terms.len() + unsaid.len();
        query.note_order(&order);
        query.note_terms(index);
        query
    }

    /// The place of a term among the distinct ones, added if it is new; none beyond what a
    /// sentence holds.
    fn add(&mut self, id: TermId, rarity: f32, offset: usize) -> Option<usize> {
        if let Some(known) = self.terms.iter().position(|known| known.id == id) {
            return Some(known);
        }
        if self.terms.len() == MOST_TERMS {
            return None;
        }
        self.terms.push(QueryTerm { id, rarity, offset });
        self.said += rarity;
        Some(self.terms.len() - 1)
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

    fn note_terms(&mut self, index: &TrackIndex) {
        self.has = vec![0; index.vocabulary_size().div_ceil(64)];
        for term in &self.terms {
            self.has[term.id as usize / 64] |= 1 << (term.id % 64);
        }
    }

    /// The place of a term of the track among those of the claim.
    fn place(&self, id: TermId) -> Option<u16> {
        if self.has[id as usize / 64] & (1 << (id % 64)) == 0 {
            return None;
        }
        let mut places = (0..).zip(&self.terms);
        places.find_map(|(place, term)| (term.id == id).then_some(place))
    }

    /// The tokens in some spans that are terms of the claim, each once. The spans come in the
    /// order of their beginnings.
    pub(crate) fn hits_in(
        &self,
        index: &TrackIndex,
        spans: impl IntoIterator<Item = Range<u32>>,
    ) -> Vec<Hit> {
        let mut hits = Vec::new();
        let mut last = vec![None; self.terms.len()];
        let mut seen = 0;
        for span in spans {
            for token in span.start.max(seen)..span.end {
                if let Some(term) = self.place(index.tokens[token as usize]) {
                    let before = last[usize::from(term)].replace(token);
                    hits.push(Hit {
                        token,
                        term,
                        before,
                    });
                }
            }
            seen = seen.max(span.end);
        }
        hits
    }

    /// The tokens in a span that are terms of the claim with at least this rarity.
    pub(crate) fn tellings_in<'a>(
        &'a self,
        index: &'a TrackIndex,
        span: Range<u32>,
        rarity: f32,
    ) -> impl Iterator<Item = u32> + 'a {
        let is_telling = move |&token: &u32| {
            let place = self.place(index.tokens[token as usize]);
            place.is_some_and(|place| self.terms[usize::from(place)].rarity >= rarity)
        };
        span.filter(is_telling)
    }

    /// The term of a hit.
    pub(crate) fn term(&self, hit: Hit) -> QueryTerm {
        self.terms[usize::from(hit.term)]
    }

    /// Whether term `b` follows term `a` closely in the claim.
    pub(crate) fn in_order(&self, a: u16, b: u16) -> bool {
        self.follows[usize::from(a) * self.terms.len() + usize::from(b)]
    }
}
