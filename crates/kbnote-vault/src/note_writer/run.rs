//! What the writes of one run share: its lock, its staged files, its record for `kbnote undo`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::notice::Notice;
use crate::staging::StagingList;
use crate::undo::{NoteChange, RecordEntry, RunLog, Stack};
use crate::write_lock::VaultLock;
use crate::{FileError, Vault, WriteError};

/// Who writes, and where that is recorded.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) command: String,
    pub(super) stack: Stack,
    /// Whether it makes new changes, which discard the redo stack.
    pub(super) is_new_work: bool,
}

/// The writes of a run so far.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Created at the first write.
    log: Option<RunLog>,
    /// Created at the first staged file.
    staging: Option<StagingList>,
    /// The number of renames when the names were read that the texts of the run depend on.
    pub(super) renames: Option<u64>,
    /// Changes of the records of index notes that are recorded with the next write of the note.
    pub(super) index_records: BTreeMap<PathBuf, RecordEntry>,
    pub(super) notices: Vec<Notice>,
}

impl Run {
    pub(super) fn staging(&mut self, vault: &Vault) -> Result<&mut StagingList, FileError> {
        Ok(match &mut self.staging {
            Some(list) => list,
            none => none.insert(StagingList::begin(vault)?),
        })
    }

    pub(super) fn lock(
        &mut self,
        vault: &Vault,
        command: &str,
        note: &Path,
    ) -> Result<VaultLock, WriteError> {
        let mut lock = vault.lock(command)?;
        self.notices.append(&mut lock.notices);
        let renames = vault.rename_count()?;
        if self.renames.is_some_and(|known| known != renames) {
            Err(WriteError::Renamed {
                path: note.to_owned(),
            })
        } else {
            Ok(lock)
        }
    }

    /// Records the undo entry of a change that is about to be made.
    pub(super) fn record(
        &mut self,
        vault: &Vault,
        origin: &Origin,
        change: NoteChange<'_>,
    ) -> Result<(), WriteError> {
        let state = vault.state_bytes(change.note)?;
        let index_record = self.index_records.remove(change.note);
        let log = self.log(vault, origin)?;
        if let Some(entry) = index_record {
            log.record_index(&entry)?;
        }
        Ok(log.record(vault, change, state.as_deref())?)
    }

    /// The log of the run, begun at its first write.
    pub(super) fn log(&mut self, vault: &Vault, origin: &Origin) -> Result<&mut RunLog, FileError> {
        Ok(match &mut self.log {
            Some(log) => log,
            none => {
                if origin.is_new_work {
                    vault.forget_redo()?;
                }
                none.insert(RunLog::begin(vault, origin.stack, &origin.command)?)
            }
        })
    }

    /// Removes the last record: its change was not made.
    pub(super) fn void_record(&mut self) -> Result<(), FileError> {
        match &mut self.log {
            Some(log) => log.void_last(),
            None => Ok(()),
        }
    }
}
