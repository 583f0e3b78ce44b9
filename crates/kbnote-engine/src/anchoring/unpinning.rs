//! Times that were the author's, found by the captions again. Nothing is written here.

use kbnote_core::{Timestamp, Track};
use kbnote_note::{AnchorFormat, Claim, EditError, Note, NoteState, Splice};

use super::language::check_language;
use super::planned::{AnchorPlan, PlannedClaim};
use super::policy::AnchorPolicy;
use super::{aligner, pinning};

/// A note some times of which were let go.
pub struct UnpinnedNote {
    /// The note with the times that were found.
    pub note: Note,
    /// The first time of each of the claims; none where the captions do not support it.
    pub times: Vec<Option<Timestamp>>,
}

/// Lets the captions decide on claims of a note: their times are found at once. Without a track, or
/// with one in another language, they stand as they are until there is one.
pub fn unpin(
    note: &Note,
    claims: &[Claim],
    track: Option<&Track>,
    format: AnchorFormat<'_>,
    state: &mut NoteState,
) -> Result<UnpinnedNote, EditError> {
    for claim in claims {
        pinning::free(note, claim, state);
    }
    let plan = track.map(|track| plan(note, track, format, state));
    let plan = plan.flatten().unwrap_or_default();
    let found: Vec<&PlannedClaim> = plan
        .claims
        .iter()
        .filter(|planned| claims.contains(&planned.claim))
        .collect();
    let splices: Vec<Splice> = found
        .iter()
        .flat_map(|planned| plan.splices[planned.splices.clone()].to_vec())
        .collect();
    let mut times = vec![None; claims.len()];
    for (claim, time) in claims.iter().zip(&mut times) {
        let planned = found.iter().find(|planned| planned.claim == *claim);
        let anchors = planned.map(|planned| planned.anchors.as_slice());
        let found: Vec<Timestamp> = anchors
            .unwrap_or_default()
            .iter()
            .filter_map(|anchor| anchor.time)
            .collect();
        *time = found.first().copied().or_else(|| shown(note, claim));
        if !found.is_empty() {
            let seconds = found.into_iter().map(Timestamp::as_secs).collect();
            pinning::set_found(note, claim, seconds, state);
        }
    }
    Ok(UnpinnedNote {
        note: note.edited(&splices)?,
        times,
    })
}

/// What becomes of the claims if all that are not pinned are found anew.
fn plan(
    note: &Note,
    track: &Track,
    format: AnchorFormat<'_>,
    state: &NoteState,
) -> Option<AnchorPlan> {
    let aligner = aligner(track);
    check_language(note, &aligner).ok()?;
    let policy = AnchorPolicy {
        retime: true,
        ..AnchorPolicy::new(format.style).at_address(format.address)
    };
    Some(AnchorPlan::new(note, track, &aligner, Some(state), policy))
}

fn shown(note: &Note, claim: &Claim) -> Option<Timestamp> {
    let anchors = note.anchors().get(claim.anchors.clone())?;
    anchors.first()?.time()
}
