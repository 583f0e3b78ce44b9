//! How sure the anchors in doubt are, beside them.

use std::ops::Range;

use kbnote_app::editor::ReviewedPart;
use kbnote_engine::note_view::{ReviewStatus, ReviewedClaim};
use kbnote_engine::text::percent;
use kbnote_note::Anchor;
use serde_json::{Value, json};

use crate::document::Document;
use crate::transport::ResponseError;
use crate::view::View;

/// How far a place of the captions may be from an anchor that is set to it.
const NEAR_MILLIS: u64 = 10_000;

/// The hints in a range.
pub(crate) fn hints(
    view: &View<'_, '_>,
    document: &Document,
    range: &Range<usize>,
) -> Result<Value, ResponseError> {
    let parts = view.review(document)?;
    let hints = parts.iter().flat_map(|part| {
        let claims = part
            .claims
            .iter()
            .filter(|one| one.status == ReviewStatus::Doubtful);
        claims.flat_map(|claim| of_claim(document, part, claim, range))
    });
    Ok(Value::Array(hints.collect()))
}

fn of_claim(
    document: &Document,
    part: &ReviewedPart,
    claim: &ReviewedClaim,
    range: &Range<usize>,
) -> Vec<Value> {
    let anchors = part.part.note.anchors().get(claim.claim.anchors.clone());
    let here = anchors.unwrap_or_default().iter();
    let here =
        here.filter(|anchor| anchor.range.start < range.end && range.start < anchor.range.end);
    let hint = |anchor: &Anchor| {
        json!({
            "position": document.position(anchor.range.end),
            "label": percent(probability(claim, anchor)),
            "tooltip": claim.reason,
            "paddingLeft": true,
        })
    };
    here.map(hint).collect()
}

/// How probable it is that a claim is said where its anchor is.
pub(crate) fn probability(claim: &ReviewedClaim, anchor: &Anchor) -> f64 {
    let places = claim
        .explanation
        .iter()
        .flat_map(|explanation| &explanation.places);
    let near = places.filter(|place| {
        let time = anchor.time();
        time.is_some_and(|time| place.time.abs_diff(time) <= NEAR_MILLIS)
    });
    near.map(|place| place.score).fold(0.0, f64::max)
}
