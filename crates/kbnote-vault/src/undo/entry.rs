//! The lines of a run's file.

use std::path::{Path, PathBuf};

use kbnote_core::Fingerprint;
use serde::{Deserialize, Serialize};

use super::Undo;
use super::patch::Patch;
use crate::rename::is_same_but_for_case;
use crate::{FileError, files};

/// The format of the file of a run.
pub(super) const SCHEMA: &str = "kbnote.run/1";

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) schema: String,
    pub(super) command: String,
    /// Whether the run is taken back as a whole or not at all.
    #[serde(default)]
    pub(super) whole: bool,
}

/// One write of a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Below the root of the vault where it lies in it.
    pub(super) path: PathBuf,
    /// Where it lay before, if it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) home: Option<PathBuf>,
    /// What makes the old bytes of the new ones; `None` if there was no note.
    pub(super) back: Option<Patch>,
    /// Fingerprints of the old and of the new bytes.
    pub(super) before: Option<String>,
    pub(super) after: String,
    /// The state file as it was, if there was one.
    pub(super) state: Option<String>,
}

impl Entry {
    /// A note at a place, which has these bytes once it is written.
    pub(super) fn of(path: PathBuf, new: &[u8]) -> Self {
        Self {
            path,
            home: None,
            back: None,
            before: None,
            after: fingerprint(new),
            state: None,
        }
    }

    /// What becomes of a note that was moved.
    pub(super) fn undo_move(
        &self,
        path: &Path,
        home: PathBuf,
        on_disk: Option<Vec<u8>>,
    ) -> Result<Undo, FileError> {
        let path = path.to_owned();
        // A file system that is blind to case finds the moved note itself there.
        let is_itself = is_same_but_for_case(&path, &home);
        let at_home = files::read_if_present(&home)?.filter(|_| !is_itself);
        let at_home = at_home.as_deref().map(fingerprint);
        let now = on_disk.filter(|now| at_home.is_none() && fingerprint(now) == self.after);
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
            None if at_home == self.before => Undo::Forget { path, state: None },
            None => Undo::Leave { path },
        })
    }

    /// What becomes of a note: `later` is what taking back its later writes made of it.
    pub(super) fn undo(&self, path: &Path, on_disk: Option<&[u8]>, later: Option<&Undo>) -> Undo {
        let path = path.to_owned();
        let state = self.state.clone();
        let now = match later {
            Some(Undo::Restore { old, .. }) => Some(old.as_slice()),
            _ => on_disk,
        };
        let print = now.map(fingerprint);
        let is_decision = self.before.as_ref() == Some(&self.after);
        if let Some(bytes) =
            on_disk.filter(|_| is_decision && later.is_none() && print == self.before)
        {
            return Undo::Restore {
                path,
                home: None,
                now: bytes.to_owned(),
                old: bytes.to_owned(),
                state,
            };
        }
        if print == self.before {
            return match later {
                Some(Undo::Restore { now, old, .. }) => Undo::Restore {
                    path,
                    home: None,
                    now: now.clone(),
                    old: old.clone(),
                    state,
                },
                _ => Undo::Forget { path, state },
            };
        }
        let (Some(now), Some(on_disk)) =
            (now.filter(|_| print.as_ref() == Some(&self.after)), on_disk)
        else {
            return Undo::Leave { path };
        };
        let on_disk = on_disk.to_owned();
        match &self.back {
            None => Undo::Remove {
                path,
                now: on_disk,
                state,
            },
            Some(back) => match back.apply(now) {
                Some(old) => Undo::Restore {
                    path,
                    home: None,
                    now: on_disk,
                    old,
                    state,
                },
                None => Undo::Leave { path },
            },
        }
    }
}

pub(super) fn fingerprint(bytes: &[u8]) -> String {
    Fingerprint::of(bytes).to_string()
}
