//! Recovery after a killed run, at the start of the next write.

use std::collections::BTreeMap;
use std::path::Path;

use crate::fingerprint::fingerprint;
use crate::notice::Notice;
use crate::staging::{ListedFile, lists_of_killed_runs};
use crate::swap::{Outcome, Swap, second_name};
use crate::write_lock::VaultLock;
use crate::writers::wait_until_closed;
use crate::{FileError, LockError, RenameError, Vault, files};

impl Vault {
    /// Waits up to two seconds until no other process writes into the vault, and recovers from a
    /// killed run.
    ///
    /// # Errors
    /// If another process continues writing, or the lock cannot be written.
    pub fn lock(&self, command: &str) -> Result<VaultLock, LockError> {
        let mut lock = self.wait_for_lock(command)?;
        let recovered = self.recover(&lock);
        lock.notices = recovered.map_err(|error| LockError::Recovery(Box::new(error)))?;
        Ok(lock)
    }

    /// Finishes an interrupted rename, and clears the staged files of killed runs.
    fn recover(&self, lock: &VaultLock) -> Result<Vec<Notice>, RenameError> {
        let mut notices = self.finish_rename_plan(lock)?;
        notices.extend(self.clear_killed_runs()?);
        Ok(notices)
    }

    /// Whether a killed run needs recovery.
    #[must_use]
    pub fn needs_recovery(&self) -> bool {
        let has_plan = self.rename_plan_path().is_ok_and(|path| path.exists());
        has_plan || lists_of_killed_runs(self).is_ok_and(|runs| !runs.is_empty())
    }

    /// A plan in the vault that is not executed, when it is found for the first time.
    #[must_use]
    pub fn newly_ignored_plan(&self) -> Option<Notice> {
        let plan = self.root().join(".kbnote/rename.json");
        let text = files::read(&plan).ok()?;
        let mark = self.make_user_dir().ok()?.join("ignored-plan");
        let is_new = files::replace(&mark, fingerprint(&text).as_bytes()).ok()?;
        is_new.then_some(Notice::PlanIgnored { plan })
    }

    fn clear_killed_runs(&self) -> Result<Vec<Notice>, FileError> {
        let mut notices = Vec::new();
        for run in lists_of_killed_runs(self)? {
            for (path, swapped) in last_known(&run.files) {
                // The displaced file may have a second name.
                for path in [second_name(path), path.to_owned()] {
                    if files::is_temporary(&path) && path.is_file() {
                        notices.extend(self.clear(&path, swapped)?);
                    }
                }
            }
            run.forget()?;
        }
        Ok(notices)
    }

    /// Removes a staged file, unless it has a text of the author or is open in an editor: then it is
    /// restored to its note or, if the note has another text now, kept.
    fn clear(
        &self,
        path: &Path,
        swapped: Option<&ListedFile>,
    ) -> Result<Option<Notice>, FileError> {
        let Some(ListedFile::Swapped { note, old, new, .. }) = swapped else {
            return files::remove(path).map(|()| None);
        };
        let is_closed = wait_until_closed(path).unwrap_or(true);
        let print = fingerprint(&files::read(path)?);
        if is_closed && (print == *old || print == *new) {
            return files::remove(path).map(|()| None);
        }
        let now = files::read_if_present(note)?.unwrap_or_default();
        if fingerprint(&now) == *new {
            let swap = Swap {
                staged: path,
                target: note,
                old: &now,
                new: &now,
            };
            let outcome = swap.put_back().map_err(|source| FileError::Write {
                path: note.clone(),
                source,
            })?;
            if outcome != Outcome::ChangedTwice {
                return files::remove(path).map(|()| None);
            }
        }
        let kept = self.keep_text(note, &files::read(path)?)?;
        files::remove(path)?;
        let note = note.clone();
        Ok(Some(Notice::TextKept { note, kept }))
    }
}

/// The last line on each file.
fn last_known(files: &[ListedFile]) -> BTreeMap<&Path, Option<&ListedFile>> {
    let mut known = BTreeMap::new();
    for file in files {
        match file {
            ListedFile::Staged { path } => drop(known.insert(path.as_path(), None)),
            ListedFile::Swapped { path, .. } => drop(known.insert(path.as_path(), Some(file))),
        }
    }
    known
}
