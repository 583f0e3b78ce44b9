//! Decides what is to become of each claim of a note.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use kbnote_align::{Aligned, Aligner, Alignment, Confidence, Moment};
use kbnote_core::{Fingerprint, Timestamp, Track, VideoId};
use kbnote_note::{Anchor, Claim, Note, NoteState, Splice};

use super::aligner_input::{aligner_claims, links};
use super::history::{self, ClaimHistory, CurrentClaim};
use super::planned::{AnchorPlan, PlannedAnchor, PlannedClaim, Status, Warning};
use super::policy::{AnchorPolicy, AnchorScope, Moments};
use super::shifts::locate_anchors;
use crate::passages::{cue_at, passage_at};

/// The factor by which another place must score better before a reworded claim moves to it.
const REWORDED_MARGIN: f64 = 8.0;

/// The same factor for a claim whose words were replaced.
const REPLACED_MARGIN: f64 = 1.5;

/// From this score on a further moment is likely enough for an anchor of its own.
const LIKELY: f64 = 0.35;

impl AnchorPlan {
    /// Decides for a note against a track.
    pub fn new(
        note: &Note,
        track: &Track,
        aligner: &Aligner,
        state: Option<&NoteState>,
        policy: AnchorPolicy<'_>,
    ) -> Self {
        let claims = note.claims();
        let aligner_claims = aligner_claims(note, &claims);
        let aligned = aligner.aligned(&aligner_claims);
        Self::of_aligned(note, track, (&claims, &aligned), state, policy)
    }

    /// Decides for a note whose claims are aligned already.
    pub fn of_aligned(
        note: &Note,
        track: &Track,
        (claims, aligned): (&[Claim], &Aligned<'_>),
        state: Option<&NoteState>,
        policy: AnchorPolicy<'_>,
    ) -> Self {
        let template_lines = state.map_or_else(BTreeSet::new, template_lines);
        let present: Vec<_> = claims.iter().map(|c| CurrentClaim::of(note, c)).collect();
        let state = state.filter(|state| state.knows_anchors());
        let became = history::compare(&present, state);
        let planner = Planner {
            note,
            track,
            policy,
            captions_changed: captions_changed(track, state),
            generation: state.map_or(Ordering::Equal, generation),
            is_as_written: state.is_some_and(|state| is_as_written(note, state)),
            template_lines,
        };
        let mut plan = Self {
            captions_changed: planner.captions_changed,
            ..Self::default()
        };
        for (i, (claim, alignment)) in claims.iter().zip(aligned.alignments()).enumerate() {
            let explained = || aligned.explain(i);
            let finds_anew = match became[i] {
                ClaimHistory::Reworded { .. } => {
                    planner.is_better(REWORDED_MARGIN, claim, alignment, explained)
                }
                ClaimHistory::Replaced => {
                    planner.is_better(REPLACED_MARGIN, claim, alignment, explained)
                }
                ClaimHistory::FromOtherPart(_) => alignment.confidence != Confidence::None,
                _ => false,
            };
            let context = ClaimContext {
                claim,
                alignment,
                history: became[i],
                times_of: times_of(became[i], state).filter(|_| !finds_anew),
                finds_anew,
            };
            let planned = planner.plan(&context, claims, &mut plan.splices);
            plan.claims.extend(planned);
        }
        locate_anchors(note, &mut plan);
        plan
    }
}

/// The other recording that the times of a claim are of.
pub(super) fn times_of(history: ClaimHistory, state: Option<&NoteState>) -> Option<VideoId> {
    match history {
        ClaimHistory::FromOtherPart(known) => state?.claims.get(known)?.video.clone(),
        _ => None,
    }
}

/// How the generation of the aligner that found the times of a note compares with this one. States
/// that name none are older than all generations.
fn generation(state: &NoteState) -> Ordering {
    state.aligner.cmp(&Some(kbnote_align::GENERATION))
}

/// Whether the note is as kbnote wrote it.
fn is_as_written(note: &Note, state: &NoteState) -> bool {
    state.note == Some(Fingerprint::of(note.bytes()).to_string())
}

/// The lines that the template wrote into a note.
fn template_lines(state: &NoteState) -> BTreeSet<&str> {
    let template = state.base.template.iter();
    let lines = template.flat_map(|base| &base.lines);
    lines.map(|line| line.trim_end()).collect()
}

fn captions_changed(track: &Track, state: Option<&NoteState>) -> bool {
    let known = state.and_then(|state| state.captions.as_ref());
    known.is_some_and(|fingerprint| *fingerprint != track.fingerprint())
}

/// What the decisions about the claims of one note have in common.
pub(super) struct Planner<'a> {
    pub(super) note: &'a Note,
    track: &'a Track,
    pub(super) policy: AnchorPolicy<'a>,
    pub(super) captions_changed: bool,
    /// That of the aligner that found the times.
    pub(super) generation: Ordering,
    is_as_written: bool,
    template_lines: BTreeSet<&'a str>,
}

/// A claim, where it was found, and what its author did.
pub(super) struct ClaimContext<'a> {
    pub(super) claim: &'a Claim,
    pub(super) alignment: &'a Alignment,
    pub(super) history: ClaimHistory,
    /// Whether its anchors give way to what was found, though that was not asked for.
    finds_anew: bool,
    /// The other recording that its times stay those of.
    times_of: Option<VideoId>,
}

impl ClaimContext<'_> {
    /// Whether its times stood there before kbnote knew the note.
    fn is_trusted(&self) -> bool {
        matches!(
            self.history,
            ClaimHistory::Trusted | ClaimHistory::Reworded { trusted: true }
        )
    }

    /// What is to be told of a claim that keeps its anchor though its words changed.
    fn unclear(&self) -> Option<Warning> {
        let changed = matches!(
            self.history,
            ClaimHistory::Reworded { .. } | ClaimHistory::Replaced
        );
        let is_unclear = changed && self.alignment.confidence != Confidence::High;
        is_unclear.then_some(Warning::Reworded)
    }
}

impl Planner<'_> {
    fn plan(
        &self,
        context: &ClaimContext<'_>,
        claims: &[Claim],
        splices: &mut Vec<Splice>,
    ) -> Option<PlannedClaim> {
        let (claim, alignment) = (context.claim, context.alignment);
        let first = splices.len();
        let mut move_reason = None;
        let (status, warning) = match context.history {
            ClaimHistory::New => self.first_anchor(claim, alignment, splices)?,
            ClaimHistory::Declined => (Status::Kept, Some(Warning::Declined)),
            ClaimHistory::Pinned => (Status::Pinned, self.contradiction(claim, alignment)),
            ClaimHistory::SplitFrom(owner) => {
                let text = claims[owner].text.clone();
                (Status::Kept, Some(Warning::SplitFrom { text }))
            }
            _ if context.is_trusted() && self.policy.follow_captions && !context.finds_anew => {
                let changed = self.captions_changed;
                let elsewhere = changed.then(|| self.contradiction(claim, alignment));
                (Status::Kept, elsewhere.flatten())
            }
            ClaimHistory::FromOtherPart(_) if context.finds_anew => {
                (self.rewrite(claim, alignment, splices), None)
            }
            ClaimHistory::FromOtherPart(_) => (Status::Kept, Some(Warning::OfOtherRecording)),
            ClaimHistory::Reworded { .. }
            | ClaimHistory::Replaced
            | ClaimHistory::Trusted
            | ClaimHistory::Same => {
                let moved = self.would_move(context);
                let warning = moved.map(|(to, reason)| Warning::WouldMove { to, reason });
                let follows = self.policy.follow_captions && warning.is_some();
                if self.policy.retime || context.finds_anew || follows {
                    let unchanged = moved.filter(|_| !context.finds_anew);
                    move_reason = unchanged.map(|(_, reason)| reason);
                    (self.retime(claim, alignment, splices), None)
                } else {
                    (Status::Kept, warning.or_else(|| context.unclear()))
                }
            }
        };
        Some(PlannedClaim {
            claim: claim.clone(),
            status,
            score: alignment.score,
            confidence: alignment.confidence,
            moments: alignment.places.clone(),
            anchors: self.anchors(claim, alignment, status),
            splices: first..splices.len(),
            warning,
            move_reason,
            trusted: context.is_trusted() && self.differs(claim, alignment),
            times_of: context.times_of.clone(),
        })
    }

    /// Whether the claim stands at other times than were found.
    fn differs(&self, claim: &Claim, alignment: &Alignment) -> bool {
        let stands = links(self.note, claim).map(Anchor::time);
        let found = shown_times(&alignment.moments);
        !stands.eq(found.into_iter().map(Some))
    }

    /// Sets the first anchor of a claim, if it is to have one and the captions support it; one that
    /// another aligner left without is only reported, unless the note is regenerated.
    fn first_anchor(
        &self,
        claim: &Claim,
        alignment: &Alignment,
        splices: &mut Vec<Splice>,
    ) -> Option<(Status, Option<Warning>)> {
        let gets_none = !claim.wants_anchor() || self.is_of_template(claim);
        if self.policy.places == AnchorScope::Existing || gets_none {
            return None;
        }
        if alignment.confidence == Confidence::None {
            return Some((Status::Unsupported, None));
        }
        let is_asked_for = self.policy.retime || self.policy.follow_captions;
        let is_untouched = self.is_as_written && !self.captions_changed;
        if self.generation.is_ne() && is_untouched && !is_asked_for {
            let at = alignment.moments.first()?.time.floor_to_second();
            return Some((Status::Kept, Some(Warning::NewlyFound { at })));
        }
        let times = shown_times(&self.new_moments(alignment));
        splices.extend(self.policy.format.insert(self.note, claim, &times));
        Some((Status::Placed, None))
    }

    /// Whether a claim is in lines that the template wrote.
    fn is_of_template(&self, claim: &Claim) -> bool {
        let text = self.note.text();
        let start = text[..claim.range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[claim.range.end..].find('\n');
        let end = end.map_or(text.len(), |at| claim.range.end + at);
        let mut lines = text[start..end].lines().map(str::trim_end);
        lines.all(|line| self.template_lines.contains(line))
    }

    /// The moments at which a claim without anchors gets some, in order of time.
    fn new_moments(&self, alignment: &Alignment) -> Vec<Moment> {
        let mut moments = alignment.moments.clone();
        if self.policy.moments == Moments::Auto && moments.len() == 1 {
            let further = alignment.places.iter().skip(1);
            let likely = further.filter(|place| place.score >= LIKELY);
            moments.extend(likely.map(|place| place.moment.clone()));
            moments.sort_by_key(|moment| moment.time);
        }
        moments
    }

    /// Gives the anchors of a claim the times that were found.
    fn retime(&self, claim: &Claim, alignment: &Alignment, splices: &mut Vec<Splice>) -> Status {
        let times = shown_times(&alignment.moments);
        let text = self.note.text();
        let before = splices.len();
        for (i, anchor) in links(self.note, claim).enumerate() {
            let time = times.get(i).or(times.last());
            let changes = anchor.retime(time.map_or(&[], std::slice::from_ref));
            splices.extend(
                changes
                    .into_iter()
                    .filter(|s| text[s.range.clone()] != s.replacement),
            );
        }
        if splices.len() > before {
            Status::Moved
        } else {
            Status::Kept
        }
    }

    /// Gives the anchors of a claim that came from another part the times that were found, and the name
    /// of the recording, if anchors of this part have one.
    fn rewrite(&self, claim: &Claim, alignment: &Alignment, splices: &mut Vec<Splice>) -> Status {
        let unnamed = |anchor: &Anchor| anchor.recording.is_none();
        if self.policy.format.other_video.is_none() || !links(self.note, claim).all(unnamed) {
            return self.retime(claim, alignment, splices);
        }
        let times = shown_times(&alignment.moments);
        let anchors = links(self.note, claim).zip(&times);
        splices.extend(anchors.map(|(anchor, time)| {
            Splice::replace(anchor.range.clone(), self.policy.format.write(*time))
        }));
        Status::Moved
    }

    /// The anchors as they will stand; their ranges are found later.
    fn anchors(&self, claim: &Claim, alignment: &Alignment, status: Status) -> Vec<PlannedAnchor> {
        let found = |before: Option<Timestamp>, moment: &Moment| PlannedAnchor {
            time: Some(moment.time.floor_to_second()),
            end: Some(moment.end),
            before,
            cues: moment.cues.clone(),
            estimated: moment.estimated,
            range: 0..0,
            is_link: true,
        };
        match status {
            Status::Unsupported => Vec::new(),
            Status::Placed => self
                .new_moments(alignment)
                .iter()
                .map(|moment| found(None, moment))
                .collect(),
            Status::Moved => links(self.note, claim)
                .enumerate()
                .filter_map(|(i, anchor)| {
                    let moment = alignment.moments.get(i).or(alignment.moments.last())?;
                    Some(found(anchor.time(), moment))
                })
                .collect(),
            Status::Kept | Status::Pinned => self.note.anchors()[claim.anchors.clone()]
                .iter()
                .map(|anchor| self.standing(anchor, alignment))
                .collect(),
        }
    }

    /// An anchor that stays, with the passage that begins there.
    fn standing(&self, anchor: &Anchor, alignment: &Alignment) -> PlannedAnchor {
        let time = anchor.time();
        let end = time.map(|time| passage_at(self.track, alignment, 0, time).end);
        PlannedAnchor {
            time,
            end,
            before: time,
            cues: time.map_or(0..0, |time| cue_at(self.track, time)),
            estimated: false,
            range: 0..0,
            is_link: anchor.form.is_link(),
        }
    }
}

fn shown_times(moments: &[Moment]) -> Vec<Timestamp> {
    moments
        .iter()
        .map(|moment| moment.time.floor_to_second())
        .collect()
}
