//! Why a claim was put where it is: the places that were in question, and the words that spoke
//! for each.

use std::ops::Range;

use kbnote_core::{CueIndex, Timestamp};

use crate::aligned::Aligned;
use crate::alignment::Alignment;
use crate::claim::Claim;
use crate::indexed_track::IndexedTrack;
use crate::query::Query;

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
        Some(Explanation {
            alignment: alignment.clone(),
            places: self.indexed.places(claim, alignment),
            unsaid: self.indexed.unsaid(claim),
        })
    }
}

impl IndexedTrack {
    fn places(&self, claim: &Claim<'_>, alignment: &Alignment) -> Vec<Place> {
        let query = Query::new(claim.text, &self.index, &self.lexer);
        let places = alignment.places.iter().take(PLACES).enumerate();
        places
            .filter(|(rank, place)| *rank == 0 || place.score >= LEAST_SCORE)
            .map(|(_, place)| Place {
                time: place.moment.time,
                score: place.score,
                words: self.words(claim, &query, &place.moment.cues),
                cues: place.moment.cues.clone(),
            })
            .collect()
    }

    /// The words of a claim that are said in some cues, each once.
    fn words(&self, claim: &Claim<'_>, query: &Query, cues: &Range<CueIndex>) -> Vec<DecidingWord> {
        let mut words: Vec<DecidingWord> = Vec::new();
        let mut seen: Vec<u16> = Vec::new();
        let segment = |cue: CueIndex| self.index.segments.partition_point(|s| s.cue < cue);
        let first = |cue: CueIndex| self.index.first_token[segment(cue)];
        let tokens = first(cues.start)..first(cues.end);
        for hit in query.hits_in(&self.index, [tokens]) {
            if seen.contains(&hit.term) {
                continue;
            }
            seen.push(hit.term);
            let term = query.term(hit);
            words.push(DecidingWord {
                word: word_at(claim.text, term.offset).to_owned(),
                weight: f64::from(term.rarity),
                cue: self
                    .index
                    .cue(self.index.token_segment[hit.token as usize] as usize),
            });
        }
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.word.cmp(&b.word)));
        words
    }

    fn unsaid(&self, claim: &Claim<'_>) -> Vec<String> {
        let mut unsaid: Vec<String> = Vec::new();
        for term in self.lexer.terms(claim.text) {
            let word = word_at(claim.text, term.offset);
            let is_new = !unsaid.iter().any(|known| known == word);
            let is_speaker = self.words_of_speakers.contains(&term.form);
            if is_new && !is_speaker && self.index.find_like(&term.form).is_empty() {
                unsaid.push(word.to_owned());
            }
        }
        unsaid
    }
}

/// The run between blanks that begins at an offset, without the punctuation around it.
fn word_at(text: &str, offset: usize) -> &str {
    let rest = text.get(offset..).unwrap_or_default();
    let run = rest.split_whitespace().next().unwrap_or_default();
    let bare = run.trim_matches(|c: char| !c.is_alphanumeric());
    if bare.is_empty() { run } else { bare }
}
