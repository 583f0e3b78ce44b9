//! The one way in which notes are written: what was there is recorded first.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use kbnote_core::Fingerprint;
use kbnote_note::{Note, is_utf16};

use crate::undo::RunLog;
use crate::{FileError, NoteState, StateError, Vault, files};

/// Writes the notes of a run, so that the run can be taken back.
///
/// First the old bytes are recorded, then the new state is announced, then the note is written,
/// then the state holds: whenever the run is killed, the note is old or new, and what is
/// remembered of it fits.
#[derive(Debug)]
pub struct NoteWriter {
    command: String,
    /// Begun with the first write.
    log: Mutex<Option<RunLog>>,
}

/// A note that cannot be written; it is as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// The state cannot be written.
    #[error(transparent)]
    State(#[from] StateError),
    /// The note is in UTF-16, and what would be written into it is not.
    #[error("{} is in UTF-16", path.display())]
    Utf16 {
        /// The note.
        path: PathBuf,
    },
    /// Somebody wrote the note since it was read.
    #[error("{} was changed in the meantime", path.display())]
    Changed {
        /// The note.
        path: PathBuf,
    },
}

impl NoteWriter {
    /// The writer of a run of this command.
    #[must_use]
    pub fn new(command: &str) -> Self {
        Self {
            command: command.to_owned(),
            log: Mutex::new(None),
        }
    }

    /// Puts `new` in place of the bytes that were read, with the state that goes with them; says
    /// whether that changed the note.
    ///
    /// # Errors
    /// If the note is no longer what was read or is in UTF-16, or a file cannot be written.
    pub fn replace(
        &self,
        vault: &Vault,
        note: &Path,
        old: &[u8],
        new: &[u8],
        state: Option<&NoteState>,
    ) -> Result<bool, WriteError> {
        vault.keep_to_notes(note)?;
        vault.adopt_state(note)?;
        let state = state.map(|state| state_of(state, new));
        if old == new {
            if let Some(state) = state {
                vault.write_state(note, &state)?;
            }
            return Ok(false);
        }
        if is_utf16(old) {
            let path = note.to_owned();
            return Err(WriteError::Utf16 { path });
        }
        if files::read(note)? != old {
            let path = note.to_owned();
            return Err(WriteError::Changed { path });
        }
        self.record(vault, note, Some(old), new)?;
        match &state {
            Some(state) => vault.announce_state(note, state)?,
            None => vault.settle_killed(note)?,
        }
        files::replace(note, new)?;
        if state.is_some() {
            vault.settle_state(note)?;
        }
        Ok(true)
    }

    /// Remembers what the author decided on a note whose bytes stay as they were read; says whether
    /// that is new. It can be taken back as a write of the note can.
    ///
    /// # Errors
    /// If the note is no longer what was read, or a file cannot be written.
    pub fn decide(
        &self,
        vault: &Vault,
        note: &Path,
        bytes: &[u8],
        state: &NoteState,
    ) -> Result<bool, WriteError> {
        vault.keep_to_notes(note)?;
        vault.adopt_state(note)?;
        let state = state_of(state, bytes);
        if vault.own_state(note)?.as_ref() == Some(&state) {
            return Ok(false);
        }
        if files::read(note)? != bytes {
            let path = note.to_owned();
            return Err(WriteError::Changed { path });
        }
        self.record(vault, note, Some(bytes), bytes)?;
        vault.write_state(note, &state)?;
        Ok(true)
    }

    /// Makes a note that is not there yet, with the state that goes with it.
    ///
    /// # Errors
    /// If there is one, or a file cannot be written.
    pub fn create(
        &self,
        vault: &Vault,
        note: &Path,
        new: &[u8],
        state: Option<&NoteState>,
    ) -> Result<(), WriteError> {
        vault.keep_to_notes(note)?;
        if note.exists() {
            let path = note.to_owned();
            return Err(FileError::Exists { path }.into());
        }
        vault.set_state_aside(note)?;
        self.record(vault, note, None, new)?;
        // The state of a note that is not there would be taken for that of another of its name.
        files::create(note, new)?;
        if let Some(state) = state {
            vault.write_state(note, &state_of(state, new))?;
        }
        Ok(())
    }

    fn record(
        &self,
        vault: &Vault,
        note: &Path,
        old: Option<&[u8]>,
        new: &[u8],
    ) -> Result<(), WriteError> {
        let state = vault.state_bytes(note)?;
        let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let log = match &mut *log {
            Some(log) => log,
            none => none.insert(RunLog::begin(vault, &self.command)?),
        };
        Ok(log.record(vault, note, old, new, state.as_deref())?)
    }
}

/// The state of a note that has these bytes.
fn state_of(state: &NoteState, note: &[u8]) -> NoteState {
    NoteState {
        note: Some(Fingerprint::of(note).to_string()),
        video: Note::parse(note).video_id(),
        ..state.clone()
    }
}

#[cfg(test)]
mod model_test;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::Undo;
    use crate::testing;

    fn undo_last(vault: &Vault) -> Vec<Undo> {
        let run = vault.recorded_runs().unwrap().remove(0);
        let plan = run.plan(vault).unwrap();
        run.take_back(vault, &plan).unwrap();
        let left = plan
            .iter()
            .filter(|undo| matches!(undo, Undo::Leave { .. }));
        let left: BTreeSet<_> = left.map(|undo| undo.path().to_owned()).collect();
        run.forget(vault, &left).unwrap();
        plan
    }

    fn captions(vault: &Vault, note: &Path) -> Option<String> {
        vault.read_state(note).unwrap()?.captions
    }

    /// A vault with a note.
    fn vault_with(text: &[u8]) -> (tempfile::TempDir, Vault, PathBuf) {
        let (dir, vault) = testing::vault();
        let note = dir.path().join("notes/a.md");
        files::create(&note, text).unwrap();
        (dir, vault, note)
    }

    fn named(name: &str) -> NoteState {
        NoteState {
            captions: Some(name.to_owned()),
            ..NoteState::default()
        }
    }

    #[test]
    fn a_decision_is_taken_back_by_itself() {
        let (_dir, vault, note) = vault_with(b"one");
        let moved = NoteWriter::new("move");
        moved
            .replace(&vault, &note, b"one", b"two", Some(&named("moved")))
            .unwrap();
        let kept = NoteWriter::new("keep");
        assert!(kept.decide(&vault, &note, b"two", &named("kept")).unwrap());
        assert!(!kept.decide(&vault, &note, b"two", &named("kept")).unwrap());
        assert!(kept.decide(&vault, &note, b"one", &named("other")).is_err());
        undo_last(&vault);
        assert_eq!(captions(&vault, &note).as_deref(), Some("moved"));
        assert_eq!(files::read(&note).unwrap(), b"two");
        undo_last(&vault);
        assert_eq!(captions(&vault, &note), None);
        assert_eq!(files::read(&note).unwrap(), b"one");
    }

    #[test]
    fn a_run_is_taken_back_with_its_states() {
        let (_dir, vault, note) = vault_with(b"one\xff\n");
        let first = NoteWriter::new("align");
        first
            .replace(&vault, &note, b"one\xff\n", b"two\n", Some(&named("1")))
            .unwrap();
        let second = NoteWriter::new("links");
        second
            .replace(&vault, &note, b"two\n", b"three\n", Some(&named("2")))
            .unwrap();
        second
            .replace(&vault, &note, b"three\n", b"four\n", Some(&named("3")))
            .unwrap();
        undo_last(&vault);
        assert_eq!(files::read(&note).unwrap(), b"two\n");
        assert_eq!(captions(&vault, &note).as_deref(), Some("1"));
        undo_last(&vault);
        assert_eq!(files::read(&note).unwrap(), b"one\xff\n");
        assert_eq!(vault.read_state(&note).unwrap(), None);
        assert!(vault.recorded_runs().unwrap().is_empty());
    }

    #[test]
    fn the_state_that_a_killed_run_left_holds_on_where_a_write_has_none() {
        let (_dir, vault, note) = vault_with(b"one");
        vault.write_state(&note, &named("old")).unwrap();
        let written = state_of(&named("new"), b"one");
        vault.announce_state(&note, &written).unwrap();
        let writer = NoteWriter::new("serve");
        writer.replace(&vault, &note, b"one", b"two", None).unwrap();
        assert_eq!(captions(&vault, &note).as_deref(), Some("new"));
    }

    #[test]
    fn what_was_changed_since_is_left_and_can_be_taken_back_later() {
        let (dir, vault) = testing::vault();
        let (a, b) = (dir.path().join("a.md"), dir.path().join("b.md"));
        let writer = NoteWriter::new("align");
        for note in [&a, &b] {
            files::create(note, b"old").unwrap();
            writer.replace(&vault, note, b"old", b"new", None).unwrap();
        }
        files::replace(&b, b"edited").unwrap();
        assert_eq!(undo_last(&vault)[1], Undo::Leave { path: b.clone() });
        assert_eq!(
            (files::read(&a).unwrap(), files::read(&b).unwrap()),
            (b"old".to_vec(), b"edited".to_vec())
        );
        files::replace(&b, b"new").unwrap();
        undo_last(&vault);
        assert_eq!(files::read(&b).unwrap(), b"old");
    }

    #[test]
    fn a_note_that_was_made_goes_and_is_kept_aside() {
        let (dir, vault) = testing::vault();
        let note = dir.path().join("notes/a.md");
        NoteWriter::new("new")
            .create(&vault, &note, b"text", Some(&named("1")))
            .unwrap();
        undo_last(&vault);
        assert!(!note.exists());
        assert_eq!(vault.read_state(&note).unwrap(), None);
        assert_eq!(
            files::read(&vault.removed_dir().join("a.md")).unwrap(),
            b"text"
        );
    }

    #[test]
    fn what_was_never_written_only_loses_its_state() {
        let (_dir, vault, note) = vault_with(b"old");
        let writer = NoteWriter::new("align");
        writer
            .replace(&vault, &note, b"old", b"new", Some(&named("1")))
            .unwrap();
        files::replace(&note, b"old").unwrap();
        let plan = undo_last(&vault);
        assert_eq!(
            plan,
            [Undo::Forget {
                path: note.clone(),
                state: None
            }]
        );
        assert_eq!(vault.read_state(&note).unwrap(), None);
    }

    #[test]
    fn a_note_saved_in_the_meantime_is_not_overwritten() {
        let (_dir, vault, note) = vault_with(b"saved");
        let written = NoteWriter::new("align").replace(&vault, &note, b"old", b"new", None);
        assert!(matches!(written, Err(WriteError::Changed { .. })));
        assert_eq!(files::read(&note).unwrap(), b"saved");
    }

    #[test]
    fn nothing_is_written_into_a_note_in_utf_16() {
        let (dir, vault) = testing::vault();
        let note = dir.path().join("a.md");
        let old = b"\xff\xfea\0";
        files::create(&note, old).unwrap();
        let written = NoteWriter::new("links").replace(&vault, &note, old, b"new", None);
        assert!(matches!(written, Err(WriteError::Utf16 { .. })));
        assert_eq!(files::read(&note).unwrap(), old);
    }

    #[test]
    fn a_state_whose_note_was_never_written_does_not_hold() {
        let (_dir, vault, note) = vault_with(b"old");
        vault.write_state(&note, &named("old")).unwrap();
        let announced = state_of(&named("new"), b"new");
        vault.announce_state(&note, &announced).unwrap();
        assert_eq!(captions(&vault, &note).as_deref(), Some("old"));
        files::replace(&note, b"new").unwrap();
        assert_eq!(captions(&vault, &note).as_deref(), Some("new"));
        let writer = NoteWriter::new("align");
        writer
            .replace(&vault, &note, b"new", b"newer", Some(&named("newer")))
            .unwrap();
        undo_last(&vault);
        assert_eq!(captions(&vault, &note).as_deref(), Some("new"));
    }
}
