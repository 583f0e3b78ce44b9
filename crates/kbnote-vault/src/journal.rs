//! The progress of a batch, in the user's state folder.
//!
//! Lines are written at once, and incomplete ones are ignored: at most the last line is lost.

use std::fs::File;
use std::io::{Seek, Write};
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::lock::user_file;
use crate::{FileError, Vault, files};

/// The journal of the running batch, locked against other processes.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
}

impl Vault {
    fn journal_path(&self) -> Result<PathBuf, FileError> {
        Ok(self.user_dir()?.join("batch.jsonl"))
    }

    /// The lines of the last batch's journal; empty if it finished. Invalid lines are skipped.
    ///
    /// # Errors
    /// If the file exists and cannot be read.
    pub fn read_journal<L: DeserializeOwned>(&self) -> Result<Vec<L>, FileError> {
        let bytes = files::read_if_present(&self.journal_path()?)?.unwrap_or_default();
        let lines = bytes.split(|&byte| byte == b'\n');
        Ok(lines
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect())
    }

    /// Starts a new journal that replaces the old one; `None` while another process writes one.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn begin_journal(&self) -> Result<Option<Journal>, FileError> {
        self.make_user_dir()?;
        let path = self.journal_path()?;
        let mut file = user_file(&path)?;
        if matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)) {
            return Ok(None);
        }
        let emptied = file.set_len(0).and_then(|()| file.rewind());
        match emptied {
            Ok(()) => Ok(Some(Journal { path, file })),
            Err(source) => Err(FileError::Write { path, source }),
        }
    }
}

impl Journal {
    /// Adds a line.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add(&mut self, line: &impl Serialize) -> Result<(), FileError> {
        let written = serde_json::to_string(line)
            .map_err(Into::into)
            .and_then(|line| self.file.write_all(format!("{line}\n").as_bytes()));
        written.map_err(|source| FileError::Write {
            path: self.path.clone(),
            source,
        })
    }

    /// Ends the journal of a finished batch: nothing is left to resume.
    ///
    /// # Errors
    /// If it cannot be emptied.
    pub fn end(self) -> Result<(), FileError> {
        self.file.set_len(0).map_err(|source| FileError::Write {
            path: self.path,
            source,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn lines_come_back_but_for_a_torn_one() {
        let (_dir, vault) = testing::vault();
        assert!(vault.read_journal::<u32>().unwrap().is_empty());
        let mut journal = vault.begin_journal().unwrap().unwrap();
        journal.add(&1).unwrap();
        journal.add(&2).unwrap();
        journal.file.write_all(b"{\"torn").unwrap();
        assert_eq!(vault.read_journal::<u32>().unwrap(), [1, 2]);
        assert!(
            vault.begin_journal().unwrap().is_none(),
            "one process at a time"
        );
        journal.end().unwrap();
        assert!(vault.read_journal::<u32>().unwrap().is_empty());
        assert!(vault.begin_journal().unwrap().is_some());
    }
}
