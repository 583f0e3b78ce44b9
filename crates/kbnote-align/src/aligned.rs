//! The claims of a note on a track, aligned once: for answers and for explanations.

use crate::aligner::Aligner;
use crate::alignment::{Alignment, LikelyMoment};
use crate::beliefs::Beliefs;
use crate::candidate;
use crate::chain;
use crate::choice::Odds;
use crate::claim::Claim;
use crate::confidence::{self, Look};
use crate::pieces::{self, Piece};
use crate::query::Query;

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
    pub(crate) aligner: &'n Aligner<'n>,
    pub(crate) claims: &'n [Claim<'n>],
    alignments: Vec<Alignment>,
}

impl<'n> Aligned<'n> {
    pub(crate) fn new(aligner: &'n Aligner<'n>, claims: &'n [Claim<'n>]) -> Self {
        let mut aligned = Self {
            aligner,
            claims,
            alignments: claims.iter().map(|_| Alignment::nothing()).collect(),
        };
        let segments = aligner.index.len();
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
        let candidates = candidate::candidates(self.aligner, self.claims, piece.read.clone());
        let scores = self.aligner.scores(&candidates);
        let found = self.aligner.marginals(&candidates, &scores);
        let links = chain::links(&candidates, &scores);
        let beliefs = Beliefs::new(&links, &found);
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
                starts: &self.aligner.index.starts,
            };
            let look = Look {
                features: &first.features,
                scores: &scores[moments.start],
                odds,
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
        look: &Look<'_>,
        query: &Query,
        further: &[Vec<f64>],
        count: usize,
    ) -> Option<Alignment> {
        let judgement = confidence::judge(&look.evidence())?;
        let best = look.contenders[judgement.best].candidate;
        let segments = look.odds.choose(best, further, count);
        let moment = |segment| self.aligner.moment(query, segment);
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
