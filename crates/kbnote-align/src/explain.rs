//! Why a claim was put where it is: the places that were in question, and the words that spoke
//! for each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use kbnote_core::{CueIndex, Timestamp};

use crate::aligned::Aligned;
use crate::alignment::Alignment;
use crate::index::TermId;
use crate::indexed_track::IndexedTrack;
use crate::query::{Query, QueryTerm};
use crate::text::{Term, is_unspaced};

/// Why a claim was put where it is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Explanation {
    /// The answer.
    pub alignment: Alignment,
    /// The best places, the best one first, at least fifteen seconds apart.
    pub places: Vec<Place>,
    /// The words of the claim that are said nowhere in the captions, in its order, without the names of those who speak.
    pub unsaid: Vec<String>,
}

/// A place that was in question.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Place {
    /// From when one would listen.
    pub time: Timestamp,
    /// How probable it is that the claim is said within ten seconds of it, from 0 to 1.
    pub score: f64,
    /// The cues that hold what the claim says.
    pub cues: Range<CueIndex>,
    /// The words of the claim that are said there, the most telling first.
    pub words: Vec<DecidingWord>,
}

/// A word that speaks for a place.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DecidingWord {
    /// The word as the claim has it.
    pub word: String,
    /// How much it tells: the rarer, the more; about 7 at most.
    pub weight: f64,
    /// Where it is said.
    pub cue: CueIndex,
}

/// How many places are listed.
const PLACES: usize = 5;

/// A place less probable than this was not in question.
const LEAST_SCORE: f64 = 0.005;

impl Aligned<'_> {
    /// Explains the answer for the claim at an index; none if there is no such claim, or it requests
    /// no moment.
    #[must_use]
    pub fn explain(&self, number: usize) -> Option<Explanation> {
        let (claim, alignment) = (self.claims.get(number)?, self.alignments().get(number)?);
        alignment.places.first()?;
        let words = ClaimWords::new(claim.text, self.indexed);
        Some(Explanation {
            alignment: alignment.clone(),
            places: words.places(alignment),
            unsaid: words.unsaid(),
        })
    }
}

/// The words of a claim, as they are shown.
struct ClaimWords<'a> {
    text: &'a str,
    indexed: &'a IndexedTrack,
    query: Query,
    terms: Vec<Term>,
    /// The terms as the claim has them.
    forms: BTreeMap<TermId, String>,
}

impl<'a> ClaimWords<'a> {
    fn new(text: &'a str, indexed: &'a IndexedTrack) -> Self {
        let IndexedTrack { index, lexer, .. } = indexed;
        let words = lexer.words(text).into_iter();
        Self {
            text,
            indexed,
            query: Query::new(text, index, lexer),
            terms: lexer.terms(text),
            forms: words
                .filter_map(|word| Some((index.find_word(&word.form)?.0, word.form)))
                .collect(),
        }
    }

    fn places(&self, alignment: &Alignment) -> Vec<Place> {
        let places = alignment.places.iter().take(PLACES).enumerate();
        places
            .filter(|(rank, place)| *rank == 0 || place.score >= LEAST_SCORE)
            .map(|(_, place)| Place {
                time: place.moment.time,
                score: place.score,
                words: self.said_in(&place.moment.cues),
                cues: place.moment.cues.clone(),
            })
            .collect()
    }

    /// The words that are said in some cues, each once.
    fn said_in(&self, cues: &Range<CueIndex>) -> Vec<DecidingWord> {
        let index = &self.indexed.index;
        let segment = |cue: CueIndex| index.segments.partition_point(|s| s.cue < cue);
        let first = |cue: CueIndex| index.first_token[segment(cue)];
        let tokens = first(cues.start)..first(cues.end);
        let said = self.query.hits_in(index, [tokens]).into_iter();
        let said = said.filter_map(|hit| {
            let term = self.query.term(hit);
            Some(DecidingWord {
                word: self.of_said(&term)?,
                weight: f64::from(term.rarity),
                cue: index.cue(index.token_segment[hit.token as usize] as usize),
            })
        });
        let mut words: Vec<DecidingWord> = said.collect();
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.word.cmp(&b.word)));
        let mut seen = BTreeSet::new();
        words.retain(|word| seen.insert(word.word.to_lowercase()));
        words
    }

    /// The words no part of which is said, each once.
    fn unsaid(&self) -> Vec<String> {
        let of_term = |term: &Term| word_at(self.text, term.offset, Some(&term.form));
        let is_said = |term: &&Term| {
            let is_speaker = self.indexed.words_of_speakers.contains(&term.form);
            is_speaker || !self.indexed.index.find_like(&term.form).is_empty()
        };
        let said = self.terms.iter().filter(is_said).filter_map(of_term);
        let of_query = self.query.terms.iter();
        let said = said.chain(of_query.filter_map(|term| self.of_said(term)));
        let mut seen: BTreeSet<String> = said.map(|word| word.to_lowercase()).collect();
        let mut unsaid: Vec<String> = self.terms.iter().filter_map(of_term).collect();
        unsaid.retain(|word| seen.insert(word.to_lowercase()));
        unsaid
    }

    fn of_said(&self, term: &QueryTerm) -> Option<String> {
        let form = self.forms.get(&term.id).map(String::as_str);
        word_at(self.text, term.offset, form)
    }
}

/// How a term of the run between blanks at an offset is shown: as the run, without the punctuation around it. Where
/// that is a sign or of a script without blanks, the term itself, if it has a letter.
fn word_at(text: &str, offset: usize, form: Option<&str>) -> Option<String> {
    let rest = text.get(offset..).unwrap_or_default();
    let run = rest.split_whitespace().next().unwrap_or_default();
    let bare = run.trim_matches(|c: char| !c.is_alphanumeric());
    let is_word = !bare.is_empty() && !bare.contains(is_unspaced);
    let shown = if is_word { bare } else { form? };
    shown
        .contains(char::is_alphanumeric)
        .then(|| shown.to_owned())
}
