//! Pinning and unpinning timestamps by command.

use std::path::Path;

use kbnote_core::{Timestamp, Track};
use kbnote_engine::anchoring::{self, pinning};
use kbnote_engine::regenerate::Applied;
use kbnote_note::{Claim, ClaimState, Note, NoteState};

use crate::{
    Captions, Error, ErrorKind, NoteChange, NotePlace, StateChange, Workspace, read_note_to_change,
};

/// A claim that was pinned or unpinned, with its first time, if it is in the captions.
#[derive(Clone, Debug)]
pub struct PinnedClaim {
    /// The claim.
    pub claim: Claim,
    /// Its first time after the change.
    pub time: Option<Timestamp>,
}

/// A change of pinned timestamps, before it is written.
#[derive(Debug)]
pub struct Pinning {
    /// The note as it was read.
    pub note: Note,
    /// The note and the state after the change.
    pub applied: Applied,
    /// The claims that it concerns.
    pub claims: Vec<PinnedClaim>,
    known: Vec<ClaimState>,
}

/// How far past the end a time may be: lengths are rounded.
const SLACK_MILLIS: u64 = 2_000;

impl Workspace {
    /// Pins the anchor of a sentence at a time.
    ///
    /// # Errors
    /// If the place does not name one sentence, or the video has no such time.
    pub fn pin(&self, place: &NotePlace, time: Timestamp) -> Result<Pinning, Error> {
        let note = read_note_to_change(&place.note)?;
        let claim = one_claim(&note, place, time)?;
        within_video(self, &note, time)?;
        let known = read_state(self, &place.note)?;
        let mut state = pinning::state_or_existing(&note, known.clone());
        let address = self.stored_address(&note)?;
        let format = self.anchor_format(address.as_deref());
        let new = pinning::pin(&note, &claim, 0, time, format, &mut state)?;
        Ok(Pinning {
            note,
            applied: Applied::new(new, Some(state)),
            claims: vec![PinnedClaim {
                claim,
                time: Some(time),
            }],
            known: known.unwrap_or_default().claims,
        })
    }

    /// Unpins the anchors of a line and finds them in the captions again.
    ///
    /// # Errors
    /// If there is no sentence on the line.
    pub fn unpin(&self, place: &NotePlace) -> Result<Pinning, Error> {
        let note = read_note_to_change(&place.note)?;
        let known = read_state(self, &place.note)?;
        let mut state = pinning::state_or_existing(&note, known.clone());
        let claims = place.claims(&note)?;
        let track = track(self, &note, &state);
        let address = self.stored_address(&note)?;
        let format = self.anchor_format(address.as_deref());
        let unpinned = anchoring::unpin(&note, &claims, track.as_ref(), format, &mut state)?;
        let claims = claims.into_iter().zip(unpinned.times);
        Ok(Pinning {
            note,
            applied: Applied::new(unpinned.note, Some(state)),
            claims: claims
                .map(|(claim, time)| PinnedClaim { claim, time })
                .collect(),
            known: known.unwrap_or_default().claims,
        })
    }
}

impl Pinning {
    /// Whether the note is to change, or its stored state.
    #[must_use]
    pub fn changes(&self) -> bool {
        let claims = self.applied.state.as_ref().map(|state| &state.claims);
        self.note.bytes() != self.applied.note.bytes() || Some(&self.known) != claims
    }

    /// The change of the note at this path, as a decision of its author.
    #[must_use]
    pub fn change<'a>(&'a self, path: &'a Path) -> NoteChange<'a> {
        NoteChange {
            state: self.applied.state.as_ref().map(StateChange::Decision),
            ..NoteChange::edit(path, self.note.bytes(), self.applied.note.bytes())
        }
    }
}

/// Refuses a time that the video does not have, as far as its end is known.
fn within_video(workspace: &Workspace, note: &Note, time: Timestamp) -> Result<(), Error> {
    let Some(video) = workspace.vault.recording_of(note) else {
        return Ok(());
    };
    let transcript = workspace.vault.read_transcript(&video)?;
    match transcript.as_ref().and_then(anchoring::video_end) {
        Some(end) if time > end.saturating_add(SLACK_MILLIS) => {
            let message = format!("{time} is past the end of {video}, which is at {end}");
            Err(Error::new(ErrorKind::Usage, "past-end", message)
                .with_next_step("the note was not changed; give a time within the video"))
        }
        _ => Ok(()),
    }
}

/// The captions that a note's times are found in, if there are any.
fn track(workspace: &Workspace, note: &Note, state: &NoteState) -> Option<Track> {
    let captions = Captions::Stored { track: None };
    let found = workspace
        .vault
        .recording_of(note)
        .map(|video| captions.choose(workspace, &video, note, state.track.as_ref()))?;
    let failed = |error: Error| {
        workspace.observer().warn(format_args!(
            "{}: the time stays as it is until `kbnote align --retime`",
            error.message()
        ));
    };
    found.map(|chosen| chosen.track).map_err(failed).ok()
}

/// The claim that is meant: the only one, or the one that shows the time already.
fn one_claim(note: &Note, place: &NotePlace, time: Timestamp) -> Result<Claim, Error> {
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
fn read_state(workspace: &Workspace, path: &Path) -> Result<Option<NoteState>, Error> {
    if workspace.vault.state_path(path).is_none() {
        let message = format!(
            "{} lies outside the vault, where nothing is remembered",
            path.display()
        );
        return Err(Error::new(ErrorKind::Usage, "outside", message)
            .with_next_step("name its vault with `--vault`"));
    }
    workspace.state(path)
}
