//! Which claims of a note need review, and why.

use kbnote_align::{Aligned, Aligner, Alignment, Confidence};
use kbnote_core::{Timestamp, Track};
use kbnote_note::{Anchor, AnchorStyle, Claim, Note, NoteState};
use serde::Serialize;

use crate::anchoring::{AnchorPlan, AnchorPolicy, MoveReason, PlannedClaim, Status, Warning};
use crate::text::shorten;

/// Distance from an anchor to the best match in the captions from which on it needs review.
const NEAR_MILLIS: u64 = 10_000;

/// The review status of a claim; those that need review come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, ts_rs::TS))]
#[serde(rename_all = "lowercase")]
pub enum ReviewStatus {
    /// Its anchor has no clear match in the captions.
    Doubtful,
    /// It has no anchor, though an author would add one.
    Missing,
    /// Its anchor matches the captions.
    Sure,
    /// Its anchors are pinned.
    Pinned,
    /// It has an anchor, and there are no captions to check it against.
    Unknown,
    /// No anchor, and none expected.
    Plain,
}

/// The status of a claim and, where it needs review, the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ClaimReview {
    pub(super) standing: ReviewStatus,
    pub(super) reason: Option<String>,
    /// When the anchor would be that it is to get.
    pub(super) proposed: Option<Timestamp>,
}

/// How many claims of a note need review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DoubtCounts {
    /// Claims with a doubtful anchor.
    pub doubtful: usize,
    /// Claims that lack an anchor.
    pub missing: usize,
}

/// The plan of a run that keeps all anchors: the status of each claim.
fn plan(
    note: &Note,
    track: &Track,
    aligned: (&[Claim], &Aligned<'_>),
    state: Option<&NoteState>,
) -> AnchorPlan {
    let policy = AnchorPolicy::new(AnchorStyle::Html);
    AnchorPlan::of_aligned(note, track, aligned, state, policy)
}

/// The review of each claim.
pub(super) fn review_claims(
    note: &Note,
    claims: &[Claim],
    track: &Track,
    aligned: &Aligned<'_>,
    state: Option<&NoteState>,
) -> Vec<ClaimReview> {
    let plan = plan(note, track, (claims, aligned), state);
    let mut planned = plan.claims.iter().peekable();
    let review = |(claim, alignment): (&Claim, &Alignment)| {
        // The plan has the claims in their order, without those that nothing is to become of.
        let own = planned.next_if(|planned| planned.claim.range == claim.range);
        review(note, claim, own, Some(alignment))
    };
    claims
        .iter()
        .zip(aligned.alignments())
        .map(review)
        .collect()
}

/// Counts the claims of a note that want a look.
pub(super) fn count_doubts(
    note: &Note,
    track: &Track,
    aligner: &Aligner,
    state: Option<&NoteState>,
) -> DoubtCounts {
    let claims = note.claims();
    let aligner_claims = crate::anchoring::aligner_claims(note, &claims);
    let aligned = aligner.aligned(&aligner_claims);
    let reviewed = review_claims(note, &claims, track, &aligned, state);
    let count = |standing| reviewed.iter().filter(|j| j.standing == standing).count();
    DoubtCounts {
        doubtful: count(ReviewStatus::Doubtful),
        missing: count(ReviewStatus::Missing),
    }
}

/// The review of a claim without captions.
pub(super) fn without_captions(claim: &Claim) -> ClaimReview {
    let standing = match (claim.is_anchored(), claim.wants_anchor()) {
        (true, _) => ReviewStatus::Unknown,
        (false, true) => ReviewStatus::Missing,
        (false, false) => ReviewStatus::Plain,
    };
    ClaimReview {
        standing,
        reason: None,
        proposed: None,
    }
}

fn review(
    note: &Note,
    claim: &Claim,
    planned: Option<&PlannedClaim>,
    alignment: Option<&Alignment>,
) -> ClaimReview {
    let (standing, reason) = match planned {
        None => (without_captions(claim).standing, None),
        Some(planned) if planned.is_removed() => {
            (ReviewStatus::Plain, Some("removed by you".to_owned()))
        }
        Some(planned) if !claim.is_anchored() => match planned.status {
            Status::Placed | Status::Moved => {
                (ReviewStatus::Missing, Some("no anchor yet".to_owned()))
            }
            Status::Unsupported => (
                ReviewStatus::Missing,
                Some("not found in the captions".to_owned()),
            ),
            Status::Kept | Status::Pinned => (ReviewStatus::Plain, None),
        },
        Some(planned) if planned.status == Status::Pinned => (
            ReviewStatus::Pinned,
            planned.warning.as_ref().and_then(told),
        ),
        Some(planned) => match doubt(note, claim, planned, alignment) {
            Some(reason) => (ReviewStatus::Doubtful, Some(reason)),
            None => (ReviewStatus::Sure, None),
        },
    };
    ClaimReview {
        standing,
        reason,
        proposed: planned.and_then(proposed),
    }
}

/// When the first anchor of a claim would be.
fn proposed(planned: &PlannedClaim) -> Option<Timestamp> {
    let is_first = planned.status == Status::Placed && !planned.claim.is_anchored();
    planned.anchors.first().filter(|_| is_first)?.time
}

/// Why an anchor that is not the author's wants a look, if it does.
fn doubt(
    note: &Note,
    claim: &Claim,
    planned: &PlannedClaim,
    alignment: Option<&Alignment>,
) -> Option<String> {
    if let Some(warning) = planned.warning.as_ref().and_then(told) {
        return Some(warning);
    }
    let alignment = alignment?;
    match alignment.confidence {
        Confidence::None => Some("not found in the captions".to_owned()),
        Confidence::Low => Some("unclear match in the captions".to_owned()),
        Confidence::High => {
            let found = alignment.moments.first()?.time;
            let anchors = note.anchors().get(claim.anchors.clone())?;
            let times: Vec<Timestamp> = anchors.iter().filter_map(Anchor::time).collect();
            let is_near = times.iter().any(|time| time.abs_diff(found) <= NEAR_MILLIS);
            (!is_near).then(|| format!("the captions point to {}", found.floor_to_second()))
        }
    }
}

const OF_OTHER_RECORDING: &str = "its time is of another recording, and this one does not say it";

fn told(warning: &Warning) -> Option<String> {
    match warning {
        Warning::WouldMove {
            to,
            reason: MoveReason::CaptionsChanged,
        } => Some(format!("the captions changed and now point to {to}")),
        Warning::SplitFrom { text } => {
            let text = shorten(text, 40);
            Some(format!("the anchor was written for “{text}”"))
        }
        Warning::Contradicted { found: at }
        | Warning::WouldMove { to: at, .. }
        | Warning::NewlyFound { at } => Some(format!("the captions point to {at}")),
        Warning::OfOtherRecording => Some(OF_OTHER_RECORDING.to_owned()),
        Warning::Declined | Warning::Reworded => None,
    }
}

#[cfg(test)]
mod tests {
    use kbnote_align::Moment;

    use super::*;

    const NOTE: &str = "Flocks roost [00:00:10](https://youtu.be/kbnoteDemo1?t=10).\n";

    /// How the first claim of a note stands that the captions place at `seconds`.
    fn reviewed(
        text: &str,
        (status, warning): (Status, Option<Warning>),
        (confidence, seconds): (Confidence, u64),
    ) -> (ReviewStatus, Option<String>) {
        let note = Note::parse(text);
        let claim = note.claims().remove(0);
        let alignment = Alignment {
            moments: vec![Moment {
                time: Timestamp::from_secs(seconds),
                end: Timestamp::from_secs(seconds + 4),
                cues: 0..1,
                estimated: false,
            }],
            score: 0.5,
            places: Vec::new(),
            confidence,
        };
        let planned = PlannedClaim {
            claim: claim.clone(),
            status,
            score: 0.5,
            confidence,
            moments: Vec::new(),
            anchors: Vec::new(),
            splices: 0..0,
            warning,
            move_reason: None,
            trusted: false,
            times_of: None,
        };
        let reviewed = review(&note, &claim, Some(&planned), Some(&alignment));
        (reviewed.standing, reviewed.reason)
    }

    fn because(reason: &str) -> Option<String> {
        Some(reason.to_owned())
    }

    #[test]
    fn an_anchor_is_in_doubt_without_high_confidence_or_far_from_where_that_leads() {
        let kept = || (Status::Kept, None);
        for (found, stands) in [
            ((Confidence::High, 12), (ReviewStatus::Sure, None)),
            (
                (Confidence::High, 60),
                (
                    ReviewStatus::Doubtful,
                    because("the captions point to 00:01:00"),
                ),
            ),
            (
                (Confidence::Low, 10),
                (
                    ReviewStatus::Doubtful,
                    because("unclear match in the captions"),
                ),
            ),
            (
                (Confidence::None, 10),
                (ReviewStatus::Doubtful, because("not found in the captions")),
            ),
        ] {
            assert_eq!(reviewed(NOTE, kept(), found), stands);
        }
        let to = Timestamp::from_secs(11);
        let changed = (
            Status::Kept,
            Some(Warning::WouldMove {
                to,
                reason: MoveReason::CaptionsChanged,
            }),
        );
        let (standing, reason) = reviewed(NOTE, changed, (Confidence::High, 11));
        assert_eq!(standing, ReviewStatus::Doubtful);
        assert_eq!(
            reason,
            because("the captions changed and now point to 00:00:11")
        );
    }

    #[test]
    fn the_authors_decisions_are_not_in_doubt() {
        let found = Timestamp::from_secs(60);
        let pinned = (Status::Pinned, Some(Warning::Contradicted { found }));
        let stands = reviewed(NOTE, pinned, (Confidence::High, 60));
        assert_eq!(
            stands,
            (
                ReviewStatus::Pinned,
                because("the captions point to 00:01:00")
            )
        );
        let bare = "Flocks roost.\n";
        let declined = (Status::Kept, Some(Warning::Declined));
        let stands = reviewed(bare, declined, (Confidence::High, 60));
        assert_eq!(stands, (ReviewStatus::Plain, because("removed by you")));
        let placed = reviewed(bare, (Status::Placed, None), (Confidence::High, 60));
        assert_eq!(placed, (ReviewStatus::Missing, because("no anchor yet")));
    }
}
