//! The claims of a note on a track, aligned once: for answers and for explanations.

use crate::aligner::Aligner;
use crate::alignment::Alignment;
use crate::candidate::{self, Candidates};
use crate::chain;
use crate::choice::Odds;
use crate::claim::Claim;
use crate::confidence;
use crate::index::SegmentIndex;
use crate::pieces::{self, Piece};

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
    /// For each claim, its candidates with their probabilities; none where no moment is wanted.
    candidates: Vec<Option<Probabilities>>,
}

/// The candidates of a claim's first moment, and how probable each is.
#[derive(Debug)]
pub(crate) struct Probabilities {
    pub(crate) segments: Vec<SegmentIndex>,
    pub(crate) mass: Vec<f64>,
}

impl<'n> Aligned<'n> {
    pub(crate) fn new(aligner: &'n Aligner<'n>, claims: &'n [Claim<'n>]) -> Self {
        let mut aligned = Self {
            aligner,
            claims,
            alignments: claims.iter().map(|_| Alignment::nothing()).collect(),
            candidates: claims.iter().map(|_| None).collect(),
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

    /// The candidates of a claim; none if there is no such claim, or it wants no moment.
    pub(crate) fn probabilities(&self, claim: usize) -> Option<&Probabilities> {
        self.candidates.get(claim)?.as_ref()
    }

    /// Aligns the claims of a piece, and keeps the answers to those that it is to answer.
    fn add(&mut self, piece: &Piece) {
        let mut candidates = candidate::candidates(self.aligner, self.claims, piece.read.clone());
        let scores = self.aligner.scores(&candidates);
        let mut found = self.aligner.marginals(&candidates, &scores);
        for moments in chain::by_claim(candidates.iter().map(|c| c.link)) {
            let at = moments.start;
            let claim = piece.read.start + candidates[at].claim;
            if !piece.answered.contains(&claim) {
                continue;
            }
            if let Some(answer) = self.answer(claim, &candidates[at], &scores[at], &found[moments])
            {
                self.alignments[claim] = answer;
            }
            self.candidates[claim] = Some(Probabilities {
                segments: std::mem::take(&mut candidates[at].segments),
                mass: std::mem::take(&mut found[at]),
            });
        }
    }

    /// The answer for a claim, given the candidates of its first moment with their scores, and the
    /// probabilities of the candidates for each of its moments.
    fn answer(
        &self,
        claim: usize,
        candidates: &Candidates,
        scores: &[f64],
        masses: &[Vec<f64>],
    ) -> Option<Alignment> {
        let (first, further) = masses.split_first()?;
        let odds = Odds {
            segments: &candidates.segments,
            mass: first,
            starts: &self.aligner.index.starts,
        };
        let choice = odds.choose(further, self.claims[claim].moments)?;
        let evidence = confidence::evidence(&candidates.features, scores, &odds, &choice);
        let (score, confidence) = confidence::judge(&evidence);
        let moments = choice.segments.into_iter();
        Some(Alignment {
            moments: moments
                .map(|segment| self.aligner.moment(&candidates.query, segment))
                .collect(),
            score,
            confidence,
        })
    }
}
