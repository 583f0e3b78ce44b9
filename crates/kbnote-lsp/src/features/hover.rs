//! What is behind the anchor or the link under the cursor.

use std::fmt::Write;

use kbnote_align::{Explanation, Place};
use kbnote_app::editor::ReviewedPart;
use kbnote_core::{Cue, Timestamp, Track};
use kbnote_engine::note_view::{Captions, ReviewStatus, ReviewedClaim};
use kbnote_engine::passages::cue_at;
use kbnote_engine::text::{percent, shorten};
use kbnote_note::{Anchor, escaped_text};
use serde_json::{Value, json};

use super::hints::probability;
use crate::document::Document;
use crate::transport::ResponseError;
use crate::view::{View, link_at};

/// How many cues of the passage at an anchor are shown.
const CUES_SHOWN: usize = 4;

/// How many other places are shown.
const PLACES_SHOWN: usize = 3;

/// How many sentences of a linked note are shown.
const SENTENCES_SHOWN: usize = 3;

/// How far apart an anchor and a place may be that are the same.
const SAME_PLACE_MILLIS: u64 = 2_000;

/// What is shown of the thing at an offset; null if nothing is known of it.
pub(crate) fn hover(
    view: &View<'_, '_>,
    document: &Document,
    offset: usize,
) -> Result<Value, ResponseError> {
    for part in view.review(document)? {
        if let Some((claim, anchor)) = anchor_at(part, offset) {
            let text = of_anchor(part, claim, anchor);
            return Ok(shown(document, &text, &anchor.range));
        }
    }
    Ok(of_link(view, document, offset).unwrap_or_default())
}

fn shown(document: &Document, text: &str, range: &std::ops::Range<usize>) -> Value {
    json!({
        "contents": {"kind": "markdown", "value": text.trim_end()},
        "range": document.range(range),
    })
}

/// The anchor of a part that an offset is in, with its claim.
pub(crate) fn anchor_at(part: &ReviewedPart, offset: usize) -> Option<(&ReviewedClaim, &Anchor)> {
    let anchors = part.part.note.anchors();
    let is_in = |anchor: &Anchor| anchor.range.start <= offset && offset <= anchor.range.end;
    let number = anchors.iter().position(is_in)?;
    let of_it = |claim: &&ReviewedClaim| claim.claim.anchors.contains(&number);
    Some((part.claims.iter().find(of_it)?, &anchors[number]))
}

fn of_anchor(part: &ReviewedPart, claim: &ReviewedClaim, anchor: &Anchor) -> String {
    let Some(time) = anchor.time() else {
        return "The time of this anchor cannot be read.".to_owned();
    };
    let captions = match &part.captions {
        Ok(captions) => captions,
        Err(error) => return format!("**{time}**: {}", escaped_text(error.message())),
    };
    let mut text = format!("**{time}** · {}", escaped_text(&captions.video().title));
    if let Some(standing) = standing(claim, anchor) {
        let _ = write!(text, " · {standing}");
    }
    text.push_str("\n\n");
    let explanation = claim.explanation.as_ref();
    said_at(&mut text, captions.track(), time, explanation);
    if let Some(explanation) = explanation {
        other_places(&mut text, captions, time, explanation);
        if !explanation.unsaid.is_empty() {
            let words = escaped_text(&explanation.unsaid.join(", "));
            let _ = writeln!(text, "\nNot said: {words}");
        }
    }
    text
}

/// How sure an anchor is, in words.
fn standing(claim: &ReviewedClaim, anchor: &Anchor) -> Option<String> {
    let sure = percent(probability(claim, anchor));
    Some(match (claim.status, &claim.reason) {
        (ReviewStatus::Pinned, None) => "pinned".to_owned(),
        (ReviewStatus::Pinned, Some(reason)) => format!("pinned; {reason}"),
        (ReviewStatus::Doubtful, Some(reason)) => format!("{sure}: {reason}"),
        _ => claim.explanation.is_some().then_some(sure)?,
    })
}

/// The captions of the place that an anchor is set to.
fn said_at(text: &mut String, track: &Track, time: Timestamp, explanation: Option<&Explanation>) {
    let places = explanation
        .iter()
        .flat_map(|explanation| &explanation.places);
    let here = places.into_iter().find(|place| is_same(place, time));
    let cues = here.map_or_else(|| cue_at(track, time), |place| place.cues.clone());
    let mut speaker = None;
    for cue in track
        .cues
        .get(cues)
        .unwrap_or_default()
        .iter()
        .take(CUES_SHOWN)
    {
        let _ = writeln!(text, "> {}  ", spoken(cue, speaker));
        speaker = cue.speaker();
    }
}

fn other_places(text: &mut String, captions: &Captions, time: Timestamp, found: &Explanation) {
    let others = found.places.iter().filter(|place| !is_same(place, time));
    for (number, place) in others.take(PLACES_SHOWN).enumerate() {
        if number == 0 {
            text.push_str("\nOther places:\n\n");
        }
        let said = captions
            .track()
            .cues
            .get(place.cues.clone())
            .unwrap_or_default();
        let said = said
            .first()
            .map(|cue| spoken(cue, None))
            .unwrap_or_default();
        let at = place.time.floor_to_second();
        let at = match captions.video().url_at(at) {
            Some(url) => format!("[{at}]({url})"),
            None => at.to_string(),
        };
        let _ = writeln!(
            text,
            "- {at} · {} · {}",
            percent(place.score),
            shorten(&said, 80)
        );
    }
}

fn is_same(place: &Place, time: Timestamp) -> bool {
    place.time.floor_to_second().abs_diff(time) <= SAME_PLACE_MILLIS
}

/// The text of a cue, with the name of its speaker where that is another than `before`.
fn spoken(cue: &Cue, before: Option<&str>) -> String {
    let text = escaped_text(&cue.text().split_whitespace().collect::<Vec<_>>().join(" "));
    match cue.speaker() {
        Some(name) if before != Some(name) => format!("**{}**: {text}", escaped_text(name)),
        _ => text.to_string(),
    }
}

/// The title and the first sentences of the note that a link leads to.
fn of_link(view: &View<'_, '_>, document: &Document, offset: usize) -> Option<Value> {
    let note = document.note();
    let link = link_at(note, offset)?;
    let known = view.names.note(view.target(document, &link)?)?;
    let linked = view.workspace.vault.note(view.open_or_read(known)?.text);
    let title = match linked.title() {
        Some(title) => title.into_owned(),
        None => known.base_name().to_owned(),
    };
    let claims = linked.claims();
    let first = claims
        .iter()
        .take(SENTENCES_SHOWN)
        .map(|claim| claim.text.as_str());
    let first = first.collect::<Vec<_>>().join(" ");
    let text = format!("**{}**\n\n{}", escaped_text(&title), escaped_text(&first));
    Some(shown(document, &text, &link.range()))
}
