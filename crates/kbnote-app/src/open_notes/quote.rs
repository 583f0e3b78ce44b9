//! Quoting captions that were selected on the page into an open note.

use std::ops::Range;

use kbnote_core::Track;
use kbnote_engine::note_view::{Captions, NoteEditError, Revision};
use kbnote_engine::passages::{Passage, Quotation, insert_quotations, quotations};
use kbnote_note::{AnchorFormat, Claim, NotePart};
use kbnote_vault::NoteWriter;

use super::{LoadedNote, NoteService, OpenNote, lock};
use crate::commit::{NoteChange, StateChange};
use crate::error::{Error, ErrorKind};

impl NoteService {
    /// Quotes captions below the paragraph of a claim of a note whose revision is still `base`, and opens
    /// the note again.
    ///
    /// # Errors
    /// If the note has changed since, has no such claim, the captions say nothing there, or a quotation
    /// cannot be put there.
    pub fn quote(
        &self,
        name: &str,
        base: &Revision,
        number: usize,
        cues: Range<usize>,
    ) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let (path, loaded) = self.load_to_change(name, base)?;
        let claims = loaded.note.claims();
        let claim = claims.get(number).ok_or(NoteEditError::NoClaim(number))?;
        let captions = loaded.captions_of(claim)?;
        let address = captions.video().watch_url();
        let format = AnchorFormat {
            style: self.vault.settings().anchor.style,
            address: address.as_deref(),
            other_video: None,
        };
        let said = said(captions.track(), cues)?;
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
    /// The captions that are shown, if the claim is on their recording.
    fn captions_of(&self, claim: &Claim) -> Result<&Captions, Error> {
        let holds = |part: &NotePart| part.note.claims().iter().any(|c| c.range == claim.range);
        if self.parts.iter().any(|part| !part.is_own && holds(part)) {
            return Err(NoteEditError::OtherRecording.into());
        }
        self.captions.as_ref().map_err(Error::clone)
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
