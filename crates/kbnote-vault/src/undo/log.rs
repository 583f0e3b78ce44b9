//! The file of a run, as it is written.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::entry::{Entry, Header, SCHEMA};
use super::stack::{Stack, number_of};
use crate::paths::relative;
use crate::{FileError, Vault, files};

/// How many runs can be taken back.
const KEPT_RUNS: usize = 16;

/// The file of a run that is being written.
#[derive(Debug)]
pub(crate) struct RunLog {
    path: PathBuf,
    file: File,
    /// How long the file is, and how long it was before the last line.
    length: u64,
    last: u64,
}

/// A change of a note.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoteChange<'a> {
    pub(crate) note: &'a Path,
    /// Its bytes; none if there is no note yet.
    pub(crate) old: Option<&'a [u8]>,
    /// Its bytes then; none if it goes.
    pub(crate) new: Option<&'a [u8]>,
}

impl RunLog {
    /// Begins the file of a run whose notes are taken back one by one.
    pub(crate) fn begin(vault: &Vault, stack: Stack, command: &str) -> Result<Self, FileError> {
        Self::open(vault, stack, command, false)
    }

    /// Begins the file of a run that is taken back as a whole or not at all.
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
        for old in runs.iter().rev().skip(KEPT_RUNS - 1) {
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
                Err(error) => return Err(failed(&path, error)),
            }
        };
        log.add(&Header {
            schema: SCHEMA.to_owned(),
            command: command.to_owned(),
            whole,
        })?;
        Ok(log)
    }

    /// Remembers that a note is about to be written.
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

    /// Remembers that a note is about to be moved to `to`, which may be where it lies, and to be
    /// given new bytes.
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

    /// Takes out the last record: the note was not written after all.
    pub(crate) fn void_last(&mut self) -> Result<(), FileError> {
        self.length = self.last;
        let cut = self.file.set_len(self.length);
        cut.map_err(|error| failed(&self.path, error))
    }

    /// Removes the file: nothing of the run was done.
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
                // A torn line would swallow the next one.
                let _ = self.void_last();
                return Err(failed(&self.path, error));
            }
        }
        Ok(())
    }
}

/// A note as it is found again from any folder: below the root, or else from the top.
fn below_root(vault: &Vault, note: &Path) -> PathBuf {
    let absolute = || std::path::absolute(note).unwrap_or_else(|_| note.to_owned());
    relative(vault.root(), note).unwrap_or_else(absolute)
}

fn failed(path: &Path, source: std::io::Error) -> FileError {
    FileError::Write {
        path: path.to_owned(),
        source,
    }
}
