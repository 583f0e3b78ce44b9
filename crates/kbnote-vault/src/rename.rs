//! Renames a note and changes others with it, all or nothing.
//!
//! All new texts are staged and flushed. Then a plan with the fingerprints of all old and new texts
//! is written into the user's state folder and executed: each text is swapped in, the note is
//! moved, the plan is removed. If a note changed since it was read, everything is rolled back. If
//! the run is killed, the next run finishes the plan, checking each step again.

mod changes;
mod paths;
mod plan;
mod staged_text;
mod transaction;

use std::fs;
use std::path::Path;

use kbnote_note::ObsidianFileKind;

pub use self::changes::{ChangedNote, Rename};
use self::paths::real_place;
use self::plan::Plan;
use self::staged_text::StagedText;
use self::transaction::{Failure, Transaction};
use crate::files::NewFolders;
use crate::paths::{is_same_but_for_case, real_path};
use crate::staging::StagingList;
use crate::undo::{RecordEntry, RunLog, Stack};
use crate::write_lock::VaultLock;
use crate::{FileError, RenameError, Vault, WriteError, files, walk};

/// The name of the file with the rename counter.
const COUNT: &str = "renames";

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
        for change in self.records {
            log.record_index(&RecordEntry::of(change))?;
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
        let plan = Plan::store(vault, self, &texts)?;
        vault.count_rename()?;
        let folder = files::folder_of(to);
        let _new = NewFolders::make(folder).map_err(|source| FileError::write(folder, source))?;
        let transaction = Transaction {
            vault,
            plan: &plan,
            texts: &texts,
        };
        match transaction.carry_out() {
            Ok(()) => {
                plan.finish(vault)?;
                vault.remove_rename_plan()?;
                drop(texts);
                plan.remove_emptied_folders(vault);
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
        let log = rename.record(self, RunLog::begin_whole(self, stack, rename.command)?)?;
        let done = rename.carry_out(self);
        if done.is_err() && !self.rename_plan_path()?.exists() {
            log.remove()?;
        }
        done
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
        if is_own(&real_place(path)) && is_own(&real_path(path)) {
            Ok(())
        } else {
            Err(RenameError::NotInVault {
                path: path.to_owned(),
            })
        }
    }
}

fn is_same_file(from: &Path, to: &Path) -> bool {
    from == to || is_same_but_for_case(from, to)
}

#[cfg(test)]
mod tests;
