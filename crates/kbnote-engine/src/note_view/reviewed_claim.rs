//! What the captions say of a claim.

use kbnote_align::Explanation;
use kbnote_core::Timestamp;
use kbnote_note::{Claim, Note, NoteState};

use super::Captions;
use super::alignments::Alignments;
use super::review_status::ReviewStatus;

/// A claim with what the captions say of it.
#[derive(Clone, Debug)]
pub struct ReviewedClaim {
    /// The claim.
    pub claim: Claim,
    /// Whether it needs review.
    pub status: ReviewStatus,
    /// Why, if it does.
    pub reason: Option<String>,
    /// When the anchor would be that it lacks.
    pub proposed: Option<Timestamp>,
    /// What supports it; none without captions.
    pub explanation: Option<Explanation>,
}

/// Holds the claims of a note, in their order, against its captions.
#[must_use]
pub fn review(
    note: &Note,
    captions: Option<&Captions>,
    state: Option<&NoteState>,
) -> Vec<ReviewedClaim> {
    let claims = note.claims();
    let alignments = Alignments::new(note, captions, state, &claims);
    let reviews = alignments.reviews.into_iter().zip(alignments.explained);
    let reviewed = claims.into_iter().zip(reviews);
    let reviewed = reviewed.map(|(claim, (review, explanation))| ReviewedClaim {
        claim,
        status: review.standing,
        reason: review.reason,
        proposed: review.proposed,
        explanation,
    });
    reviewed.collect()
}
