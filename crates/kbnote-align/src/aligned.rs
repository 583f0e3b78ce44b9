//! The claims of a note on a track, aligned once: for answers and for explanations.

use crate::alignment::{Alignment, LikelyMoment};
use crate::candidate::{self, CandidateSet};
use crate::chain;
use crate::choice::Odds;
use crate::claim::Claim;
use crate::confidence;
use crate::evidence::PlaceContext;
use crate::indexed_track::IndexedTrack;
use crate::memory::Memory;
use crate::note_marginals::NoteMarginals;
use crate::pieces::{self, Piece};
use crate::query::Query;
use crate::weights::weights;

/// The claims of a note on a track, aligned.
///
/// ```
/// # use kbnote_align::{AlignOptions, Aligner, Claim};
/// # use kbnote_core::{Cue, LanguageTag, TimeSpan, Timestamp, Track, TrackKind};
/// # let cue = |second, text: &str| {
/// #     let from = Timestamp::from_secs(second);
/// #     Cue::new(TimeSpan::new(from, Timestamp::from_secs(second + 4)), text)
/// # };
/// # let track = Track::new(LanguageTag::english(), TrackKind::Manual, vec![
/// #     cue(0, "Welcome to the talk."), cue(4, "Starlings roost in reed beds."),
/// # ]);
/// let aligner = Aligner::new(&track, AlignOptions::default());
/// let claims = [Claim { text: "The reeds are where starlings roost.", heading: "", block: 0, moments: 1 }];
/// let aligned = aligner.aligned(&claims);
/// assert_eq!(aligned.alignments()[0].moments[0].time, Timestamp::from_secs(4));
/// assert_eq!(aligned.explain(0).unwrap().places[0].time, Timestamp::from_secs(4));
/// ```
#[derive(Debug)]
pub struct Aligned<'n> {
    pub(crate) indexed: &'n IndexedTrack,
    pub(crate) claims: &'n [Claim<'n>],
    alignments: Vec<Alignment>,
}

impl<'n> Aligned<'n> {
    pub(crate) fn new(indexed: &'n IndexedTrack, memory: &Memory, claims: &'n [Claim<'n>]) -> Self {
        let compute = || Self::computed(indexed, claims).alignments;
        Self {
            alignments: memory.answers(claims, compute),
            indexed,
            claims,
        }
    }

    fn computed(indexed: &'n IndexedTrack, claims: &'n [Claim<'n>]) -> Self {
        let mut aligned = Self {
            indexed,
            claims,
            alignments: claims.iter().map(|_| Alignment::nothing()).collect(),
        };
        let segments = indexed.index.len();
        if segments > 0 {
            for piece in pieces::pieces(claims.len(), segments) {
                aligned.add(&piece);
            }
        }
        aligned
    }

    /// The answers, one a claim.
    #[must_use]
    pub fn alignments(&self) -> &[Alignment] {
        &self.alignments
    }

    /// The answers by themselves.
    #[must_use]
    pub fn into_alignments(self) -> Vec<Alignment> {
        self.alignments
    }

    /// Aligns the claims of a piece, and keeps the answers to those that it is to answer.
    fn add(&mut self, piece: &Piece) {
        let candidates = candidate::candidates(self.indexed, self.claims, piece.read.clone());
        let scores = scores(&candidates);
        let links = candidate::chain_links(&candidates, &scores);
        let found = chain::marginals(&links, &weights().steps, self.indexed.index.span());
        let beliefs = NoteMarginals::new(&links, &found);
        let by_claim = chain::by_claim(candidates.iter().map(|c| c.link));
        for (number, moments) in by_claim.into_iter().enumerate() {
            let first = &candidates[moments.start];
            let claim = piece.read.start + first.claim;
            if !piece.answered.contains(&claim) {
                continue;
            }
            let odds = Odds {
                segments: &first.segments,
                mass: &found[moments.start],
                starts: &self.indexed.index.starts,
            };
            let look = PlaceContext {
                features: &first.features,
                scores: &scores[moments.start],
                odds,
                shape: first.shape,
                contenders: &odds.contenders(),
                beliefs: &beliefs,
                number,
            };
            let further = &found[moments.start + 1..moments.end];
            let count = self.claims[claim].moments;
            if let Some(answer) = self.answer(&look, &first.query, further, count) {
                self.alignments[claim] = answer;
            }
        }
    }

    /// The answer for a claim, given the probabilities of its candidates for its further moments.
    fn answer(
        &self,
        look: &PlaceContext<'_>,
        query: &Query,
        further: &[Vec<f64>],
        count: usize,
    ) -> Option<Alignment> {
        let judgement = confidence::judge(&look.evidence())?;
        let best = look.contenders[judgement.best].candidate;
        let segments = look.odds.choose(best, further, count);
        let moment = |segment| self.indexed.moment(query, segment);
        let scored = look.contenders.iter().zip(&judgement.scores);
        let mut places: Vec<LikelyMoment> = scored
            .map(|(place, &score)| LikelyMoment {
                moment: moment(look.odds.segments[place.candidate]),
                score,
            })
            .collect();
        places.sort_by(|a, b| b.score.total_cmp(&a.score));
        Some(Alignment {
            moments: segments.into_iter().map(moment).collect(),
            score: judgement.scores[judgement.best],
            places,
            confidence: judgement.confidence,
        })
    }
}

/// The scores of candidates by themselves.
fn scores(candidates: &[CandidateSet]) -> Vec<Vec<f64>> {
    let scores = |set: &CandidateSet| kbnote_model::scores(&weights().trees, &set.features);
    candidates.iter().map(scores).collect()
}
