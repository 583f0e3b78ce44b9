//! The file of a run, as it is written.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::entry::{Entry, Header, SCHEMA, fingerprint};
use super::number_of;
use super::patch::Patch;
use crate::vault::relative;
use crate::{FileError, Vault, files};

/// How many runs can be taken back.
const KEPT_RUNS: usize = 16;

/// The file of a run that is being written.
#[derive(Debug)]
pub(crate) struct RunLog {
    path: PathBuf,
    file: File,
}

impl RunLog {
    /// Begins the file of a run whose notes are taken back one by one.
    pub(crate) fn begin(vault: &Vault, command: &str) -> Result<Self, FileError> {
        Self::open(vault, command, false)
    }

    /// Begins the file of a run that is taken back as a whole or not at all.
    pub(crate) fn begin_whole(vault: &Vault, command: &str) -> Result<Self, FileError> {
        Self::open(vault, command, true)
    }

    fn open(vault: &Vault, command: &str, whole: bool) -> Result<Self, FileError> {
        let folder = vault.undo_dir();
        let runs = vault.runs()?;
        for old in runs.iter().rev().skip(KEPT_RUNS - 1) {
            files::remove(old)?;
        }
        vault.keep_in_own_folder(&folder.join("run"))?;
        vault.ignore_caches()?;
        fs::create_dir_all(&folder).map_err(|source| failed(&folder, source))?;
        let mut number = runs.last().and_then(|path| number_of(path)).unwrap_or(0);
        let mut log = loop {
            number += 1;
            let path = folder.join(format!("{number:08}.jsonl"));
            let opened = File::options().append(true).create_new(true).open(&path);
            match opened {
                Ok(file) => break Self { path, file },
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
        note: &Path,
        old: Option<&[u8]>,
        new: &[u8],
        state: Option<&[u8]>,
    ) -> Result<(), FileError> {
        self.add(&Entry {
            back: old.map(|old| Patch::between(new, old)),
            before: old.map(fingerprint),
            state: state.map(|state| String::from_utf8_lossy(state).into_owned()),
            ..Entry::of(below_root(vault, note), new)
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
            back: Some(Patch::between(new, old)),
            before: Some(fingerprint(old)),
            ..Entry::of(below_root(vault, to), new)
        })
    }

    fn add(&mut self, line: &impl Serialize) -> Result<(), FileError> {
        let written = serde_json::to_string(line)
            .map_err(Into::into)
            .and_then(|line| self.file.write_all(format!("{line}\n").as_bytes()));
        written.map_err(|error| failed(&self.path, error))
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
