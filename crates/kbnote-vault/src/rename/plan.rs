//! The plan of a rename: what remains to be done once all new texts are staged. It is finished by the
//! next run if this one is killed.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::changes::Rename;
use super::paths::{move_note, real_place};
use super::staged_text::StagedText;
use crate::fingerprint::fingerprint;
use crate::notice::Notice;
use crate::paths::real_path;
use crate::swap::{Outcome, Swap};
use crate::write_lock::VaultLock;
use crate::{FileError, RecordFileChange, RenameError, Vault, files};

/// The remaining steps once all new texts are staged.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    schema: String,
    /// The note that is moved, and its new path, possibly the same.
    pub(super) from: PathBuf,
    pub(super) to: PathBuf,
    notes: Vec<PlannedText>,
    /// The state file of the note, and its new path.
    state: Option<(PathBuf, PathBuf)>,
    /// The records of index notes that change.
    #[serde(default)]
    records: Vec<PlannedRecord>,
}

/// The new record of an index note; removed if there is no text.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct PlannedRecord {
    name: String,
    text: Option<String>,
}

/// A text that is to be swapped in.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct PlannedText {
    /// The note, symbolic links resolved.
    note: PathBuf,
    staged: PathBuf,
    /// Fingerprints of the texts.
    before: String,
    after: String,
}

const SCHEMA: &str = "kbnote.rename-plan/2";

/// The name of the plan's file.
const PLAN: &str = "rename.json";

impl Plan {
    /// Writes the plan of a rename whose texts are staged.
    pub(super) fn store(
        vault: &Vault,
        rename: &Rename<'_>,
        texts: &[StagedText<'_>],
    ) -> Result<Self, RenameError> {
        let planned = texts.iter().map(|text| PlannedText {
            note: text.target.clone(),
            staged: text.file.path().to_owned(),
            before: fingerprint(&text.note.old),
            after: fingerprint(&text.note.new),
        });
        let plan = Self {
            schema: SCHEMA.to_owned(),
            from: real_place(rename.from),
            to: real_place(rename.to),
            notes: planned.collect(),
            state: state_move(vault, rename.from, rename.to),
            records: rename.records.iter().map(PlannedRecord::of).collect(),
        };
        let path = vault.rename_plan_path()?;
        let text = serde_json::to_vec_pretty(&plan).map_err(|error| FileError::Write {
            path: path.clone(),
            source: error.into(),
        })?;
        files::create(&path, &text)?;
        Ok(plan)
    }

    /// Executes the remaining steps, checking each again.
    fn resume(&self, vault: &Vault) -> Result<Vec<Notice>, RenameError> {
        let mut notices = vec![Notice::RenameFinished];
        for text in &self.notes {
            let place = self.place_of(text);
            let is_own = vault.check_is_own_linking_file(&place).is_ok();
            if !is_own || !text.resume(&place)? {
                let note = place;
                notices.push(Notice::NotRelinked { note });
            }
        }
        for path in [&self.from, &self.to] {
            vault.check_is_own_note(path)?;
        }
        if fs::symlink_metadata(&self.from).is_ok() && fs::symlink_metadata(&self.to).is_err() {
            move_note(&self.from, &self.to)?;
        }
        self.finish(vault)?;
        Ok(notices)
    }

    /// The present path of a note.
    fn place_of(&self, text: &PlannedText) -> PathBuf {
        let is_moved = fs::symlink_metadata(&self.from).is_err();
        if text.note == self.from && is_moved {
            self.to.clone()
        } else {
            text.note.clone()
        }
    }

    /// Moves the state of the note with it, and writes the records of index notes.
    pub(super) fn finish(&self, vault: &Vault) -> Result<(), RenameError> {
        if let Some((from, to)) = &self.state
            && from.exists()
        {
            vault.check_own_folder(to)?;
            files::create_folder(files::folder_of(to))?;
            files::rename(from, to)?;
            files::remove_emptied_folders(from, &vault.root().join(".kbnote/notes"));
        }
        for PlannedRecord { name, text } in &self.records {
            vault.set_index_record(name, text.as_ref().map(String::as_bytes))?;
        }
        Ok(())
    }

    /// Removes the folder that the note leaves empty. Files that were staged there must be gone.
    pub(super) fn remove_emptied_folders(&self, vault: &Vault) {
        files::remove_emptied_folders(&self.from, &real_path(&vault.notes_dir()));
    }
}

impl PlannedRecord {
    fn of(change: &RecordFileChange) -> Self {
        let text = change.new.as_ref();
        Self {
            name: change.name.clone(),
            text: text.map(|text| String::from_utf8_lossy(text).into_owned()),
        }
    }
}

impl PlannedText {
    /// Swaps the text in, unless that is done; returns false if the note changed since.
    fn resume(&self, place: &Path) -> Result<bool, FileError> {
        let now = files::read_if_present(place)?.unwrap_or_default();
        let print = fingerprint(&now);
        if print == self.after {
            return Ok(true);
        }
        let staged = files::read_if_present(&self.staged)?;
        let staged = staged.filter(|text| fingerprint(text) == self.after);
        let Some(new) = staged.filter(|_| print == self.before) else {
            return Ok(false);
        };
        let swap = Swap {
            staged: &self.staged,
            target: place,
            old: &now,
            new: &new,
        };
        let swapped = swap
            .carry_out()
            .map_err(|source| FileError::write(place, source))?;
        Ok(swapped == Outcome::Done)
    }
}

impl Vault {
    /// Finishes an interrupted rename.
    pub(crate) fn finish_rename_plan(&self, _lock: &VaultLock) -> Result<Vec<Notice>, RenameError> {
        let path = self.rename_plan_path()?;
        let Some(bytes) = files::read_if_present(&path)? else {
            return Ok(Vec::new());
        };
        let plan = serde_json::from_slice::<Plan>(&bytes).ok();
        let Some(plan) = plan.filter(|plan| plan.schema == SCHEMA) else {
            return Err(RenameError::Plan { path });
        };
        let notices = plan.resume(self)?;
        files::remove(&path)?;
        plan.remove_emptied_folders(self);
        Ok(notices)
    }

    pub(crate) fn rename_plan_path(&self) -> Result<PathBuf, FileError> {
        Ok(self.user_dir()?.join(PLAN))
    }

    pub(super) fn remove_rename_plan(&self) -> Result<(), FileError> {
        files::remove(&self.rename_plan_path()?)
    }
}

/// The old and new paths of the state of a note.
fn state_move(vault: &Vault, from: &Path, to: &Path) -> Option<(PathBuf, PathBuf)> {
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let (from, to) = vault.state_path(from).zip(vault.state_path(to))?;
    (from != to).then(|| (absolute(from), absolute(to)))
}
