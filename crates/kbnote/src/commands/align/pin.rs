//! `kbnote align --pin` and `--unpin`: times that are the author's.

use std::path::Path;

use kbnote_app::{ErrorKind, NoteChange, NoteFile, StateChange, read_note_to_change};
use kbnote_core::{Timestamp, Track};
use kbnote_note::{Claim, ClaimState, Note, NoteState};
use serde_json::{Value, json};

use crate::captions::Captions;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_place::NotePlace;
use crate::ui::shorten;
use crate::write_args::WriteArgs;
use kbnote_engine::anchoring;
use kbnote_engine::anchoring::pinning;

/// A time that is the author's, or is theirs no more.
struct Pinning<'a> {
    cx: &'a Context,
    place: &'a NotePlace,
    write: WriteArgs,
    /// The note as it was read, and what is known of its claims.
    note: Note,
    known: Vec<ClaimState>,
    /// What it becomes.
    new: Note,
    state: NoteState,
    /// The claims, each with its first time.
    claims: Vec<(Claim, Option<Timestamp>)>,
    pinned: bool,
}

/// How far past the end a time may be: lengths are rounded.
const SLACK_MILLIS: u64 = 2_000;

/// Gives a sentence this time and keeps it there.
pub(super) fn pin(
    cx: &Context,
    place: &NotePlace,
    time: Timestamp,
    write: WriteArgs,
) -> Result<Exit, CliError> {
    let note = read_note_to_change(&place.note)?;
    let claim = one_claim(&note, place, time)?;
    within_video(cx, &note, time)?;
    let known = read_state(cx, &place.note)?;
    let mut state = pinning::state_or_existing(&note, known.clone());
    let style = cx.vault.settings().anchor.style;
    Pinning {
        new: pinning::pin(&note, &claim, 0, time, style, &mut state)?,
        cx,
        place,
        write,
        note,
        known: known.unwrap_or_default().claims,
        state,
        claims: vec![(claim, Some(time))],
        pinned: true,
    }
    .carry_out()
}

/// Lets the times of a line be found by the captions again.
pub(super) fn unpin(cx: &Context, place: &NotePlace, write: WriteArgs) -> Result<Exit, CliError> {
    let note = read_note_to_change(&place.note)?;
    let known = read_state(cx, &place.note)?;
    let mut state = pinning::state_or_existing(&note, known.clone());
    let claims = place.claims(&note)?;
    let track = track(cx, &note, &state);
    let style = cx.vault.settings().anchor.style;
    let unpinned = anchoring::unpin(&note, &claims, track.as_ref(), style, &mut state)?;
    Pinning {
        new: unpinned.note,
        cx,
        place,
        write,
        note,
        known: known.unwrap_or_default().claims,
        state,
        claims: claims.into_iter().zip(unpinned.times).collect(),
        pinned: false,
    }
    .carry_out()
}

/// Refuses a time that the video does not have, as far as its end is known.
fn within_video(cx: &Context, note: &Note, time: Timestamp) -> Result<(), CliError> {
    let Some(video) = note.video_id() else {
        return Ok(());
    };
    let transcript = cx.vault.read_transcript(&video)?;
    match transcript.as_ref().and_then(anchoring::video_end) {
        Some(end) if time > end.saturating_add(SLACK_MILLIS) => {
            let message = format!("{time} is past the end of {video}, which is at {end}");
            Err(CliError::new(ErrorKind::Usage, "past-end", message)
                .hint("the note was left as it is; name a time of the video"))
        }
        _ => Ok(()),
    }
}

/// The captions that a note's times are found in, if there are any.
fn track(cx: &Context, note: &Note, state: &NoteState) -> Option<Track> {
    let captions = Captions::Stored { wish: None };
    let found = note
        .video_id()
        .map(|video| captions.choose(cx, &video, note, state.track.as_ref()))?;
    let failed = |error: CliError| {
        cx.ui.warn(format_args!(
            "{}: the time stays as it is until `kbnote align --retime`",
            error.message()
        ));
    };
    found.map(|(_, track)| track).map_err(failed).ok()
}

impl Pinning<'_> {
    /// Does what was asked for, or shows it, and tells of it.
    fn carry_out(&self) -> Result<Exit, CliError> {
        let (old, new) = (self.note.bytes(), self.new.bytes());
        let Self { cx, place, .. } = self;
        if self.write.in_place() {
            cx.commit(&NoteChange {
                state: Some(StateChange::Decision(&self.state)),
                ..NoteChange::edit(&place.note, old, new)
            })?;
        } else {
            let file = NoteFile::new(place.note.clone(), old.to_owned());
            self.write.put(cx, &file, new)?;
        }
        self.tell()?;
        Ok(self.write.exit(self.changes()))
    }

    /// Whether the note is to change, or what is remembered of it.
    fn changes(&self) -> bool {
        self.note.bytes() != self.new.bytes() || self.known != self.state.claims
    }

    fn tell(&self) -> Result<(), CliError> {
        let (ui, place) = (self.cx.ui, self.place);
        let path = place.note.display().to_string();
        if ui.json {
            return ui.document(&self.document(&path));
        }
        let verb = match (self.write.in_place(), self.changes()) {
            (true, _) => "",
            (false, true) => "would be ",
            (false, false) => "already ",
        };
        for (claim, time) in &self.claims {
            let text = shorten(&claim.text, 50);
            let done = match (self.pinned, time) {
                (true, Some(time)) => format!("pinned at {time}"),
                (_, Some(time)) => format!("unpinned, at {time}"),
                (_, None) => "unpinned, not found in the captions".to_owned(),
            };
            let line = format!("{verb}{done}: {path}:{}  {text}", claim.line);
            match self.write.prints_note() {
                true => ui.say(line),
                false => ui.line(line)?,
            }
        }
        Ok(())
    }

    /// `claim` is there where it is the only one.
    fn document(&self, path: &str) -> Value {
        let claim = |(claim, time): &(Claim, Option<Timestamp>)| {
            json!({
                "path": path, "line": claim.line, "text": claim.text, "pinned": self.pinned,
                "time_ms": time.map(Timestamp::as_millis),
            })
        };
        let claims: Vec<Value> = self.claims.iter().map(claim).collect();
        let mut document = json!({
            "schema": "kbnote.pin/1", "changed": self.changes(), "claims": claims,
        });
        if let [only] = claims.as_slice() {
            document["claim"] = only.clone();
        }
        if self.write.prints_note() {
            document["text"] = json!(String::from_utf8_lossy(self.new.bytes()));
        }
        document
    }
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

/// What is known of the note, which must lie where something can be.
fn read_state(cx: &Context, path: &Path) -> Result<Option<NoteState>, CliError> {
    if cx.vault.state_path(path).is_none() {
        let message = format!(
            "{} lies outside the vault, where nothing is remembered",
            path.display()
        );
        return Err(CliError::new(ErrorKind::Usage, "outside", message)
            .hint("name its vault with `--vault`"));
    }
    Ok(cx.state(path)?)
}
