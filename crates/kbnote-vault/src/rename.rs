//! Renames a note and changes others with it, all or nothing.
//!
//! All new texts are staged and flushed. Then a plan with the fingerprints of all old and new texts
//! is written into the user's state folder and executed: each text is swapped in, the note is
//! moved, the plan is removed. If a note changed since it was read, everything is rolled back. If
//! the run is killed, the next run finishes the plan, checking each step again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kbnote_note::ObsidianFileKind;
use serde::{Deserialize, Serialize};

use crate::fingerprint::fingerprint;
use crate::notice::Notice;
use crate::paths::{is_same_but_for_case, real_path};
use crate::staging::{StagedFile, StagingList};
use crate::swap::{self, Outcome, Swap};
use crate::undo::{RunLog, Stack};
use crate::write_lock::VaultLock;
use crate::{FileError, RenameError, Vault, WriteError, files, walk};

/// A changed note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedNote {
    /// Its file.
    pub path: PathBuf,
    /// The bytes that were read.
    pub old: Vec<u8>,
    /// Its new bytes.
    pub new: Vec<u8>,
}

/// The entry of a renamed note in the record of its channel index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenamedEntry {
    /// The name of the index note.
    pub index: String,
    /// The old name of the note.
    pub old: String,
    /// Its new name.
    pub new: String,
    /// The new display text of the entry.
    pub display: String,
}

/// The remaining steps once all new texts are staged.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Plan {
    schema: String,
    /// The note that is moved, and its new path, possibly the same.
    from: PathBuf,
    to: PathBuf,
    notes: Vec<PlannedText>,
    /// The state file of the note, and its new path.
    state: Option<(PathBuf, PathBuf)>,
    entry: Option<RenamedEntry>,
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

/// The name of the file with the rename counter.
const COUNT: &str = "renames";

/// A note with its new path, possibly the same, and notes with new bytes, possibly including it.
#[derive(Clone, Copy, Debug)]
pub struct Rename<'a> {
    /// The note.
    pub from: &'a Path,
    /// Its new path.
    pub to: &'a Path,
    /// The notes whose text changes.
    pub notes: &'a [ChangedNote],
    /// The entry in the record of the channel index.
    pub entry: Option<&'a RenamedEntry>,
}

impl Rename<'_> {
    /// Checks that the note can be moved, and that no note changed since it was read.
    fn check(&self, vault: &Vault) -> Result<(), RenameError> {
        let Self {
            from, to, notes, ..
        } = *self;
        if !is_same_file(from, to) && fs::symlink_metadata(to).is_ok() {
            let path = to.to_owned();
            return Err(FileError::Exists { path }.into());
        }
        for note in notes {
            vault.check_is_own_linking_file(&note.path)?;
        }
        for path in [from, to] {
            vault.check_is_own_note(path)?;
        }
        for note in notes {
            if note.old != note.new && files::is_read_only(&note.path) {
                let path = note.path.clone();
                let read_only = WriteError::ReadOnly { path };
                return Err(RenameError::Write(Box::new(read_only)));
            }
            if files::read(&note.path)? != note.old {
                let path = note.path.clone();
                return Err(RenameError::Changed { path });
            }
        }
        Ok(())
    }

    /// Records the rename, so that it can be undone.
    fn record(&self, vault: &Vault, mut log: RunLog) -> Result<RunLog, FileError> {
        let Self {
            from, to, notes, ..
        } = *self;
        if notes.iter().all(|note| note.path != from) {
            let bytes = files::read(from)?;
            log.record_move(vault, (from, to), &bytes, &bytes)?;
        }
        for note in notes {
            let to = if note.path == from { to } else { &note.path };
            log.record_move(vault, (&note.path, to), &note.old, &note.new)?;
        }
        Ok(log)
    }

    /// Stages all texts, writes the plan and executes it; or changes nothing.
    fn carry_out(&self, vault: &Vault) -> Result<(), RenameError> {
        let Self {
            from, to, notes, ..
        } = *self;
        for note in notes.iter().map(|note| note.path.as_path()).chain([from]) {
            vault.recover_pending_state(note)?;
        }
        if from != to && !is_same_but_for_case(from, to) {
            vault.set_state_aside(to)?;
        }
        let mut staging = StagingList::begin(vault)?;
        let mut texts = Vec::new();
        for note in notes {
            texts.push(StagedText::stage(note, &mut staging)?);
        }
        let plan = self.plan(vault, &texts)?;
        vault.count_rename()?;
        let transaction = Transaction {
            vault,
            plan: &plan,
            texts: &texts,
        };
        match transaction.carry_out() {
            Ok(()) => {
                plan.finish(vault)?;
                vault.remove_rename_plan()?;
                Ok(())
            }
            Err(Failure { error, is_whole }) => {
                if is_whole {
                    vault.remove_rename_plan()?;
                } else {
                    staging.leave_to_next_run();
                    texts.into_iter().for_each(|text| drop(text.file.keep()));
                }
                Err(error)
            }
        }
    }

    fn plan(&self, vault: &Vault, texts: &[StagedText<'_>]) -> Result<Plan, RenameError> {
        let planned = texts.iter().map(|text| PlannedText {
            note: text.target.clone(),
            staged: text.file.path().to_owned(),
            before: fingerprint(&text.note.old),
            after: fingerprint(&text.note.new),
        });
        let plan = Plan {
            schema: SCHEMA.to_owned(),
            from: real_place(self.from),
            to: real_place(self.to),
            notes: planned.collect(),
            state: state_move(vault, self.from, self.to),
            entry: self.entry.cloned(),
        };
        let path = vault.rename_plan_path()?;
        let text = serde_json::to_vec_pretty(&plan).map_err(|error| FileError::Write {
            path: path.clone(),
            source: error.into(),
        })?;
        files::create(&path, &text)?;
        Ok(plan)
    }
}

/// The staged text of a note.
struct StagedText<'a> {
    note: &'a ChangedNote,
    target: PathBuf,
    file: StagedFile,
}

impl<'a> StagedText<'a> {
    fn stage(note: &'a ChangedNote, staging: &mut StagingList) -> Result<Self, FileError> {
        let target = files::resolve_symlink(&note.path);
        let file = staging.stage(&target, &note.new, &target)?;
        let staged = Self { note, target, file };
        staging.will_swap(&staged.swap(&staged.target))?;
        Ok(staged)
    }

    fn swap<'s>(&'s self, target: &'s Path) -> Swap<'s> {
        Swap {
            staged: self.file.path(),
            target,
            old: &self.note.old,
            new: &self.note.new,
        }
    }

    /// The reverse swap.
    fn swap_back<'s>(&'s self, target: &'s Path) -> Swap<'s> {
        Swap {
            old: &self.note.new,
            new: &self.note.old,
            ..self.swap(target)
        }
    }
}

/// A rename in progress.
struct Transaction<'a> {
    vault: &'a Vault,
    plan: &'a Plan,
    texts: &'a [StagedText<'a>],
}

/// The error of a rename, and whether it was rolled back completely.
struct Failure {
    error: RenameError,
    is_whole: bool,
}

impl Transaction<'_> {
    fn carry_out(&self) -> Result<(), Failure> {
        for (number, text) in self.texts.iter().enumerate() {
            let swapped = text.swap(&text.target).carry_out();
            self.check_outcome(text, swapped)
                .map_err(|error| self.roll_back(error, number, false))?;
        }
        let all = self.texts.len();
        let Plan { from, to, .. } = self.plan;
        move_note(from, to).map_err(|error| self.roll_back(error.into(), all, false))?;
        for text in self.texts {
            let looked = text.swap(&self.place_of(text)).check_again();
            self.check_outcome(text, looked)
                .map_err(|error| self.roll_back(error, all, true))?;
        }
        Ok(())
    }

    /// Checks the outcome of a swap.
    fn check_outcome(
        &self,
        text: &StagedText<'_>,
        swapped: io::Result<Outcome>,
    ) -> Result<(), RenameError> {
        let path = text.note.path.clone();
        match swapped {
            Ok(Outcome::Done) => Ok(()),
            Ok(outcome) => {
                if outcome == Outcome::ChangedTwice {
                    self.vault
                        .keep_text(&path, &files::read(text.file.path())?)?;
                }
                Err(RenameError::Changed { path })
            }
            Err(source) => Err(FileError::Write { path, source }.into()),
        }
    }

    /// The path of a note after the rename.
    fn place_of(&self, text: &StagedText<'_>) -> PathBuf {
        match text.target == self.plan.from {
            true => self.plan.to.clone(),
            false => text.target.clone(),
        }
    }

    /// Moves the note back, and restores the first `swapped` texts. A note written since keeps the
    /// author's text.
    fn roll_back(&self, error: RenameError, swapped: usize, is_moved: bool) -> Failure {
        let Plan { from, to, .. } = self.plan;
        let mut is_whole = !is_moved || move_note(to, from).is_ok();
        for text in self.texts[..swapped].iter().rev() {
            let place = match is_whole {
                true => text.target.clone(),
                false => self.place_of(text),
            };
            is_whole &= text.swap_back(&place).carry_out().is_ok();
        }
        Failure { error, is_whole }
    }
}

impl Plan {
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
        match text.note == self.from && is_moved {
            true => self.to.clone(),
            false => text.note.clone(),
        }
    }

    /// Moves the state of the note with it.
    fn finish(&self, vault: &Vault) -> Result<(), RenameError> {
        if let Some((from, to)) = &self.state
            && from.exists()
        {
            vault.check_own_folder(to)?;
            files::create_folder(files::folder_of(to))?;
            files::rename(from, to)?;
        }
        if let Some(entry) = &self.entry {
            let names = (entry.old.as_str(), entry.new.as_str());
            vault.rename_in_index_record(&entry.index, names, &entry.display)?;
        }
        Ok(())
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
        let swapped = swap.carry_out().map_err(|source| FileError::Write {
            path: place.to_owned(),
            source,
        })?;
        Ok(swapped == Outcome::Done)
    }
}

impl Vault {
    /// Renames a note, so that it can be undone as a whole.
    ///
    /// # Errors
    /// If the new path exists, if a note changed since it was read or is not inside the vault, or
    /// if a file cannot be written. Nothing was changed then.
    pub fn rename_note(&self, lock: &VaultLock, rename: &Rename<'_>) -> Result<(), RenameError> {
        self.forget_redo()?;
        self.rename_note_in(lock, Stack::Undo, rename)
    }

    /// As [`Vault::rename_note`], recorded on a given stack.
    pub(crate) fn rename_note_in(
        &self,
        _lock: &VaultLock,
        stack: Stack,
        rename: &Rename<'_>,
    ) -> Result<(), RenameError> {
        rename.check(self)?;
        let log = rename.record(self, RunLog::begin_whole(self, stack, "rename")?)?;
        let done = rename.carry_out(self);
        if done.is_err() && !self.rename_plan_path()?.exists() {
            log.remove()?;
        }
        done
    }

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
        Ok(notices)
    }

    /// The number of renames so far: while it is unchanged, names read before are still valid.
    pub(crate) fn rename_count(&self) -> Result<u64, FileError> {
        let count = files::read_if_present(&self.user_dir()?.join(COUNT))?;
        let count = count.and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(count.and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    fn count_rename(&self) -> Result<(), FileError> {
        let count = self.rename_count()? + 1;
        files::replace_aid(&self.user_dir()?.join(COUNT), count.to_string().as_bytes())
    }

    pub(crate) fn rename_plan_path(&self) -> Result<PathBuf, FileError> {
        Ok(self.user_dir()?.join(PLAN))
    }

    fn remove_rename_plan(&self) -> Result<(), FileError> {
        files::remove(&self.rename_plan_path()?)
    }

    /// Refuses a path that is not a visible Markdown note inside the vault, with symbolic links
    /// resolved. It may not exist.
    fn check_is_own_note(&self, path: &Path) -> Result<(), RenameError> {
        self.check_is_own(path, walk::is_note)
    }

    /// As [`Self::check_is_own_note`]; a canvas or a base may be rewritten too.
    fn check_is_own_linking_file(&self, path: &Path) -> Result<(), RenameError> {
        self.check_is_own(path, |path| {
            walk::is_note(path) || ObsidianFileKind::of(path).is_some()
        })
    }

    fn check_is_own(
        &self,
        path: &Path,
        is_of_kind: impl Fn(&Path) -> bool,
    ) -> Result<(), RenameError> {
        let root = self.canonical_root()?;
        let is_plain = |below: &Path| {
            let mut parts = below.iter();
            parts.all(|part| !part.as_encoded_bytes().starts_with(b".")) && is_of_kind(below)
        };
        let is_own = |path: &Path| path.strip_prefix(&root).is_ok_and(is_plain);
        match is_own(&real_place(path)) && is_own(&real_path(path)) {
            true => Ok(()),
            false => Err(RenameError::NotInVault {
                path: path.to_owned(),
            }),
        }
    }
}

/// The path with the symbolic links of its folder resolved.
fn real_place(path: &Path) -> PathBuf {
    match path.file_name() {
        Some(name) => real_path(files::folder_of(path)).join(name),
        None => real_path(path),
    }
}

/// The old and new paths of the state of a note.
fn state_move(vault: &Vault, from: &Path, to: &Path) -> Option<(PathBuf, PathBuf)> {
    let absolute = |path: PathBuf| std::path::absolute(&path).unwrap_or(path);
    let (from, to) = vault.state_path(from).zip(vault.state_path(to))?;
    (from != to).then(|| (absolute(from), absolute(to)))
}

/// Moves a note to its new path, which must be free.
fn move_note(from: &Path, to: &Path) -> Result<(), FileError> {
    let moved = match (from == to, is_same_but_for_case(from, to)) {
        (true, _) => Ok(()),
        (_, true) => fs::rename(from, to),
        _ => swap::rename_to_free(from, to),
    };
    let path = to.to_owned();
    moved.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => FileError::Exists { path },
        _ => FileError::Write { path, source },
    })
}

fn is_same_file(from: &Path, to: &Path) -> bool {
    from == to || is_same_but_for_case(from, to)
}

#[cfg(test)]
mod tests;
