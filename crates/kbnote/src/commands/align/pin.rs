//! `kbnote align --pin` and `--unpin`: times that are the author's.

use std::path::Path;

use kbnote_core::Timestamp;
use kbnote_note::{Claim, Note};
use kbnote_vault::NoteState;
use serde_json::{Value, json};

use crate::anchoring::pinning;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_file::read_note_to_change;
use crate::note_place::NotePlace;
use crate::ui::shorten;

/// Gives a sentence this time and keeps it there.
pub(super) fn pin(cx: &Context, place: &NotePlace, time: Timestamp) -> Result<Exit, CliError> {
    let note = read_note_to_change(&place.note)?;
    let claim = one_claim(&note, place, time)?;
    let mut state = known_state(cx, &note, &place.note)?;
    let style = cx.vault.settings().anchor.style;
    let new = pinning::pin(&note, &claim, 0, time, style, &mut state)?;
    let (old, new) = (note.bytes(), new.bytes());
    if old == new {
        cx.writer.decide(&cx.vault, &place.note, old, &state)?;
    } else {
        cx.writer
            .replace(&cx.vault, &place.note, old, new, Some(&state))?;
    }
    tell(cx, place, Some(time), &[claim])
}

/// Lets the times of a line be found by the captions again.
pub(super) fn unpin(cx: &Context, place: &NotePlace) -> Result<Exit, CliError> {
    let note = read_note_to_change(&place.note)?;
    let mut state = known_state(cx, &note, &place.note)?;
    let claims = place.claims(&note)?;
    for claim in &claims {
        pinning::free(&note, claim, &mut state);
    }
    cx.writer
        .decide(&cx.vault, &place.note, note.bytes(), &state)?;
    tell(cx, place, None, &claims)
}

/// The claim that is meant: the only one, or the one that shows the time already.
fn one_claim(note: &Note, place: &NotePlace, time: Timestamp) -> Result<Claim, CliError> {
    let mut claims = place.claims(note)?;
    let shows_time = |claim: &Claim| {
        claim
            .anchors
            .clone()
            .any(|i| seconds(note, i) == Some(time.as_secs()))
    };
    let at = match claims.len() {
        1 => Some(0),
        _ => claims.iter().position(shows_time),
    };
    match at {
        Some(at) => Ok(claims.swap_remove(at)),
        None => Err(place.ambiguous(note, &claims)),
    }
}

fn seconds(note: &Note, anchor: usize) -> Option<u64> {
    note.anchors()[anchor].time().map(Timestamp::as_secs)
}

/// What is known of the note; of a note not known yet, that its anchors are as they stand.
fn known_state(cx: &Context, note: &Note, path: &Path) -> Result<NoteState, CliError> {
    if cx.vault.state_path(path).is_none() {
        let message = format!(
            "{} lies outside the vault, where nothing is remembered",
            path.display()
        );
        return Err(
            CliError::new(Exit::Usage, "outside", message).hint("name its vault with `--vault`")
        );
    }
    Ok(pinning::known_or_standing(note, cx.vault.read_state(path)?))
}

/// Tells of the claims that are pinned at a time now, or free.
fn tell(
    cx: &Context,
    place: &NotePlace,
    time: Option<Timestamp>,
    claims: &[Claim],
) -> Result<Exit, CliError> {
    let path = place.note.display().to_string();
    if cx.ui.json {
        cx.ui.document(&document(&path, time, claims))?;
        return Ok(Exit::Done);
    }
    let done = time.map_or("free".to_owned(), |time| format!("pinned at {time}"));
    for claim in claims {
        let text = shorten(&claim.text, 50);
        cx.ui
            .line(format_args!("{done}: {path}:{}  {text}", claim.line))?;
    }
    Ok(Exit::Done)
}

/// `claim` is there where it is the only one.
fn document(path: &str, time: Option<Timestamp>, claims: &[Claim]) -> Value {
    let claim = |claim: &Claim| {
        json!({
            "path": path, "line": claim.line, "text": claim.text, "pinned": time.is_some(),
            "time_ms": time.map(Timestamp::as_millis),
        })
    };
    let claims: Vec<Value> = claims.iter().map(claim).collect();
    let mut document = json!({ "schema": "kbnote.pin/1", "claims": claims });
    if let [only] = claims.as_slice() {
        document["claim"] = only.clone();
    }
    document
}
