//! Anchors that the captions contradict.

use kbnote_align::{Aligner, Confidence};
use kbnote_check::Contradiction;
use kbnote_core::Timestamp;
use kbnote_note::{Anchor, Note};

use super::language::other_language;
use super::plan::to_align;

/// How far the captions must lead away from a time, in milliseconds. What is nearer may well be
/// another sentence of the same thought.
const FAR_MILLIS: u64 = 60_000;

/// From this probability on, the captions have something to say for where an anchor stands.
const SPEAKS: f64 = 0.02;

/// The anchors whose claims the captions surely have elsewhere. Nothing is said of a note in another
/// language than its captions.
pub(crate) fn contradictions(note: &Note, aligner: &Aligner<'_>) -> Vec<Contradiction> {
    let claims = note.claims();
    if other_language(note, aligner).is_some() {
        return Vec::new();
    }
    let to_align = to_align(note, &claims);
    let mut found = Vec::new();
    for (number, alignment) in aligner.align(&to_align).iter().enumerate() {
        let claim = &claims[number];
        let anchors = note.anchors()[claim.anchors.clone()].iter();
        let times: Vec<Timestamp> = anchors
            .filter(|anchor| anchor.form.is_link())
            .filter_map(Anchor::time)
            .collect();
        let Some(moment) = alignment.moments.first() else {
            continue;
        };
        let is_far = |time: Timestamp| times.iter().all(|own| own.abs_diff(time) > FAR_MILLIS);
        let is_sure = alignment.confidence == Confidence::High;
        if times.is_empty() || !is_sure || !is_far(moment.time) {
            continue;
        }
        // Only the few that are in doubt by now are worth the time that an explanation takes.
        let places = aligner.explain(&to_align, number).map(|told| told.places);
        let speaks_for_it =
            |place: &kbnote_align::Place| !is_far(place.time) && place.score > SPEAKS;
        if !places.unwrap_or_default().iter().any(speaks_for_it) {
            found.push(Contradiction {
                anchor: claim.anchors.start,
                found: moment.time.floor_to_second(),
            });
        }
    }
    found
}
