//! Plans for the parts of a note, each against the captions of its own recording.

use std::sync::Arc;

use kbnote_align::Confidence;
use kbnote_core::Track;
use kbnote_note::{Anchor, Claim, Note, NotePart, NoteState, Splice};

use super::history::{self, ClaimHistory, CurrentClaim};
use super::plan::times_of;
use super::planned::{AnchorPlan, PlannedAnchor, PlannedClaim, Status, Warning};
use super::shifts::locate_anchors_after;

/// A part of a note and the plan for its anchors.
#[derive(Debug)]
pub struct PartPlan {
    /// The part.
    pub part: NotePart,
    /// The captions; none where there are none of its recording: then its anchors stand as they are.
    pub track: Option<Arc<Track>>,
    /// What is known of the part.
    pub known: Option<NoteState>,
    /// The plan.
    pub plan: AnchorPlan,
}

impl PartPlan {
    /// A part whose anchors stand as they are, since there are no captions of its recording.
    #[must_use]
    pub fn without_captions(part: NotePart, known: Option<NoteState>) -> Self {
        Self {
            plan: AnchorPlan::without_captions(&part.note, known.as_ref()),
            part,
            track: None,
            known,
        }
    }

    /// What to remember of the part once its plan is carried out.
    pub(crate) fn state(&self) -> NoteState {
        let known = self.known.as_ref();
        match &self.track {
            Some(track) => self.plan.state(track, known),
            None => NoteState {
                // No older aligner has decided on a part that never had captions.
                aligner: match known.filter(|known| known.track.is_some()) {
                    Some(known) => known.aligner,
                    None => Some(kbnote_align::GENERATION),
                },
                claims: self
                    .plan
                    .claims
                    .iter()
                    .filter_map(PlannedClaim::state)
                    .collect(),
                ..known.cloned().unwrap_or_default()
            },
        }
    }
}

/// The edits of all parts of a note. From then on the plans say where anchors will be once all are made.
pub fn join_splices(plans: &mut [PartPlan]) -> Vec<Splice> {
    let splices: Vec<Splice> = plans
        .iter()
        .flat_map(|part| part.plan.splices.clone())
        .collect();
    if plans.len() > 1 {
        for PartPlan { part, plan, .. } in plans {
            locate_anchors_after(&part.note, &mut plan.claims, &splices);
        }
    }
    splices
}

/// What to remember of a note once the plans for its parts are carried out.
#[must_use]
pub fn joined_state(known: Option<&NoteState>, plans: &[PartPlan]) -> NoteState {
    NoteState::of_parts(known, plans.iter().map(|plan| (&plan.part, plan.state())))
}

impl AnchorPlan {
    /// The plan for a note without captions: its anchors stand as they are.
    #[must_use]
    pub fn without_captions(note: &Note, state: Option<&NoteState>) -> Self {
        let claims = note.claims();
        let present: Vec<_> = claims.iter().map(|c| CurrentClaim::of(note, c)).collect();
        let state = state.filter(|state| state.knows_anchors());
        let became = history::compare(&present, state);
        let standing = claims.iter().zip(became).filter_map(|(claim, history)| {
            let is_declined = history == ClaimHistory::Declined;
            (claim.is_anchored() || is_declined).then(|| PlannedClaim {
                claim: claim.clone(),
                status: match history {
                    ClaimHistory::Pinned => Status::Pinned,
                    _ => Status::Kept,
                },
                score: 0.0,
                confidence: Confidence::None,
                moments: Vec::new(),
                anchors: standing(note, claim),
                splices: 0..0,
                warning: is_declined.then_some(Warning::Declined),
                move_reason: None,
                trusted: matches!(
                    history,
                    ClaimHistory::Trusted | ClaimHistory::Reworded { trusted: true }
                ),
                times_of: times_of(history, state),
            })
        });
        Self {
            claims: standing.collect(),
            ..Self::default()
        }
    }
}

fn standing(note: &Note, claim: &Claim) -> Vec<PlannedAnchor> {
    let anchors = note.anchors()[claim.anchors.clone()].iter();
    let one = |anchor: &Anchor| PlannedAnchor {
        time: anchor.time(),
        end: None,
        before: anchor.time(),
        cues: 0..0,
        estimated: false,
        range: anchor.range.clone(),
        is_link: anchor.form.is_link(),
    };
    anchors.map(one).collect()
}
