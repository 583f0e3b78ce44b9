//! The aligner: a track, read for finding claims in it.

use kbnote_core::Track;

use crate::alignment::{Alignment, Moment};
use crate::candidate::{self, Candidates};
use crate::chain::{self, ChainLink, Link};
use crate::choice::Odds;
use crate::claim::Claim;
use crate::confidence;
use crate::coverage::Reach;
use crate::index::TrackIndex;
use crate::model;
use crate::options::AlignOptions;
use crate::text::Lexer;
use crate::weights;

/// A caption track, read for finding claims in it.
#[derive(Debug)]
pub struct Aligner<'a> {
    pub(crate) track: &'a Track,
    pub(crate) lexer: Lexer,
    pub(crate) index: TrackIndex,
    pub(crate) reach: Reach,
}

impl<'a> Aligner<'a> {
    /// Reads a track.
    #[must_use]
    pub fn new(track: &'a Track, options: AlignOptions) -> Self {
        let language = options.language.unwrap_or_else(|| track.language.clone());
        let lexer = Lexer::new(&language);
        let index = TrackIndex::new(track, &lexer);
        let reach = Reach::new(&index.starts);
        Self {
            track,
            lexer,
            index,
            reach,
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
        let scores: Vec<Vec<f64>> = candidates
            .iter()
            .map(|c| {
                c.features
                    .iter()
                    .map(|f| model::score(&weights::TREES, f))
                    .collect()
            })
            .collect();
        let found = chain::marginals(&links(&candidates, &scores), &weights::STEPS);
        for ((candidates, scores), mass) in candidates.iter().zip(&scores).zip(&found) {
            let count = claims[candidates.claim].moments;
            if let Some(answer) = self.answer(candidates, scores, mass, count) {
                answers[candidates.claim] = answer;
            }
        }
        answers
    }

    fn answer(
        &self,
        candidates: &Candidates,
        scores: &[f64],
        mass: &[f64],
        count: usize,
    ) -> Option<Alignment> {
        let odds = Odds {
            segments: &candidates.segments,
            mass,
            starts: &self.index.starts,
        };
        let choice = odds.choose(count)?;
        let evidence = confidence::evidence(&candidates.features, scores, &odds, &choice);
        let (score, confidence) = confidence::judge(&evidence);
        let moments = choice.segments.into_iter();
        Some(Alignment {
            moments: moments.map(|segment| self.moment(segment)).collect(),
            score,
            confidence,
        })
    }

    fn moment(&self, segment: usize) -> Moment {
        let cue = self.index.cue(segment);
        let segment = &self.index.segments[segment];
        Moment {
            time: kbnote_core::Timestamp::from_millis(segment.start.unsigned_abs()),
            cues: cue..cue + 1,
            estimated: segment.estimated,
        }
    }
}

/// The chain of claims that ask for moments.
pub(crate) fn links<'a>(
    candidates: &'a [Candidates],
    scores: &'a [Vec<f64>],
) -> Vec<ChainLink<'a>> {
    candidates
        .iter()
        .zip(scores)
        .map(|(c, scores)| ChainLink {
            link: if c.same_block {
                Link::SameBlock
            } else {
                Link::NextBlock
            },
            starts: &c.starts,
            scores,
        })
        .collect()
}
