//! The changes that an editor is to make in an open note.

use kbnote_engine::anchoring::{AnchorPolicy, pinning};
use kbnote_engine::link_decisions::UnstoredDecisions;
use kbnote_engine::note_view::{NoteEdit, apply_edit};
use kbnote_engine::regenerate::{Applied, ConflictPolicy, IndexRecordChange, Kinds, LinkMemory};
use kbnote_links::Suggestion;
use kbnote_note::{AnchorFormat, NoteState};

use super::review::ReviewedPart;
use crate::{
    Captions, Error, Linker, NoteFile, NotePlace, Workspace, align_all, no_video_id, regenerate_all,
};

/// A change that an editor is to make in an open note, with what is to be stored once it is saved.
#[derive(Clone, Debug)]
pub struct EditorChange {
    /// The new text.
    pub text: String,
    /// The state of the note then; none if it stays.
    pub state: Option<NoteState>,
    /// The decisions on its links that are stored with it.
    pub links: Option<UnstoredDecisions>,
    /// The new record of the entries, for an index note.
    pub index: Option<IndexRecordChange>,
}

impl From<Applied> for EditorChange {
    fn from(applied: Applied) -> Self {
        Self {
            text: applied.note.text().to_owned(),
            state: applied.state,
            links: applied.links,
            index: applied.index,
        }
    }
}

impl Workspace {
    /// Anchors an open note as `kbnote align` does.
    ///
    /// # Errors
    /// If it cannot be changed, is on no recording, or has no captions.
    pub fn align_open(&self, file: &NoteFile) -> Result<EditorChange, Error> {
        file.unwritable().map_or(Ok(()), Err)?;
        let captions = Captions::Stored { track: None };
        let policy = AnchorPolicy::new(self.vault.settings().anchor.style());
        let outcomes = align_all(self, &captions, policy, std::slice::from_ref(file));
        let aligned = outcomes.into_iter().next().unwrap_or(Ok(None))?;
        let aligned = aligned.ok_or_else(|| no_video_id(&file.shown()))?;
        Ok(aligned.applied.into())
    }

    /// Regenerates an open note as `kbnote regen` does; the author's text wins.
    ///
    /// # Errors
    /// If it cannot be changed, is on no recording, or the vault cannot be read.
    pub fn regenerate_open(&self, file: &NoteFile) -> Result<EditorChange, Error> {
        file.unwritable().map_or(Ok(()), Err)?;
        let outcomes = regenerate_all(self, &Kinds::default(), std::slice::from_ref(file))?;
        let regeneration = outcomes.into_iter().next().unwrap_or(Ok(None))?;
        let regeneration = regeneration.ok_or_else(|| no_video_id(&file.shown()))?;
        let mut applied = regeneration.apply_unattended(ConflictPolicy::Keep)?;
        self.settle_links(&mut None, file.path(), &regeneration.note, &mut applied);
        Ok(applied.into())
    }

    /// Makes an edit in one of the parts of an open note, in which its claims are numbered.
    ///
    /// # Errors
    /// If it cannot be changed, or the edit cannot be made.
    pub fn edit_open(
        &self,
        file: &NoteFile,
        (parts, at): (&[ReviewedPart], usize),
        edit: &NoteEdit,
    ) -> Result<EditorChange, Error> {
        file.unwritable().map_or(Ok(()), Err)?;
        let reviewed = parts.get(at).ok_or_else(|| no_video_id(&file.shown()))?;
        let captions = reviewed.captions.as_ref().ok();
        let address = captions.and_then(|captions| captions.video().watch_url());
        let format = AnchorFormat {
            style: self.vault.settings().anchor.style(),
            address: address.as_deref(),
            other_video: reviewed.part.other_video(),
        };
        let (note, known) = (&reviewed.part.note, reviewed.known.clone());
        let edited = apply_edit(note, known, captions, format, edit)?;
        let states = parts.iter().enumerate().map(|(number, part)| {
            let existing = || pinning::state_or_existing(&part.part.note, part.known.clone());
            let new = edited.state.clone().filter(|_| number == at);
            (&part.part, new.unwrap_or_else(existing))
        });
        let whole = file.state(self)?;
        let state = NoteState::of_parts(whole.as_ref(), states);
        Ok(Applied::new(edited.note, Some(state)).into())
    }

    /// Writes a suggested link into an open note.
    ///
    /// # Errors
    /// If it cannot be changed, or the link cannot be written there.
    pub fn link_open(
        &self,
        file: &NoteFile,
        linker: &Linker,
        suggestion: &Suggestion,
    ) -> Result<EditorChange, Error> {
        file.unwritable().map_or(Ok(()), Err)?;
        let note = file.note();
        let known = file.state(self)?;
        let mut memory = LinkMemory::new(&note, known.as_ref());
        memory.add(&suggestion.target, false);
        let new = note.edited(&linker.splices(&note, std::slice::from_ref(suggestion)))?;
        let mut state = known.unwrap_or_default();
        state.base.links = memory.into_states();
        Ok(Applied::new(new, Some(state)).into())
    }

    /// The links that an open note could have, without those that its author refused.
    ///
    /// # Errors
    /// If the state of the note cannot be read.
    pub fn suggest_open(&self, file: &NoteFile, linker: &Linker) -> Result<Vec<Suggestion>, Error> {
        let note = file.note();
        let state = file.state(self)?;
        let memory = LinkMemory::new(&note, state.as_ref());
        let refused = memory.refused().map(str::to_owned).collect();
        Ok(linker.suggest(self, &note, file.path(), refused))
    }

    /// Quotes the captions of the sentences at a place of an open note below their paragraph.
    ///
    /// # Errors
    /// As [`Workspace::quote`] and [`crate::QuoteReport::inserted`].
    pub fn quote_open(&self, file: NoteFile, place: &NotePlace) -> Result<EditorChange, Error> {
        Ok(self.quote_note(file, place, None, None)?.inserted()?.into())
    }
}
