//! What captions say of the claims of a note.

use kbnote_align::Explanation;
use kbnote_note::{Claim, Note, NoteState};

use super::review_status::{ClaimReview, review_claims, without_captions};
use super::{Captions, Problem};
use crate::anchoring::{aligner_claims, check_language};

/// The reviews and explanations of the claims of a note.
pub(super) struct Alignments {
    pub(super) reviews: Vec<ClaimReview>,
    pub(super) explained: Vec<Option<Explanation>>,
    pub(super) problem: Option<Problem>,
}

impl Alignments {
    pub(super) fn new(
        note: &Note,
        captions: Option<&Captions>,
        state: Option<&NoteState>,
        claims: &[Claim],
    ) -> Self {
        let Some(captions) = captions else {
            return Self::nothing(claims, None);
        };
        let (track, aligner) = (captions.track(), captions.aligner());
        if let Err(error) = check_language(note, aligner) {
            return Self::nothing(claims, Some(Problem::from(&error)));
        }
        let aligner_claims = aligner_claims(note, claims);
        let aligned = aligner.aligned(&aligner_claims);
        Self {
            reviews: review_claims(note, claims, track, &aligned, state),
            explained: (0..claims.len()).map(|i| aligned.explain(i)).collect(),
            problem: None,
        }
    }

    fn nothing(claims: &[Claim], problem: Option<Problem>) -> Self {
        Self {
            reviews: claims.iter().map(without_captions).collect(),
            explained: claims.iter().map(|_| None).collect(),
            problem,
        }
    }
}
