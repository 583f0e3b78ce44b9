//! Which claims of a note want a look, and why.

use kbnote_align::{Aligned, Aligner, Alignment, Confidence};
use kbnote_core::{Timestamp, Track};
use kbnote_note::{Anchor, AnchorStyle, Claim, Note, NoteState};
use serde::Serialize;

use crate::anchoring::{Moments, Places, Plan, PlannedClaim, Policy, Status, Warning};
use crate::ui::shorten;

/// How far an anchor may stand from where the captions lead before that wants a look.
const NEAR_MILLIS: u64 = 10_000;

/// How a claim stands, those first that want a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    /// It has an anchor that the captions do not speak for, or not clearly.
    Doubtful,
    /// It has no anchor and an author would give it one.
    Missing,
    /// Its anchor stands where the captions say.
    Sure,
    /// Its times are the author's.
    Pinned,
    /// It has an anchor, and there are no captions to hold it against.
    Unknown,
    /// It has no anchor, and needs none or is to have none.
    Plain,
}

/// How a claim stands and, where it wants a look, why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) standing: Standing,
    pub(crate) reason: Option<String>,
}

/// How many claims of a note want a look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Tally {
    /// Anchors in doubt.
    pub(crate) doubtful: usize,
    /// Sentences without an anchor.
    pub(crate) missing: usize,
}

/// What a run that changes no anchor says of the claims: where each stands with its author.
fn plan(
    note: &Note,
    track: &Track,
    aligned: (&[Claim], &Aligned<'_>),
    state: Option<&NoteState>,
) -> Plan {
    let policy = Policy {
        retime: false,
        follow_captions: false,
        places: Places::Sentence,
        moments: Moments::One,
        style: AnchorStyle::Html,
    };
    Plan::of_aligned(note, track, aligned, state, policy)
}

/// How each claim stands.
pub(crate) fn judge_all(
    note: &Note,
    claims: &[Claim],
    track: &Track,
    aligned: &Aligned<'_>,
    state: Option<&NoteState>,
) -> Vec<Judgement> {
    let plan = plan(note, track, (claims, aligned), state);
    let mut planned = plan.claims.iter().peekable();
    let judge = |(claim, alignment): (&Claim, &Alignment)| {
        // The plan has the claims in their order, without those that nothing is to become of.
        let own = planned.next_if(|planned| planned.claim.range == claim.range);
        judge(note, claim, own, Some(alignment))
    };
    claims.iter().zip(aligned.alignments()).map(judge).collect()
}

/// How the claims of a note stand, counted.
pub(crate) fn tally(
    note: &Note,
    track: &Track,
    aligner: &Aligner<'_>,
    state: Option<&NoteState>,
) -> Tally {
    let claims = note.claims();
    let to_align = crate::anchoring::to_align(note, &claims);
    let aligned = aligner.aligned(&to_align);
    let judged = judge_all(note, &claims, track, &aligned, state);
    let count = |standing| judged.iter().filter(|j| j.standing == standing).count();
    Tally {
        doubtful: count(Standing::Doubtful),
        missing: count(Standing::Missing),
    }
}

/// How a claim stands where there are no captions.
pub(crate) fn unjudged(claim: &Claim) -> Judgement {
    let standing = match (claim.is_anchored(), claim.wants_anchor()) {
        (true, _) => Standing::Unknown,
        (false, true) => Standing::Missing,
        (false, false) => Standing::Plain,
    };
    Judgement {
        standing,
        reason: None,
    }
}

fn judge(
    note: &Note,
    claim: &Claim,
    planned: Option<&PlannedClaim>,
    alignment: Option<&Alignment>,
) -> Judgement {
    let (standing, reason) = match planned {
        None => (unjudged(claim).standing, None),
        Some(planned) if !claim.is_anchored() => match planned.status {
            Status::Placed | Status::Moved => (Standing::Missing, Some("no anchor yet".to_owned())),
            Status::Unsupported => (
                Standing::Missing,
                Some("the captions do not say it".to_owned()),
            ),
            Status::Kept | Status::Pinned => (Standing::Plain, None),
        },
        Some(planned) if planned.status == Status::Pinned => {
            (Standing::Pinned, planned.warning.as_ref().and_then(told))
        }
        Some(planned) => match doubt(note, claim, planned, alignment) {
            Some(reason) => (Standing::Doubtful, Some(reason)),
            None => (Standing::Sure, None),
        },
    };
    Judgement { standing, reason }
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
        Confidence::None => Some("the captions do not say it".to_owned()),
        Confidence::Low => Some("the captions are not clear".to_owned()),
        Confidence::High => {
            let found = alignment.moments.first()?.time;
            let anchors = note.anchors().get(claim.anchors.clone())?;
            let times: Vec<Timestamp> = anchors.iter().filter_map(Anchor::time).collect();
            let is_near = times.iter().any(|time| time.abs_diff(found) <= NEAR_MILLIS);
            (!is_near).then(|| format!("the captions say {}", found.floor_to_second()))
        }
    }
}

fn told(warning: &Warning) -> Option<String> {
    match warning {
        Warning::Contradicted { found } => Some(format!("the captions say {found}")),
        Warning::WouldMove { to } => Some(format!("the captions changed, and now say {to}")),
        Warning::SplitFrom { text } => {
            let text = shorten(text, 40);
            Some(format!("the anchor was written for “{text}”"))
        }
        Warning::NewlyFound { at } => Some(format!("the captions say {at}")),
        Warning::Declined | Warning::Reworded => None,
    }
}

#[cfg(test)]
mod tests {
    use kbnote_align::Moment;

    use super::*;

    const NOTE: &str = "Flocks roost [00:00:10](https://youtu.be/kbnoteDemo1?t=10).\n";

    /// How the first claim of a note stands that the captions place at `seconds`.
    fn judged(
        text: &str,
        (status, warning): (Status, Option<Warning>),
        (confidence, seconds): (Confidence, u64),
    ) -> (Standing, Option<String>) {
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
            trusted: false,
        };
        let judged = judge(&note, &claim, Some(&planned), Some(&alignment));
        (judged.standing, judged.reason)
    }

    fn because(reason: &str) -> Option<String> {
        Some(reason.to_owned())
    }

    #[test]
    fn an_anchor_is_in_doubt_without_high_confidence_or_far_from_where_that_leads() {
        let kept = || (Status::Kept, None);
        for (found, stands) in [
            ((Confidence::High, 12), (Standing::Sure, None)),
            (
                (Confidence::High, 60),
                (Standing::Doubtful, because("the captions say 00:01:00")),
            ),
            (
                (Confidence::Low, 10),
                (Standing::Doubtful, because("the captions are not clear")),
            ),
            (
                (Confidence::None, 10),
                (Standing::Doubtful, because("the captions do not say it")),
            ),
        ] {
            assert_eq!(judged(NOTE, kept(), found), stands);
        }
        let to = Timestamp::from_secs(11);
        let changed = (Status::Kept, Some(Warning::WouldMove { to }));
        let (standing, reason) = judged(NOTE, changed, (Confidence::High, 11));
        assert_eq!(standing, Standing::Doubtful);
        assert_eq!(
            reason,
            because("the captions changed, and now say 00:00:11")
        );
    }

    #[test]
    fn what_the_author_decided_is_not_in_doubt() {
        let found = Timestamp::from_secs(60);
        let pinned = (Status::Pinned, Some(Warning::Contradicted { found }));
        let stands = judged(NOTE, pinned, (Confidence::High, 60));
        assert_eq!(
            stands,
            (Standing::Pinned, because("the captions say 00:01:00"))
        );
        let bare = "Flocks roost.\n";
        let declined = (Status::Kept, Some(Warning::Declined));
        let stands = judged(bare, declined, (Confidence::High, 60));
        assert_eq!(stands, (Standing::Plain, None));
        let placed = judged(bare, (Status::Placed, None), (Confidence::High, 60));
        assert_eq!(placed, (Standing::Missing, because("no anchor yet")));
    }
}
