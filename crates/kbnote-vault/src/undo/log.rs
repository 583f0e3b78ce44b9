//! The file of a run while it is written.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::entry::{Entry, Header, RecordEntry, SCHEMA};
use super::stack::{Stack, number_of};
use crate::paths::relative;
use crate::{FileError, Vault, files};

/// The number of runs that can be undone.
const MAX_RUNS: usize = 16;

/// The open file of a run.
#[derive(Debug)]
pub(crate) struct RunLog {
    path: PathBuf,
    file: File,
    /// The length of the file, and its length before the last line.
    length: u64,
    last: u64,
}

/// A change of a note.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteChange<'a> {
    pub(crate) note: &'a Path,
    /// Its bytes; `None` if it does not exist yet.
    pub(crate) old: Option<&'a [u8]>,
    /// Its new bytes; `None` if it is removed.
    pub(crate) new: Option<&'a [u8]>,
}

impl RunLog {
    /// Creates the file of a run whose notes are undone one by one.
    pub(crate) fn begin(vault: &Vault, stack: Stack, command: &str) -> Result<Self, FileError> {
        Self::open(vault, stack, command, false)
    }

    /// Creates the file of a run that is undone as a whole or not at all.
    pub(crate) fn begin_whole(
        vault: &Vault,
        stack: Stack,
        command: &str,
    ) -> Result<Self, FileError> {
        Self::open(vault, stack, command, true)
    }

    fn open(vault: &Vault, stack: Stack, command: &str, whole: bool) -> Result<Self, FileError> {
        let folder = vault.make_user_subdir(stack.folder())?;
        let runs = vault.runs(stack)?;
        for old in runs.iter().rev().skip(MAX_RUNS - 1) {
            files::remove(old)?;
        }
        let mut number = runs.last().and_then(|path| number_of(path)).unwrap_or(0);
        let mut log = loop {
            number += 1;
            let path = folder.join(format!("{number:08}.jsonl"));
            let opened = File::options().append(true).create_new(true).open(&path);
            match opened {
                Ok(file) => {
                    break Self {
                        path,
                        file,
                        length: 0,
                        last: 0,
                    };
                }
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(FileError::write(&path, error)),
            }
        };
        log.add(&Header {
            schema: SCHEMA.to_owned(),
            command: command.to_owned(),
            whole,
        })?;
        Ok(log)
    }

    /// Records that a note is about to be written.
    pub(crate) fn record(
        &mut self,
        vault: &Vault,
        change: NoteChange<'_>,
        state: Option<&[u8]>,
    ) -> Result<(), FileError> {
        let NoteChange { note, old, new } = change;
        self.add(&Entry {
            state: state.map(|state| String::from_utf8_lossy(state).into_owned()),
            ..Entry::of(below_root(vault, note), old, new)
        })
    }

    /// Records that a note is about to be moved to `to`, possibly its present path, with new bytes.
    pub(crate) fn record_move(
        &mut self,
        vault: &Vault,
        (note, to): (&Path, &Path),
        old: &[u8],
        new: &[u8],
    ) -> Result<(), FileError> {
        self.add(&Entry {
            home: (note != to).then(|| below_root(vault, note)),
            ..Entry::of(below_root(vault, to), Some(old), Some(new))
        })
    }

    /// Records that the record of an index note is about to be changed along with a note.
    pub(crate) fn record_index(&mut self, entry: &RecordEntry) -> Result<(), FileError> {
        self.add(entry)
    }

    /// Removes the last record: the note was not written after all.
    pub(crate) fn void_last(&mut self) -> Result<(), FileError> {
        self.length = self.last;
        let cut = self.file.set_len(self.length);
        cut.map_err(|error| FileError::write(&self.path, error))
    }

    /// Removes the file: the run changed nothing.
    pub(crate) fn remove(self) -> Result<(), FileError> {
        files::remove(&self.path)
    }

    fn add(&mut self, line: &impl Serialize) -> Result<(), FileError> {
        self.last = self.length;
        let line = serde_json::to_string(line).map(|line| line + "\n");
        let written = line.map_err(Into::into).and_then(|line| {
            self.file.write_all(line.as_bytes())?;
            Ok(line.len())
        });
        match written {
            Ok(bytes) => self.length += bytes as u64,
            Err(error) => {
                // An incomplete line would be joined with the next one.
                let _ = self.void_last();
                return Err(FileError::write(&self.path, error));
            }
        }
        Ok(())
    }
}

/// A path that works from any folder: relative to the root, or else absolute.
fn below_root(vault: &Vault, note: &Path) -> PathBuf {
    let absolute = || std::path::absolute(note).unwrap_or_else(|_| note.to_owned());
    relative(vault.root(), note).unwrap_or_else(absolute)
}
