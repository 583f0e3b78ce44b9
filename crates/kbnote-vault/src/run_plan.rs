//! The plan of a run over many notes, written before the first note is changed.
//!
//! If decisions on a note depend on other notes, as with links, a run that is killed and repeated
//! would decide differently. So the same command first finishes the plan, for the notes that are
//! unchanged. The plan is in the user's state folder.

use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};

use kbnote_note::NoteState;
use serde::{Deserialize, Serialize};

use crate::fingerprint::fingerprint;
use crate::lock::user_file;
use crate::undo::Patch;
use crate::{FileError, StateError, Vault, state};

/// The plan of a run over many notes.
#[derive(Debug, Serialize, Deserialize)]
pub struct RunPlan {
    schema: String,
    /// Identifies the command, its arguments, and the names of the notes that the plan depends on.
    pub key: String,
    /// The changes of notes.
    pub edits: Vec<PlannedEdit>,
    /// Data of the command to store after all changes.
    pub rest: serde_json::Value,
}

/// A planned change of a note.
#[derive(Debug, Serialize, Deserialize)]
pub struct PlannedEdit {
    note: PathBuf,
    /// Fingerprints of the note before and after.
    before: String,
    after: String,
    patch: Patch,
    state: Option<String>,
}

const SCHEMA: &str = "kbnote.run-plan/1";

impl RunPlan {
    /// A plan.
    #[must_use]
    pub fn new(key: String, edits: Vec<PlannedEdit>, rest: serde_json::Value) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            key,
            edits,
            rest,
        }
    }
}

impl PlannedEdit {
    /// The change of a note, with its new state.
    #[must_use]
    pub fn new(note: &Path, old: &[u8], new: &[u8], state: Option<&NoteState>) -> Self {
        Self {
            note: std::path::absolute(note).unwrap_or_else(|_| note.to_owned()),
            before: fingerprint(old),
            after: fingerprint(new),
            patch: Patch::between(old, new),
            state: state.map(NoteState::to_json),
        }
    }

    /// The note.
    #[must_use]
    pub fn note(&self) -> &Path {
        &self.note
    }

    /// The new bytes of the note, if its present ones are those of the plan.
    #[must_use]
    pub fn applied_to(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let new = Some(bytes).filter(|bytes| fingerprint(bytes) == self.before);
        let new = new.and_then(|bytes| self.patch.apply(bytes));
        new.filter(|new| fingerprint(new) == self.after)
    }

    /// The new state.
    ///
    /// # Errors
    /// If it has the format of a newer kbnote.
    pub fn state(&self) -> Result<Option<NoteState>, StateError> {
        match &self.state {
            Some(state) => state::parse(&self.note, state.as_bytes()),
            None => Ok(None),
        }
    }
}

/// The file of a plan, which no other run has.
#[derive(Debug)]
pub struct HeldPlan {
    path: PathBuf,
    file: File,
}

impl Vault {
    /// The file for the plans of a command; `None` while another run of it has it.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn hold_plan(&self, command: &str) -> Result<Option<HeldPlan>, FileError> {
        let path = self.make_user_dir()?.join(format!("plan-{command}.json"));
        let file = user_file(&path)?;
        let is_taken = matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock));
        Ok((!is_taken).then_some(HeldPlan { path, file }))
    }
}

impl HeldPlan {
    /// The plan of a run that was killed. One that was not written whole is none: no note was changed
    /// then.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn read(&mut self) -> Result<Option<RunPlan>, FileError> {
        let mut bytes = Vec::new();
        let read = self
            .file
            .rewind()
            .and_then(|()| self.file.read_to_end(&mut bytes));
        read.map_err(|source| FileError::Read {
            path: self.path.clone(),
            source,
        })?;
        let plan: Option<RunPlan> = serde_json::from_slice(&bytes).ok();
        Ok(plan.filter(|plan| plan.schema == SCHEMA))
    }

    /// Writes a plan.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, plan: &RunPlan) -> Result<(), FileError> {
        self.clear()?;
        let text = serde_json::to_vec(plan).map_err(Into::into);
        let written = text.and_then(|text| self.file.write_all(&text));
        written.map_err(|source| self.unwritable(source))
    }

    /// Removes the plan: the run came to its end.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn clear(&mut self) -> Result<(), FileError> {
        let cleared = self.file.set_len(0).and_then(|()| self.file.rewind());
        cleared.map_err(|source| self.unwritable(source))
    }

    fn unwritable(&self, source: std::io::Error) -> FileError {
        FileError::Write {
            path: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_plan_comes_back_until_it_is_cleared() {
        let (_dir, vault) = testing::vault();
        let note = vault.notes_dir().join("a.md");
        let edit = PlannedEdit::new(&note, b"one two", b"one [[two]]", None);
        let mut held = vault.hold_plan("links").unwrap().unwrap();
        assert!(held.read().unwrap().is_none());
        held.write(&RunPlan::new("key".into(), vec![edit], "rest".into()))
            .unwrap();
        assert!(
            vault.hold_plan("links").unwrap().is_none(),
            "one run at a time"
        );
        drop(held);
        let mut held = vault.hold_plan("links").unwrap().unwrap();
        let plan = held.read().unwrap().unwrap();
        assert_eq!((plan.key.as_str(), &plan.rest), ("key", &"rest".into()));
        assert_eq!(plan.edits[0].note(), note);
        assert_eq!(
            plan.edits[0].applied_to(b"one two").unwrap(),
            b"one [[two]]"
        );
        assert_eq!(plan.edits[0].applied_to(b"one two!"), None);
        held.clear().unwrap();
        assert!(held.read().unwrap().is_none());
    }
}
