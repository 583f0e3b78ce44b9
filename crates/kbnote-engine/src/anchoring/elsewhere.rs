//! Whether the captions speak for another place than the one at which a claim stands.

use kbnote_align::{Alignment, Confidence, Explanation, LikelyMoment};
use kbnote_core::Timestamp;
use kbnote_note::{Anchor, Claim};

use super::aligner_input::links;
use super::history::ClaimHistory;
use super::plan::{ClaimContext, Planner};
use super::planned::{MoveReason, Warning};

/// How far the captions may lead away from a time before that is worth telling, in milliseconds.
const NOTABLE_MILLIS: u64 = 10_000;

/// From this score on a place that a newer aligner finds is good enough for a sentence that did not
/// change.
const GOOD: f64 = 0.7;

/// By how much its score must exceed that of the place before: of two places that say the same, the
/// scores may differ by 0.4.
const MUCH_BETTER: f64 = 0.5;

impl Planner<'_> {
    /// Whether the captions speak so many times as much for another place as for the one at which
    /// the claim stands.
    pub(super) fn is_better(
        &self,
        times: f64,
        claim: &Claim,
        alignment: &Alignment,
        explained: impl FnOnce() -> Option<Explanation>,
    ) -> bool {
        let is_elsewhere = self.far_from(claim, alignment).is_some();
        if !is_elsewhere || alignment.confidence == Confidence::None {
            return false;
        }
        let places = explained()
            .map(|explanation| explanation.places)
            .unwrap_or_default();
        let stands_at = |time: Timestamp| {
            let mut old = links(self.note, claim).filter_map(Anchor::time);
            old.any(|old| old.abs_diff(time) <= NOTABLE_MILLIS)
        };
        let best = |near: bool| {
            let scores = places.iter().filter(|place| stands_at(place.time) == near);
            scores.map(|place| place.score).fold(0.0, f64::max)
        };
        best(false) > times * best(true)
    }

    pub(super) fn contradiction(&self, claim: &Claim, alignment: &Alignment) -> Option<Warning> {
        let follows = self.policy.follow_captions && self.captions_changed;
        let speaks = match alignment.confidence {
            Confidence::High => true,
            Confidence::Low => follows,
            Confidence::None => false,
        };
        let found = self.far_from(claim, alignment).filter(|_| speaks)?;
        Some(Warning::Contradicted { found })
    }

    /// The time that kbnote would set for a claim whose words are the same, and why.
    pub(super) fn would_move(&self, context: &ClaimContext<'_>) -> Option<(Timestamp, MoveReason)> {
        let ClaimContext {
            claim, alignment, ..
        } = *context;
        let first = links(self.note, claim).next()?.time()?;
        let found = alignment.moments.first()?.time.floor_to_second();
        let is_elsewhere = found != first && alignment.confidence != Confidence::None;
        let reason = if self.captions_changed {
            Some(MoveReason::CaptionsChanged)
        } else {
            self.found_by_newer_aligner(context)
        };
        Some((found, reason.filter(|_| is_elsewhere)?))
    }

    /// The reason to move an anchor that an older aligner set, if the place found now is much better.
    /// Several of one sentence stay: the score is that of one moment.
    fn found_by_newer_aligner(&self, context: &ClaimContext<'_>) -> Option<MoveReason> {
        let ClaimContext {
            claim, alignment, ..
        } = *context;
        let is_its_own = self.generation.is_lt() && context.history == ClaimHistory::Same;
        let is_only_one = links(self.note, claim).count() == 1;
        self.far_from(claim, alignment)
            .filter(|_| is_its_own && is_only_one)?;
        let score_before = self.score_before(claim, alignment);
        let is_better = alignment.score >= GOOD.max(score_before + MUCH_BETTER);
        is_better.then_some(MoveReason::NewerAligner { score_before })
    }

    /// The best score of the places near a claim's present times.
    fn score_before(&self, claim: &Claim, alignment: &Alignment) -> f64 {
        let is_near = |place: &&LikelyMoment| {
            let mut times = links(self.note, claim).filter_map(Anchor::time);
            times.any(|time| time.abs_diff(place.moment.time) <= NOTABLE_MILLIS)
        };
        let near = alignment.places.iter().filter(is_near);
        near.map(|place| place.score).fold(0.0, f64::max)
    }

    /// The moment found, if it is notably far from each of the claim's times.
    fn far_from(&self, claim: &Claim, alignment: &Alignment) -> Option<Timestamp> {
        let best = alignment.places.first().map(|place| &place.moment);
        let found = best.or(alignment.moments.first())?.time;
        let mut times = links(self.note, claim).filter_map(Anchor::time);
        let far = times.all(|time| time.abs_diff(found) > NOTABLE_MILLIS);
        far.then(|| found.floor_to_second())
    }
}
