//! The recording of a note, as far as the vault knows it.

use kbnote_note::{AnchorFormat, Note};

use crate::{Error, Workspace};

impl Workspace {
    /// How anchors of a note on the recording at this address are written.
    pub(crate) fn anchor_format<'a>(&self, address: Option<&'a str>) -> AnchorFormat<'a> {
        let style = self.vault.settings().anchor.style;
        AnchorFormat { style, address }
    }

    /// The stored address of a note's recording; `None` if none is stored.
    ///
    /// # Errors
    /// If the transcript cannot be read.
    pub(crate) fn stored_address(&self, note: &Note) -> Result<Option<String>, Error> {
        let Some(id) = self.vault.recording_of(note) else {
            return Ok(None);
        };
        let transcript = self.vault.read_transcript(&id)?;
        Ok(transcript.and_then(|transcript| transcript.video.watch_url()))
    }
}
