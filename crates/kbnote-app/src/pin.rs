//! Pinning and unpinning timestamps by command.

use std::path::Path;

use kbnote_core::{Timestamp, Track, VideoId};
use kbnote_engine::anchoring::pinning::AuthorDecision;
use kbnote_engine::anchoring::{self, pinning};
use kbnote_engine::regenerate::Applied;
use kbnote_note::{Claim, ClaimState, Note, NotePart, NoteState};

use crate::{
    Captions, Error, ErrorKind, NoteChange, NotePlace, StateChange, Workspace, no_video_id,
};

/// A claim that was pinned or unpinned, with its first time, if it is in the captions.
#[derive(Clone, Debug)]
pub struct PinnedClaim {
    /// The claim.
    pub claim: Claim,
    /// Its first time after the change.
    pub time: Option<Timestamp>,
    /// What the author had decided about it.
    pub before: Option<AuthorDecision>,
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

impl PinnedClaim {
    fn at(claim: Claim, time: Timestamp) -> Self {
        Self {
            claim,
            time: Some(time),
            before: None,
        }
    }
}

/// How far past the end a time may be: lengths are rounded.
const SLACK_MILLIS: u64 = 2_000;

impl Workspace {
    /// Pins the anchor of a sentence at a time.
    ///
    /// # Errors
    /// If the place does not name one sentence, or the video has no such time.
    pub fn pin(&self, place: &NotePlace, time: Timestamp) -> Result<Pinning, Error> {
        let note = self.read_note_to_change(&place.note)?;
        let known = read_state(self, &place.note)?;
        if !self.vault.parts_of(note.read_again()).is_empty() {
            return self.pin_on_recording(note, place, time, known);
        }
        let first = self.pin_without_recording(note, place, time, known)?;
        if self
            .vault
            .parts_of(first.applied.note.read_again())
            .is_empty()
        {
            return Ok(first);
        }
        // The anchor is the first on a recording that a heading names: from now on the sentence is on it.
        let Applied { note, state, .. } = first.applied;
        let again = self.pin_on_recording(note, place, time, state)?;
        Ok(Pinning {
            note: first.note,
            known: first.known,
            ..again
        })
    }

    fn pin_on_recording(
        &self,
        note: Note,
        place: &NotePlace,
        time: Timestamp,
        known: Option<NoteState>,
    ) -> Result<Pinning, Error> {
        let parts = self.vault.parts_of(note.read_again());
        let (at, claim) = one_claim(&parts, &note, place, time)?;
        let part = &parts[at];
        within_video(self, &part.video, time)?;
        let mut states = part_states(&parts, known.as_ref());
        let address = self.stored_address(&part.video)?;
        let format = self.anchor_format(part, address.as_deref());
        let new = pinning::pin(&part.note, &claim, 0, time, format, &mut states[at])?;
        let state = NoteState::of_parts(known.as_ref(), parts.iter().zip(states));
        Ok(Pinning {
            note,
            applied: Applied::new(new, Some(state)),
            claims: vec![PinnedClaim::at(claim, time)],
            known: known.unwrap_or_default().claims,
        })
    }

    fn pin_without_recording(
        &self,
        note: Note,
        place: &NotePlace,
        time: Timestamp,
        known: Option<NoteState>,
    ) -> Result<Pinning, Error> {
        let meant = place.claims(&note)?;
        let [claim] = meant.as_slice() else {
            return Err(place.ambiguous(&note, &meant));
        };
        let mut state = pinning::state_or_existing(&note, known.clone());
        let format = self.vault.settings().anchor.style().into();
        let new = pinning::pin(&note, claim, 0, time, format, &mut state)?;
        let claims = vec![PinnedClaim::at(claim.clone(), time)];
        Ok(Pinning {
            note,
            applied: Applied::new(new, Some(state)),
            claims,
            known: known.unwrap_or_default().claims,
        })
    }

    /// Unpins the anchors of a line and finds them in the captions again: of the only sentence there or of that at
    /// the column, whatever was decided about it, else of those that are pinned.
    ///
    /// # Errors
    /// If there is no sentence on the line.
    pub fn unpin(&self, place: &NotePlace) -> Result<Pinning, Error> {
        let note = self.read_note_to_change(&place.note)?;
        let known = read_state(self, &place.note)?;
        let names_one = place.has_column() || place.claims(&note)?.len() == 1;
        let mut unpinned = Pinning {
            applied: Applied::new(note.read_again(), known.clone()),
            note,
            claims: Vec::new(),
            known: known.unwrap_or_default().claims,
        };
        let videos = self.vault.parts_of(unpinned.note.read_again());
        if videos.is_empty() {
            return Err(no_video_id(&place.note.display().to_string()));
        }
        for video in videos.iter().map(|part| &part.video) {
            unpin_on(self, (place, names_one), video, &mut unpinned)?;
        }
        Ok(unpinned)
    }
}

/// Unpins the claims at a place that are on one recording.
fn unpin_on(
    workspace: &Workspace,
    (place, names_one): (&NotePlace, bool),
    video: &VideoId,
    unpinned: &mut Pinning,
) -> Result<(), Error> {
    let Applied { note, state, .. } = &unpinned.applied;
    let parts = workspace.vault.parts_of(note.read_again());
    let Some(at) = parts.iter().position(|part| part.video == *video) else {
        return Ok(());
    };
    let part = &parts[at];
    let Ok(here) = place.claims(&part.note) else {
        return Ok(());
    };
    let mut states = part_states(&parts, state.as_ref());
    let mut decided = pinning::decided_claims(&part.note, Some(&states[at]));
    let is_pinned = |decision| decision == Some(AuthorDecision::Pinned);
    decided.retain(|(claim, decision)| here.contains(claim) && (names_one || is_pinned(*decision)));
    if decided.is_empty() {
        return Ok(());
    }
    let (claims, decisions): (Vec<_>, Vec<_>) = decided.into_iter().unzip();
    let track = track(workspace, part, &states[at]);
    let address = workspace.stored_address(video)?;
    let format = workspace.anchor_format(part, address.as_deref());
    let found = anchoring::unpin(&part.note, &claims, track.as_ref(), format, &mut states[at])?;
    let claims = claims.into_iter().zip(found.times).zip(decisions);
    unpinned
        .claims
        .extend(claims.map(|((claim, time), before)| PinnedClaim {
            claim,
            time,
            before,
        }));
    let state = NoteState::of_parts(state.as_ref(), parts.iter().zip(states));
    unpinned.applied = Applied::new(found.note, Some(state));
    Ok(())
}

/// The states of the parts of a note; what is not known is recorded as it stands.
fn part_states(parts: &[NotePart], known: Option<&NoteState>) -> Vec<NoteState> {
    let one = |part| {
        let known = known.map(|known| known.of_part(part, parts));
        pinning::state_or_existing(&part.note, known)
    };
    parts.iter().map(one).collect()
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
fn within_video(workspace: &Workspace, video: &VideoId, time: Timestamp) -> Result<(), Error> {
    let transcript = workspace.vault.read_transcript(video)?;
    match transcript.as_ref().and_then(anchoring::video_end) {
        Some(end) if time > end.saturating_add(SLACK_MILLIS) => {
            let message = format!("{time} is past the end of {video}, which is at {end}");
            Err(Error::new(ErrorKind::Usage, "past-end", message)
                .with_next_step("the note was not changed; give a time within the video"))
        }
        _ => Ok(()),
    }
}

/// The captions that the times of a part are found in, if there are any.
fn track(workspace: &Workspace, part: &NotePart, state: &NoteState) -> Option<Track> {
    let captions = Captions::Stored { track: None };
    let failed = |error: Error| {
        workspace.observer().warn(format_args!(
            "{}: the time stays as it is until `kbnote align --retime`",
            error.message()
        ));
    };
    let chosen = captions.choose(workspace, part, state.track.as_ref());
    chosen.map(|chosen| chosen.track).map_err(failed).ok()
}

/// The claim that is meant, with the number of its part: the only one, or the one that shows the time
/// already.
fn one_claim(
    parts: &[NotePart],
    note: &Note,
    place: &NotePlace,
    time: Timestamp,
) -> Result<(usize, Claim), Error> {
    let all = place.claims(note)?;
    let here = parts.iter().enumerate().flat_map(|(at, part)| {
        let claims = place.claims(&part.note).unwrap_or_default();
        claims.into_iter().map(move |claim| (at, claim))
    });
    let mut here: Vec<(usize, Claim)> = here.collect();
    if here.is_empty() {
        return Err(no_video_id(&place.note.display().to_string()));
    }
    let shows_time = |(at, claim): &(usize, Claim)| {
        let mut anchors = claim.anchors.clone();
        anchors.any(|i| seconds(&parts[*at].note, i) == Some(time.as_secs()))
    };
    let at = match here.len() {
        1 => Some(0),
        _ => here.iter().position(shows_time),
    };
    match at {
        Some(at) => Ok(here.swap_remove(at)),
        None => Err(place.ambiguous(note, &all)),
    }
}

fn seconds(note: &Note, anchor: usize) -> Option<u64> {
    note.anchors()[anchor].time().map(Timestamp::as_secs)
}

/// What is known of the note, which must lie where something can be.
fn read_state(workspace: &Workspace, path: &Path) -> Result<Option<NoteState>, Error> {
    if workspace.vault.state_path(path).is_none() {
        let message = format!(
            "{} is outside the vault, where kbnote remembers nothing",
            path.display()
        );
        return Err(Error::new(ErrorKind::Usage, "outside", message)
            .with_next_step("name its vault with `--vault`"));
    }
    workspace.state(path)
}
