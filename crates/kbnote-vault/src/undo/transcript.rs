//! The undo of a stored transcript.

use super::log::NoteChange;
use super::step::Undo;
use crate::{FileError, NoteWriter, Vault, files};

/// Undoes the change of one transcript. One that changed since the plan is skipped; the text of one
/// that is removed is kept.
pub(super) fn undo_transcript(
    vault: &Vault,
    writer: &NoteWriter,
    undo: &Undo,
) -> Result<Undo, FileError> {
    let (expected, old) = match undo {
        Undo::Restore { now, old, .. } => (Some(now), Some(old)),
        Undo::Remove { now, .. } => (Some(now), None),
        Undo::Create { old, .. } => (None, Some(old)),
        Undo::Forget { .. } | Undo::Leave { .. } => return Ok(undo.clone()),
    };
    let path = undo.path();
    let _lock = vault.lock_transcripts()?;
    if vault.read_own(path)?.as_ref() != expected {
        let path = path.to_owned();
        return Ok(Undo::Leave { path });
    }
    if let (Some(now), None) = (expected, old) {
        vault.keep_text(path, now)?;
    }
    let change = NoteChange {
        note: path,
        old: expected.map(Vec::as_slice),
        new: old.map(Vec::as_slice),
    };
    writer.write_transcript(vault, change)?;
    // A vault with settings has the folder from its beginning.
    if old.is_none() && !vault.settings_path().exists() {
        files::remove_emptied_folders(path, vault.root());
    }
    Ok(undo.clone())
}
