//! Edits of an open note, in the part of it that is on the recording meant.

use kbnote_engine::anchoring::pinning;
use kbnote_engine::note_view::{EditedNote, NoteEdit, NoteEditError, apply_edit};
use kbnote_note::{AnchorFormat, NotePart, NoteState};

use super::NoteService;
use super::loaded_note::{LoadedNote, PartEdit, StoredRecording};
use crate::error::Error;

impl NoteService {
    /// The note after an edit. On a note on several recordings it is made in each part that the edit is about.
    pub(super) fn edited(
        &self,
        name: &str,
        loaded: &LoadedNote,
        edit: &NoteEdit,
    ) -> Result<EditedNote, Error> {
        if loaded.parts.is_empty() || matches!(edit, NoteEdit::Text { .. }) {
            let recording = &loaded.recording;
            let address = recording.address();
            let format = self.anchor_format(address.as_deref(), None);
            let (state, captions) = (loaded.state.clone(), recording.captions().ok());
            return Ok(apply_edit(&loaded.note, state, captions, format, edit)?);
        }
        let mut parts = loaded.parts_meant(edit)?.into_iter();
        let first = parts.next().ok_or(NoteEditError::OtherRecording)?;
        let mut edited = self.edited_in_part(loaded, &first)?;
        // Only the times of the claim change, so that it keeps its number in the other parts.
        for part in parts {
            let state = edited.state.or_else(|| loaded.state.clone());
            let next = self.reader.loaded(name, edited.note, state);
            edited = self.edited_in_part(&next, &part)?;
        }
        Ok(edited)
    }

    fn edited_in_part(
        &self,
        loaded: &LoadedNote,
        PartEdit { at, edit }: &PartEdit,
    ) -> Result<EditedNote, Error> {
        let (parts, known) = (&loaded.parts, loaded.part_states());
        let part = parts.get(*at).ok_or(NoteEditError::OtherRecording)?;
        let recording = loaded.recordings.get(*at);
        let captions = match recording.map(StoredRecording::captions) {
            // Only an anchor that is moved needs them.
            Some(Err(error)) if !part.is_own && matches!(edit, NoteEdit::Move { .. }) => {
                return Err(error);
            }
            captions => captions.and_then(Result::ok),
        };
        let address = recording.and_then(StoredRecording::address);
        let format = self.anchor_format(address.as_deref(), Some(part));
        let own = known.get(*at).cloned().flatten();
        let edited = apply_edit(&part.note, own, captions, format, edit)?;
        let states = known.into_iter().enumerate().map(|(number, known)| {
            let new = edited.state.clone().filter(|_| number == *at);
            new.unwrap_or_else(|| pinning::state_or_existing(&parts[number].note, known))
        });
        let state = NoteState::of_parts(loaded.state.as_ref(), parts.iter().zip(states));
        Ok(EditedNote {
            note: edited.note,
            state: edited.state.map(|_| state),
        })
    }

    /// How anchors on the recording of a part, or of the note, at this address are written.
    pub(super) fn anchor_format<'a>(
        &'a self,
        address: Option<&'a str>,
        part: Option<&'a NotePart>,
    ) -> AnchorFormat<'a> {
        AnchorFormat {
            style: self.vault.settings().anchor.style(),
            address,
            other_video: part.and_then(NotePart::other_video),
        }
    }
}
