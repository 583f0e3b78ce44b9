//! The lines of a run's file.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::patch::Patch;
use super::step::Undo;
use crate::fingerprint::{fast_fingerprint, has_fingerprint};
use crate::paths::is_same_but_for_case;
use crate::{FileError, RecordFileChange, Vault, files};

/// The format of the file of a run.
pub(super) const SCHEMA: &str = "kbnote.run/1";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) schema: String,
    pub(super) command: String,
    /// Whether the run is undone as a whole or not at all.
    #[serde(default)]
    pub(super) whole: bool,
}

/// One write of a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Relative to the root, if it is inside the vault.
    pub(super) path: PathBuf,
    /// Its previous path, if it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) home: Option<PathBuf>,
    /// The patch from the new bytes to the old; `None` if there was no note.
    pub(super) back: Option<Patch>,
    /// Fingerprints of the old and the new bytes; `None` if the note did not or does not exist.
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// The previous state file, if there was one.
    pub(super) state: Option<String>,
}

/// The record of an index note, which the run changed along with a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RecordEntry {
    /// The name of the index note.
    index_record: String,
    /// The previous file, if there was one.
    before: Option<String>,
    /// Fingerprint of the new file; `None` if it was removed.
    after: Option<String>,
}

impl RecordEntry {
    /// The entry for a change of a record.
    pub(crate) fn of(change: &RecordFileChange) -> Self {
        let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
        Self {
            index_record: change.name.clone(),
            before: change.old.as_ref().map(text),
            after: change.new.as_deref().map(fast_fingerprint),
        }
    }

    /// The name of the index note.
    pub(super) fn name(&self) -> &str {
        &self.index_record
    }

    /// The change that restores the record; `None` if it was changed since.
    pub(super) fn undo(&self, vault: &Vault) -> Result<Option<RecordFileChange>, FileError> {
        let now = vault.index_record_bytes(&self.index_record)?;
        let is_as_written = has_fingerprint(now.as_deref(), self.after.as_deref());
        Ok(is_as_written.then(|| RecordFileChange {
            name: self.index_record.clone(),
            old: now,
            new: self.before.clone().map(String::into_bytes),
        }))
    }
}

impl Entry {
    /// An entry for a note with these bytes before and after the write.
    pub(super) fn of(path: PathBuf, old: Option<&[u8]>, new: Option<&[u8]>) -> Self {
        Self {
            path,
            home: None,
            back: old.map(|old| Patch::between(new.unwrap_or_default(), old)),
            before: old.map(fast_fingerprint),
            after: new.map(fast_fingerprint),
            state: None,
        }
    }

    /// The undo step for a note that was moved.
    pub(super) fn undo_move(
        &self,
        path: &Path,
        home: PathBuf,
        on_disk: Option<Vec<u8>>,
    ) -> Result<Undo, FileError> {
        let path = path.to_owned();
        // On a case-insensitive file system the moved note itself is found there.
        let is_itself = is_same_but_for_case(&path, &home);
        let at_home = files::read_if_present(&home)?.filter(|_| !is_itself);
        let is_new = |now: &Vec<u8>| has_fingerprint(Some(now), self.after.as_deref());
        let now = on_disk.filter(|now| at_home.is_none() && is_new(now));
        let old = now
            .as_deref()
            .and_then(|now| self.back.as_ref()?.apply(now));
        Ok(match now.zip(old) {
            Some((now, old)) => Undo::Restore {
                path,
                home: Some(home),
                now,
                old,
                state: None,
            },
            None if has_fingerprint(at_home.as_deref(), self.before.as_deref()) => {
                Undo::Forget { path, state: None }
            }
            None => Undo::Leave { path },
        })
    }

    /// The undo step for a note; `later` is the result of undoing its later writes.
    pub(super) fn undo(&self, path: &Path, on_disk: Option<&[u8]>, later: Option<&Undo>) -> Undo {
        let now = match later {
            Some(Undo::Restore { old, .. }) => Some(old.as_slice()),
            _ => on_disk,
        };
        if has_fingerprint(now, self.before.as_deref()) {
            return self.undo_state(path, on_disk, later);
        }
        let leave = || Undo::Leave {
            path: path.to_owned(),
        };
        if !has_fingerprint(now, self.after.as_deref()) {
            return leave();
        }
        let (Some(now), Some(on_disk)) = (now, on_disk) else {
            let old = self.back.as_ref().and_then(|back| back.apply(b""));
            return old.map_or_else(leave, |old| Undo::Create {
                path: path.to_owned(),
                old,
                state: self.state.clone(),
            });
        };
        match &self.back {
            None => Undo::Remove {
                path: path.to_owned(),
                now: on_disk.to_owned(),
                state: self.state.clone(),
            },
            Some(back) => match back.apply(now) {
                Some(old) => self.restore(path, on_disk, &old),
                None => leave(),
            },
        }
    }

    /// The undo step for a note that has its old bytes already: only its state is restored.
    fn undo_state(&self, path: &Path, on_disk: Option<&[u8]>, later: Option<&Undo>) -> Undo {
        let is_decision = self.before == self.after;
        match (later, on_disk) {
            (Some(Undo::Restore { now, old, .. }), _) => self.restore(path, now, old),
            (None, Some(bytes)) if is_decision => self.restore(path, bytes, bytes),
            _ => Undo::Forget {
                path: path.to_owned(),
                state: self.state.clone(),
            },
        }
    }

    fn restore(&self, path: &Path, now: &[u8], old: &[u8]) -> Undo {
        Undo::Restore {
            path: path.to_owned(),
            home: None,
            now: now.to_owned(),
            old: old.to_owned(),
            state: self.state.clone(),
        }
    }
}
