//! Times behind sentences: what the captions would set or move.

use kbnote_core::{Timestamp, Track};
use kbnote_note::{ClaimState, Note, NoteState, Splice};

use super::Verdict;
use super::change::{Change, ChangeId, ChangeKind, Evidence, Slot};
use crate::anchoring::{AnchorPlan, PartPlan, PlannedClaim, Status, Warning};

/// What the plans for the parts of a note would change.
pub(super) fn propose(parts: &[PartPlan]) -> Vec<Change> {
    let numbers = first_numbers(parts);
    let of_part = |(part, first): (&PartPlan, usize)| {
        let Some(track) = &part.track else {
            return Vec::new();
        };
        let proposer = Proposer {
            note: &part.part.note,
            track,
            plan: &part.plan,
        };
        let change = |(n, claim)| {
            let slot = Slot::Claim(first + n);
            Some(Change {
                slot,
                ..proposer.change(claim)?
            })
        };
        part.plan
            .claims
            .iter()
            .enumerate()
            .filter_map(change)
            .collect()
    };
    parts.iter().zip(numbers).flat_map(of_part).collect()
}

/// The number of the first claim of each part, counted through all parts.
fn first_numbers(parts: &[PartPlan]) -> impl Iterator<Item = usize> {
    let counts = parts.iter().map(|part| part.plan.claims.len());
    counts.scan(0, |before, count| {
        let first = *before;
        *before += count;
        Some(first)
    })
}

struct Proposer<'a> {
    note: &'a Note,
    track: &'a Track,
    plan: &'a AnchorPlan,
}

impl Proposer<'_> {
    fn change(&self, planned: &PlannedClaim) -> Option<Change> {
        let splices = &self.plan.splices[planned.splices.clone()];
        match planned.status {
            Status::Placed | Status::Moved if !splices.is_empty() => {
                let old = planned.anchors.iter().filter_map(|anchor| anchor.before);
                let new = planned.anchors.iter().filter_map(|anchor| anchor.time);
                Some(self.made(planned, splices.to_vec(), old.collect(), new.collect()))
            }
            _ => self.contradicted(planned, disputed(planned, self.plan)?),
        }
    }

    /// The time is not kbnote's, and since it was set the captions lead elsewhere.
    fn contradicted(&self, planned: &PlannedClaim, found: Timestamp) -> Option<Change> {
        let anchors = &self.note.anchors()[planned.claim.anchors.clone()];
        let first = anchors.iter().find(|anchor| anchor.form.is_link())?;
        let change = self.made(
            planned,
            first.retime(&[found]),
            first.time().into_iter().collect(),
            vec![found],
        );
        Some(Change {
            conflict: true,
            ..change
        })
    }

    fn made(
        &self,
        planned: &PlannedClaim,
        splices: Vec<Splice>,
        old: Vec<Timestamp>,
        new: Vec<Timestamp>,
    ) -> Change {
        let places = splices.iter().map(|splice| &splice.range);
        let start = places.clone().map(|range| range.start).min();
        let end = places.map(|range| range.end).max();
        let claim = &planned.claim;
        Change {
            id: ChangeId::default(),
            kind: match planned.move_reason {
                Some(_) => ChangeKind::Times,
                None => ChangeKind::Anchors,
            },
            line: claim.line,
            range: claim.range.start.min(start.unwrap_or(usize::MAX))
                ..claim.range.end.max(end.unwrap_or_default()),
            what: claim.text.clone(),
            before: listed(&old),
            after: listed(&new),
            splices,
            conflict: false,
            evidence: Evidence::Captions {
                text: self.captions_at(&new),
                old,
                new,
                score: planned.score,
                confidence: planned.confidence,
                reason: planned.move_reason,
            },
            slot: Slot::Claim(0),
        }
    }

    /// What is said at some times.
    fn captions_at(&self, times: &[Timestamp]) -> String {
        let cue_at = |time: &Timestamp| {
            let cues = &self.track.cues;
            let end = cues.partition_point(|cue| cue.start().floor_to_second() <= *time);
            cues.get(end.checked_sub(1)?).map(kbnote_core::Cue::text)
        };
        let mut texts: Vec<&str> = times.iter().filter_map(cue_at).collect();
        texts.dedup();
        texts.join(" … ")
    }
}

/// The time that the captions, which changed, have for a claim whose own is not kbnote's.
fn disputed(planned: &PlannedClaim, plan: &AnchorPlan) -> Option<Timestamp> {
    match (planned.status, &planned.warning) {
        (Status::Pinned | Status::Kept, Some(Warning::Contradicted { found })) => {
            plan.captions_changed.then_some(*found)
        }
        _ => None,
    }
}

fn listed(times: &[Timestamp]) -> String {
    let times: Vec<String> = times.iter().map(Timestamp::to_string).collect();
    times.join(", ")
}

/// What to remember of the anchors once the changes that were accepted are written.
pub(super) fn state(
    parts: &[PartPlan],
    known: Option<&NoteState>,
    verdict: &dyn Fn(&Slot) -> Verdict,
) -> NoteState {
    let mut states = Vec::new();
    for (part, first) in parts.iter().zip(first_numbers(parts)) {
        let verdict = |n: usize| verdict(&Slot::Claim(first + n));
        let state = match &part.track {
            Some(track) => state_of_part(&part.plan, track, part.known.as_ref(), &verdict),
            None => part.state(),
        };
        states.push((&part.part, state));
    }
    NoteState::of_parts(known, states)
}

fn state_of_part(
    plan: &AnchorPlan,
    track: &Track,
    known: Option<&NoteState>,
    verdict: &dyn Fn(usize) -> Verdict,
) -> NoteState {
    let verdict_of: Vec<Verdict> = (0..plan.claims.len()).map(verdict).collect();
    let left_open = verdict_of.contains(&Verdict::Leave);
    let old_captions = known.filter(|_| left_open && plan.captions_changed);
    let remember = |(claim, verdict): (&PlannedClaim, &Verdict)| match verdict {
        Verdict::Accept => accepted(claim, plan).state(),
        Verdict::Reject => refused(claim).state(),
        Verdict::Leave => as_known(claim, plan, known),
    };
    NoteState {
        captions: old_captions
            .and_then(|known| known.captions.clone())
            .or_else(|| Some(track.fingerprint())),
        aligner: match known.filter(|_| left_open) {
            Some(known) => known.aligner,
            None => Some(kbnote_align::GENERATION),
        },
        track: Some(track.id.clone()),
        claims: plan
            .claims
            .iter()
            .zip(&verdict_of)
            .filter_map(remember)
            .collect(),
        ..known.cloned().unwrap_or_default()
    }
}

/// The claim as it is once its change is made. One that gave up its author's time for that of the
/// captions is kbnote's from then on; if it has others, they are still the author's, and so is it.
fn accepted(claim: &PlannedClaim, plan: &AnchorPlan) -> PlannedClaim {
    let mut made = claim.clone();
    let mut links = made.anchors.iter_mut().filter(|anchor| anchor.is_link);
    if let (Some(found), Some(first)) = (disputed(claim, plan), links.next()) {
        first.time = Some(found);
        if links.next().is_none() {
            made.status = Status::Kept;
            made.warning = None;
            made.trusted = false;
        }
    }
    made
}

/// The claim as it is if its change is refused.
fn refused(claim: &PlannedClaim) -> PlannedClaim {
    let mut kept = claim.clone();
    match claim.status {
        Status::Placed => {
            kept.anchors.clear();
            kept.warning = Some(Warning::Declined);
        }
        Status::Moved => {
            for anchor in &mut kept.anchors {
                anchor.time = anchor.before;
            }
        }
        // The author's time stays the author's.
        Status::Pinned | Status::Kept | Status::Unsupported => return kept,
    }
    kept.status = Status::Kept;
    kept
}

/// What was known of a claim whose change is put off: it shall be proposed again.
fn as_known(
    claim: &PlannedClaim,
    plan: &AnchorPlan,
    known: Option<&NoteState>,
) -> Option<ClaimState> {
    match claim.status {
        Status::Moved => {}
        Status::Pinned | Status::Kept => return claim.state(),
        Status::Placed | Status::Unsupported => return None,
    }
    let standing = refused(claim).state()?;
    let mut known = known.into_iter().flat_map(|known| &known.claims);
    let is_gone = |text: &str| plan.claims.iter().all(|other| other.claim.text != text);
    let same = known.find(|known| {
        known.times == standing.times && (known.text == standing.text || is_gone(&known.text))
    });
    Some(same.cloned().unwrap_or(standing))
}
