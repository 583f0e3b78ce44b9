//! What the captions say of the sentences of an open note.

use kbnote_engine::note_view::{Captions, ReviewedClaim, review};
use kbnote_note::{NotePart, NoteState};

use crate::captions::no_transcript;
use crate::{Error, NoteFile, Workspace};

/// What of a note is on one recording, held against its captions.
#[derive(Debug)]
pub struct ReviewedPart {
    /// The part.
    pub part: NotePart,
    /// Its captions, or why there are none.
    pub captions: Result<Captions, Error>,
    /// Its sentences, in their order.
    pub claims: Vec<ReviewedClaim>,
    /// What is known of it.
    pub(super) known: Option<NoteState>,
}

impl Workspace {
    /// Holds each part of an open note against its captions.
    ///
    /// # Errors
    /// If the state of the note cannot be read.
    pub fn review(&self, file: &NoteFile) -> Result<Vec<ReviewedPart>, Error> {
        let state = file.state(self)?;
        let parts = self.vault.parts_of(file.note());
        let known = parts.iter().map(|part| {
            let state = state.as_ref()?;
            Some(state.of_part(part, &parts))
        });
        let known: Vec<Option<NoteState>> = known.collect();
        let reviewed = |(part, known): (NotePart, Option<NoteState>)| {
            let remembered = known.as_ref().and_then(|known| known.track.as_ref());
            let stored = self.prepared_transcript(&part.video).map_err(Error::from);
            let stored = stored
                .and_then(|stored| stored.ok_or_else(|| no_transcript(&self.vault, &part.video)));
            let captions =
                stored.and_then(|stored| Ok(Captions::new(stored, &part.note, remembered)?));
            ReviewedPart {
                claims: review(&part.note, captions.as_ref().ok(), known.as_ref()),
                captions,
                part,
                known,
            }
        };
        Ok(parts.into_iter().zip(known).map(reviewed).collect())
    }
}
