//! The one way to write transcripts, so that they can be undone like notes.

use super::NoteWriter;
use crate::undo::NoteChange;
use crate::{FileError, Vault};

impl NoteWriter {
    /// Stores or removes a transcript. The caller holds the lock of the transcripts.
    pub(crate) fn write_transcript(
        &self,
        vault: &Vault,
        change: NoteChange<'_>,
    ) -> Result<(), FileError> {
        let mut run = self.run();
        run.log(vault, &self.origin)?.record(vault, change, None)?;
        let written = match change.new {
            Some(new) => vault.replace_own(change.note, new).map(drop),
            None => vault.remove_own(change.note),
        };
        if written.is_err() {
            run.void_record()?;
        }
        written
    }
}
