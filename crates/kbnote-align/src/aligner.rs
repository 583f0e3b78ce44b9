//! The aligner: a track, read for finding claims in it.

use kbnote_core::{Timestamp, Track};

use crate::alignment::{Alignment, Moment};
use crate::candidate::{self, Candidates};
use crate::chain;
use crate::choice::Odds;
use crate::claim::Claim;
use crate::confidence;
use crate::coverage::Reach;
use crate::crowd::Surroundings;
use crate::index::{SegmentIndex, TrackIndex};
use crate::model;
use crate::options::AlignOptions;
use crate::query::Query;
use crate::text::Lexer;
use crate::weights;

/// A caption track, read for finding claims in it.
#[derive(Debug)]
pub struct Aligner<'a> {
    pub(crate) track: &'a Track,
    pub(crate) lexer: Lexer,
    pub(crate) index: TrackIndex,
    pub(crate) reach: Reach,
    pub(crate) surroundings: Surroundings,
}

impl<'a> Aligner<'a> {
    /// Reads a track.
    #[must_use]
    pub fn new(track: &'a Track, options: AlignOptions) -> Self {
        let language = options.language.unwrap_or_else(|| track.language.clone());
        let lexer = Lexer::new(&language);
        let index = TrackIndex::new(track, &lexer);
        let reach = Reach::new(&index.starts);
        let surroundings = Surroundings::new(&index.starts);
        Self {
            track,
            lexer,
            index,
            reach,
            surroundings,
        }
    }

    /// Finds the moments on which the claims of one note rest, one answer a claim.
    #[must_use]
    pub fn align(&self, claims: &[Claim<'_>]) -> Vec<Alignment> {
        let mut answers: Vec<Alignment> = claims.iter().map(|_| Alignment::nothing()).collect();
        if self.index.len() == 0 {
            return answers;
        }
        let candidates = candidate::candidates(self, claims);
        let scores = self.scores(&candidates);
        let found = self.marginals(&candidates, &scores);
        for moments in chain::by_claim(candidates.iter().map(|c| c.link)) {
            let first = &candidates[moments.start];
            let count = claims[first.claim].moments;
            let answer = self.answer(first, &scores[moments.start], &found[moments], count);
            if let Some(answer) = answer {
                answers[first.claim] = answer;
            }
        }
        answers
    }

    /// The answer for a claim, given the candidates of its first moment with their scores, and the
    /// probabilities of the candidates for each of its moments.
    fn answer(
        &self,
        candidates: &Candidates,
        scores: &[f64],
        masses: &[Vec<f64>],
        count: usize,
    ) -> Option<Alignment> {
        let (first, further) = masses.split_first()?;
        let odds = Odds {
            segments: &candidates.segments,
            mass: first,
            starts: &self.index.starts,
        };
        let choice = odds.choose(further, count)?;
        let evidence = confidence::evidence(&candidates.features, scores, &odds, &choice);
        let (score, confidence) = confidence::judge(&evidence);
        let moments = choice.segments.into_iter();
        Some(Alignment {
            moments: moments
                .map(|segment| self.moment(&candidates.query, segment))
                .collect(),
            score,
            confidence,
        })
    }

    /// The moment at which a segment begins, with the cues behind it that say more of a claim.
    pub(crate) fn moment(&self, query: &Query, segment: SegmentIndex) -> Moment {
        let own = &self.index.segments[segment];
        let cue = own.cue;
        let end = self
            .index
            .starts
            .partition_point(|&start| start < own.start + SUPPORT_MILLIS);
        let tokens = self.index.first_token[segment]..self.index.first_token[end.max(segment + 1)];
        let hits = query.hits_in(&self.index, [tokens]);
        let telling = hits
            .iter()
            .rev()
            .find(|hit| query.term(**hit).rarity >= TELLING);
        let last = telling.map_or(cue, |hit| {
            self.index
                .cue(self.index.token_segment[hit.token as usize] as usize)
        });
        Moment {
            time: Timestamp::from_millis(own.start.unsigned_abs()),
            cues: cue..last.max(cue) + 1,
            estimated: own.estimated,
        }
    }

    /// The probabilities of candidates among their neighbours.
    pub(crate) fn marginals(
        &self,
        candidates: &[Candidates],
        scores: &[Vec<f64>],
    ) -> Vec<Vec<f64>> {
        let links = chain::links(candidates, scores);
        chain::marginals(&links, &weights::STEPS, self.index.span())
    }

    /// The scores of candidates by themselves.
    pub(crate) fn scores(&self, candidates: &[Candidates]) -> Vec<Vec<f64>> {
        let scores = |candidates: &Candidates| model::scores(&weights::TREES, &candidates.features);
        candidates.iter().map(scores).collect()
    }
}

/// How far behind a moment its support is looked for, in milliseconds.
const SUPPORT_MILLIS: i64 = 18_000;

/// From this rarity on a word is support.
const TELLING: f32 = 1.5;
