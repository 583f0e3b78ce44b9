//! Stages new texts: writes and flushes them before anything is changed.
//!
//! A staged text is beside its target under a temporary name. Each run lists these files in the
//! user's state folder and keeps the list locked, so that a later run can recognize and clear the
//! files of a killed run.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::{NewFolders, temporary_name};
use crate::fingerprint::fingerprint;
use crate::{FileError, Vault, files, swap};

/// The list of the staged files of a run.
#[derive(Debug)]
pub(crate) struct StagingList {
    path: PathBuf,
    file: File,
    count: u64,
    /// Whether the next run is to clear the files.
    is_left: bool,
}

/// A staged file. It is removed on drop.
#[derive(Debug)]
pub(crate) struct StagedFile {
    path: PathBuf,
    /// False once its text, or the exchanged text, must not be lost.
    remove: bool,
    /// Those that were made for it.
    _new_folders: NewFolders,
}

/// A line of the list.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListedFile {
    /// A file that is about to be created.
    Staged {
        /// The file.
        path: PathBuf,
    },
    /// A file that is about to be exchanged with a note.
    Swapped {
        /// The file.
        path: PathBuf,
        /// The note.
        note: PathBuf,
        /// Fingerprints of the note's old and new text.
        old: String,
        new: String,
    },
}

impl StagingList {
    /// Creates the list of a run.
    pub(crate) fn begin(vault: &Vault) -> Result<Self, FileError> {
        let folder = vault.make_user_subdir("staged")?;
        let failed = |source| FileError::Write {
            path: folder.clone(),
            source,
        };
        loop {
            let made = tempfile::Builder::new()
                .suffix(".jsonl")
                .tempfile_in(&folder);
            let (file, path) = made.and_then(|made| Ok(made.keep()?)).map_err(failed)?;
            let is_locked = match file.try_lock() {
                Ok(()) => true,
                Err(fs::TryLockError::WouldBlock) => false,
                Err(fs::TryLockError::Error(error)) => error.kind() == io::ErrorKind::Unsupported,
            };
            // Another run may have cleared it as that of a killed run before it was locked.
            if is_locked && path.exists() {
                return Ok(Self {
                    path,
                    file,
                    count: 0,
                    is_left: false,
                });
            }
        }
    }

    /// Writes a text beside `target` and flushes it; with the permissions of `like` if it exists,
    /// else the default ones.
    pub(crate) fn stage(
        &mut self,
        target: &Path,
        text: &[u8],
        like: &Path,
    ) -> Result<StagedFile, FileError> {
        let failed = |source| FileError::write(target, source);
        let folder = files::folder_of(target);
        let new = NewFolders::make(folder).map_err(failed)?;
        let (mut file, mut staged) = self.make_file(folder).map_err(failed)?;
        staged._new_folders = new;
        let write = |file: &mut File| {
            file.write_all(text)?;
            if let Ok(metadata) = fs::metadata(like) {
                file.set_permissions(metadata.permissions())?;
            }
            file.sync_all()
        };
        write(&mut file).map_err(failed)?;
        Ok(staged)
    }

    fn make_file(&mut self, folder: &Path) -> io::Result<(File, StagedFile)> {
        let run = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let run = run.trim_start_matches('.').to_owned();
        loop {
            self.count += 1;
            let path = folder.join(temporary_name(&format!("{run}-{}", self.count)));
            self.add(&ListedFile::Staged { path: path.clone() })?;
            match OpenOptions::new().write(true).create_new(true).open(&path) {
                Ok(file) => {
                    let staged = StagedFile {
                        path,
                        remove: true,
                        _new_folders: NewFolders::default(),
                    };
                    return Ok((file, staged));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// A free name beside a note that is about to be removed; the note is renamed to it first.
    pub(crate) fn will_remove(&mut self, note: &Path, now: &[u8]) -> Result<PathBuf, FileError> {
        let folder = files::folder_of(note);
        let (_, staged) = self
            .make_file(folder)
            .map_err(|source| FileError::write(note, source))?;
        let path = staged.path().to_owned();
        self.will_swap(&swap::Swap {
            staged: &path,
            target: note,
            old: now,
            new: b"",
        })?;
        Ok(path)
    }

    /// Records that a file is about to be exchanged with a note.
    pub(crate) fn will_swap(&mut self, swap: &swap::Swap<'_>) -> Result<(), FileError> {
        let line = ListedFile::Swapped {
            path: swap.staged.to_owned(),
            note: swap.target.to_owned(),
            old: fingerprint(swap.old),
            new: fingerprint(swap.new),
        };
        self.add(&line).map_err(|source| FileError::Write {
            path: self.path.clone(),
            source,
        })
    }

    /// Lets the next run clear the files of this one, as if it had been killed.
    pub(crate) fn leave_to_next_run(&mut self) {
        self.is_left = true;
    }

    fn add(&mut self, line: &ListedFile) -> io::Result<()> {
        let line = serde_json::to_string(line)?;
        self.file.write_all(format!("{line}\n").as_bytes())
    }
}

impl Drop for StagingList {
    fn drop(&mut self) {
        if !self.is_left {
            let _ = fs::remove_file(&self.path);
        }
    }
}

impl StagedFile {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps the file.
    pub(crate) fn keep(mut self) -> PathBuf {
        self.remove = false;
        std::mem::take(&mut self.path)
    }

    /// Replaces another file with any content.
    pub(crate) fn move_to(self, place: &Path) -> Result<(), FileError> {
        files::rename(&self.path, place)?;
        self.keep();
        Ok(())
    }

    /// Renames the file to a free name.
    pub(crate) fn move_to_free(self, place: &Path) -> Result<(), FileError> {
        match swap::rename_to_free(&self.path, place) {
            Ok(()) => {
                self.keep();
                Ok(())
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(FileError::Exists {
                path: place.to_owned(),
            }),
            Err(source) => Err(FileError::write(place, source)),
        }
    }
}

impl Drop for StagedFile {
    fn drop(&mut self) {
        if self.remove {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The lists of killed runs: those that ended without removing them. Each stays locked while it is
/// held.
pub(crate) fn lists_of_killed_runs(vault: &Vault) -> Result<Vec<KilledRun>, FileError> {
    let folder = vault.user_dir()?.join("staged");
    let Ok(items) = fs::read_dir(&folder) else {
        return Ok(Vec::new());
    };
    let mut killed = Vec::new();
    for item in items.flatten() {
        let path = item.path();
        let Ok(file) = File::open(&path) else {
            continue;
        };
        if file.try_lock().is_ok() {
            killed.push(KilledRun::read(path, file)?);
        }
    }
    Ok(killed)
}

/// The list of a run that was killed.
#[derive(Debug)]
pub(crate) struct KilledRun {
    path: PathBuf,
    _lock: File,
    pub(crate) files: Vec<ListedFile>,
}

impl KilledRun {
    fn read(path: PathBuf, lock: File) -> Result<Self, FileError> {
        let bytes = files::read_if_present(&path)?.unwrap_or_default();
        let lines = bytes.split(|&byte| byte == b'\n');
        Ok(Self {
            path,
            _lock: lock,
            files: lines
                .filter_map(|line| serde_json::from_slice(line).ok())
                .collect(),
        })
    }

    /// Removes the list: its files are cleared.
    pub(crate) fn forget(self) -> Result<(), FileError> {
        files::remove(&self.path)
    }
}
