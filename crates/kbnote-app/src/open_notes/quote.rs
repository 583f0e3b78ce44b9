//! Quoting captions that were selected on the page into an open note.

use std::ops::Range;

use kbnote_core::Track;
use kbnote_engine::note_view::{NoteEdit, NoteEditError, Revision};
use kbnote_engine::passages::{Passage, Quotation, insert_quotations, quotations};
use kbnote_note::{Claim, NotePart};
use kbnote_vault::NoteWriter;

use super::loaded_note::{LoadedNote, StoredRecording};
use super::{NoteService, OpenNote};
use crate::commit::{NoteChange, StateChange};
use crate::error::{Error, ErrorKind};
use crate::mutex::lock;

impl NoteService {
    /// Quotes captions of the recording of a claim below its paragraph, in a note whose revision is still
    /// `base`, and opens the note again. Of a claim on several recordings `anchor` says which is meant.
    ///
    /// # Errors
    /// If the note has changed since, has no such claim or anchor, the captions say nothing there, or a
    /// quotation cannot be put there.
    pub fn quote(
        &self,
        name: &str,
        base: &Revision,
        (number, anchor): (usize, usize),
        cues: Range<usize>,
    ) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let (path, loaded) = self.load_to_change(name, base)?;
        let claims = loaded.note.claims();
        let claim = claims.get(number).ok_or(NoteEditError::NoClaim(number))?;
        let (part, recording) = loaded.recording_meant((number, claim), anchor)?;
        let is_own = part.and_then(NotePart::other_video).is_none();
        let own = || loaded.note.address().filter(|_| is_own);
        let address = recording.address().or_else(own);
        let format = self.anchor_format(address.as_deref(), part);
        let said = said(recording.captions()?.track(), cues)?;
        let said: Vec<_> = said.iter().map(|quotation| (quotation, format)).collect();
        let inserted = insert_quotations(&loaded.note, claim, &said, loaded.state.as_ref())
            .map_err(|error| Error::from_error(ErrorKind::InvalidEdit, "no-room", &error))?;
        if let Some((note, state)) = &inserted {
            let change = NoteChange {
                state: state.as_ref().map(StateChange::Follows),
                ..NoteChange::edit(&path, loaded.note.bytes(), note.bytes())
            };
            self.commit(&NoteWriter::new(self.command), &change)?;
        }
        drop(guard);
        self.open(name)
    }
}

impl LoadedNote {
    /// The recording of an anchor of a claim, or of a claim without one.
    fn recording_meant(
        &self,
        (number, claim): (usize, &Claim),
        anchor: usize,
    ) -> Result<(Option<&NotePart>, &StoredRecording), NoteEditError> {
        if self.parts.is_empty() {
            return Ok((None, &self.recording));
        }
        let meant = NoteEdit::Remove {
            claim: number,
            anchor,
        };
        let parts = self.parts_meant(&meant)?;
        let part = parts.first().map(|part| part.at);
        let part = part.and_then(|at| self.parts.get(at).zip(self.recordings.get(at)));
        let (part, recording) = part.ok_or(match claim.is_anchored() {
            true => NoteEditError::NoAnchor(anchor),
            false => NoteEditError::OtherRecording,
        })?;
        Ok((Some(part), recording))
    }
}

/// What is said in these captions, turn by turn.
fn said(track: &Track, cues: Range<usize>) -> Result<Vec<Quotation>, Error> {
    let shown = track.cues.get(cues.clone()).unwrap_or_default();
    let (Some(first), Some(last)) = (shown.first(), shown.last()) else {
        return Err(nothing_said());
    };
    let passage = Passage {
        claims: Vec::new(),
        start: first.start(),
        end: last.end(),
        cues,
    };
    let said = quotations(track, &[passage]);
    if said.is_empty() {
        return Err(nothing_said());
    }
    Ok(said)
}

fn nothing_said() -> Error {
    Error::new(
        ErrorKind::InvalidEdit,
        "no-passage",
        "the captions say nothing there",
    )
}
