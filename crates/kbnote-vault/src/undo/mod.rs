//! What the last commands wrote, kept in `.kbnote/cache/undo/`: one file a run, a line a note.
//!
//! A line is written before its note. It holds what turns the new bytes back into the old ones,
//! the fingerprints of both, and the state that the note had. A note that has other bytes than
//! those written was changed since, and is left. A rename is taken back as a whole or not at all.

mod patch;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use kbnote_core::Fingerprint;
use serde::{Deserialize, Serialize};

use self::patch::Patch;
use crate::{ChangedNote, FileError, RenameError, Vault, files};

/// The format of the file of a run.
const SCHEMA: &str = "kbnote.run/1";

/// How many runs can be taken back.
const KEPT_RUNS: usize = 16;

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    schema: String,
    command: String,
    /// Whether the run is taken back as a whole or not at all.
    #[serde(default)]
    whole: bool,
}

/// One write of a note.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Entry {
    /// Below the root of the vault where it lies in it.
    path: PathBuf,
    /// Where it lay before, if it was moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    home: Option<PathBuf>,
    /// What makes the old bytes of the new ones; `None` if there was no note.
    back: Option<Patch>,
    /// Fingerprints of the old and of the new bytes.
    before: Option<String>,
    after: String,
    /// The state file as it was, if there was one.
    state: Option<String>,
}

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
        fs::create_dir_all(&folder).map_err(|source| failed(&folder, source))?;
        vault.ignore_caches()?;
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

fn fingerprint(bytes: &[u8]) -> String {
    Fingerprint::of(bytes).to_string()
}

fn below_root(vault: &Vault, note: &Path) -> PathBuf {
    note.strip_prefix(vault.root()).unwrap_or(note).to_owned()
}

/// A run that can be taken back.
#[derive(Debug)]
pub struct RecordedRun {
    path: PathBuf,
    /// The command that wrote.
    pub command: String,
    /// Whether it is taken back as a whole or not at all.
    pub whole: bool,
    entries: Vec<Entry>,
}

/// What taking a run back means for one note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// It gets its old bytes back.
    Restore {
        /// The note.
        path: PathBuf,
        /// Where it lay before, if it was moved.
        home: Option<PathBuf>,
        /// Its bytes now.
        now: Vec<u8>,
        /// Those that it had.
        old: Vec<u8>,
        /// The state file that it had.
        state: Option<String>,
    },
    /// There was no note; it goes.
    Remove {
        /// The note.
        path: PathBuf,
        /// Its bytes now.
        now: Vec<u8>,
        /// The state file that was there.
        state: Option<String>,
    },
    /// It was never written, or is as it was already; only its state is.
    Forget {
        /// The note.
        path: PathBuf,
        /// The state file that it had.
        state: Option<String>,
    },
    /// It was changed since, and is left.
    Leave {
        /// The note.
        path: PathBuf,
    },
}

impl Undo {
    /// The note.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Restore { path, .. }
            | Self::Remove { path, .. }
            | Self::Forget { path, .. }
            | Self::Leave { path } => path,
        }
    }

    /// Whether the note itself would change.
    #[must_use]
    pub fn changes_note(&self) -> bool {
        matches!(self, Self::Restore { .. } | Self::Remove { .. })
    }
}

impl Vault {
    fn undo_dir(&self) -> PathBuf {
        self.cache_dir().join("undo")
    }

    /// The files of the runs, the oldest first.
    fn runs(&self) -> Result<Vec<PathBuf>, FileError> {
        let folder = self.undo_dir();
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let unreadable = |source| FileError::Read {
            path: folder.clone(),
            source,
        };
        let mut runs = Vec::new();
        for item in fs::read_dir(&folder).map_err(unreadable)? {
            let path = item.map_err(unreadable)?.path();
            if number_of(&path).is_some() {
                runs.push(path);
            }
        }
        runs.sort();
        Ok(runs)
    }

    /// The runs that are remembered, the last one first. One whose file cannot be understood is
    /// left out.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn recorded_runs(&self) -> Result<Vec<RecordedRun>, FileError> {
        let mut runs = Vec::new();
        for path in self.runs()?.into_iter().rev() {
            let bytes = files::read_if_present(&path)?.unwrap_or_default();
            let mut lines = bytes.split(|&byte| byte == b'\n');
            let header = lines.next().map(serde_json::from_slice::<Header>);
            let Some(Ok(header)) = header.filter(|h| h.as_ref().is_ok_and(|h| h.schema == SCHEMA))
            else {
                continue;
            };
            // The last line may be torn: its note was not written then.
            let entries = lines.filter_map(|line| serde_json::from_slice(line).ok());
            runs.push(RecordedRun {
                command: header.command,
                whole: header.whole,
                entries: entries.collect(),
                path,
            });
        }
        Ok(runs)
    }
}

impl RecordedRun {
    /// What taking the run back means for each of its notes, in order of their paths.
    ///
    /// # Errors
    /// If a note is there and cannot be read.
    pub fn plan(&self, vault: &Vault) -> Result<Vec<Undo>, FileError> {
        let mut plans: BTreeMap<PathBuf, Undo> = BTreeMap::new();
        let mut left = BTreeSet::new();
        for entry in self.entries.iter().rev() {
            let path = vault.root().join(&entry.path);
            if left.contains(&path) {
                continue;
            }
            let on_disk = files::read_if_present(&path)?;
            let undo = match &entry.home {
                Some(home) => entry.undo_move(&path, vault.root().join(home), on_disk)?,
                None => entry.undo(&path, on_disk.as_deref(), plans.get(&path)),
            };
            if matches!(undo, Undo::Leave { .. }) {
                left.insert(path.clone());
            }
            plans.insert(path, undo);
        }
        if self.whole && !left.is_empty() {
            plans.retain(|path, _| left.contains(path));
        }
        Ok(plans.into_values().collect())
    }

    /// Takes the run back by its plan.
    ///
    /// # Errors
    /// If a file cannot be written. Of a run that is taken back as a whole, nothing is done then;
    /// of any other, the notes before are done.
    pub fn take_back(&self, vault: &Vault, undos: &[Undo]) -> Result<(), RenameError> {
        if self.whole {
            return take_back_whole(vault, undos);
        }
        let mut undos = undos.iter();
        Ok(undos.try_for_each(|undo| take_back_note(vault, undo))?)
    }

    /// Forgets the run but for the notes that were left: those can still be taken back once they
    /// are again as they were written.
    ///
    /// # Errors
    /// If its file cannot be written.
    pub fn forget(&self, vault: &Vault, left: &BTreeSet<PathBuf>) -> Result<(), FileError> {
        let is_left = |entry: &&Entry| left.contains(&vault.root().join(&entry.path));
        let entries: Vec<_> = self.entries.iter().filter(is_left).collect();
        if entries.is_empty() {
            return files::remove(&self.path);
        }
        let header = Header {
            schema: SCHEMA.to_owned(),
            command: self.command.clone(),
            whole: self.whole,
        };
        let mut text = serde_json::json!(header).to_string() + "\n";
        for entry in entries {
            text += &(serde_json::json!(entry).to_string() + "\n");
        }
        files::replace(&self.path, text.as_bytes()).map(drop)
    }
}

/// Takes one note back: the note first, so that a run killed in between looks as one that was
/// killed before it wrote the note.
fn take_back_note(vault: &Vault, undo: &Undo) -> Result<(), FileError> {
    let state = match undo {
        Undo::Leave { .. } => return Ok(()),
        Undo::Restore {
            path, old, state, ..
        } => {
            files::replace(path, old)?;
            state
        }
        Undo::Remove { path, now, state } => {
            let name = path.file_name().unwrap_or_default();
            files::replace(&vault.removed_dir().join(name), now)?;
            files::remove(path)?;
            state
        }
        Undo::Forget { state, .. } => state,
    };
    if let Some(waiting) = vault.waiting_state_path(undo.path()) {
        files::remove(&waiting)?;
    }
    match (vault.state_path(undo.path()), state) {
        (Some(path), Some(state)) => files::replace(&path, state.as_bytes()).map(drop),
        (Some(path), None) => files::remove(&path),
        (None, _) => Ok(()),
    }
}

/// Takes all notes of a run back at once; the one that was moved goes home, with its state.
fn take_back_whole(vault: &Vault, undos: &[Undo]) -> Result<(), RenameError> {
    let mut moved = None;
    let mut notes = Vec::new();
    for undo in undos {
        if let Undo::Restore {
            path,
            home,
            now,
            old,
            ..
        } = undo
        {
            moved = home.as_ref().map(|home| (path, home)).or(moved);
            notes.push(ChangedNote {
                path: path.clone(),
                old: now.clone(),
                new: old.clone(),
            });
        }
    }
    let stays = notes.first().map(|note| (&note.path, &note.path));
    match moved.or(stays) {
        Some((from, to)) => vault.move_notes(from, to, &notes),
        None => Ok(()),
    }
}

impl Entry {
    /// A note at a place, which has these bytes once it is written.
    fn of(path: PathBuf, new: &[u8]) -> Self {
        Self {
            path,
            home: None,
            back: None,
            before: None,
            after: fingerprint(new),
            state: None,
        }
    }

    /// What becomes of a note that was moved.
    fn undo_move(
        &self,
        path: &Path,
        home: PathBuf,
        on_disk: Option<Vec<u8>>,
    ) -> Result<Undo, FileError> {
        let path = path.to_owned();
        let at_home = files::read_if_present(&home)?.as_deref().map(fingerprint);
        let now = on_disk.filter(|now| at_home.is_none() && fingerprint(now) == self.after);
        let old = now
            .as_deref()
            .and_then(|now| self.back.as_ref()?.apply(now));
        Ok(match now.zip(old) {
            Some((now, old)) => Undo::Restore {
                path,
                home: Some(home),
                now,
                old,
                state: None,
            },
            None if at_home == self.before => Undo::Forget { path, state: None },
            None => Undo::Leave { path },
        })
    }

    /// What becomes of a note: `later` is what taking back its later writes made of it.
    fn undo(&self, path: &Path, on_disk: Option<&[u8]>, later: Option<&Undo>) -> Undo {
        let path = path.to_owned();
        let state = self.state.clone();
        let now = match later {
            Some(Undo::Restore { old, .. }) => Some(old.as_slice()),
            _ => on_disk,
        };
        let print = now.map(fingerprint);
        if print == self.before {
            return match later {
                Some(Undo::Restore { now, old, .. }) => Undo::Restore {
                    path,
                    home: None,
                    now: now.clone(),
                    old: old.clone(),
                    state,
                },
                _ => Undo::Forget { path, state },
            };
        }
        let (Some(now), Some(on_disk)) =
            (now.filter(|_| print.as_ref() == Some(&self.after)), on_disk)
        else {
            return Undo::Leave { path };
        };
        let on_disk = on_disk.to_owned();
        match &self.back {
            None => Undo::Remove {
                path,
                now: on_disk,
                state,
            },
            Some(back) => match back.apply(now) {
                Some(old) => Undo::Restore {
                    path,
                    home: None,
                    now: on_disk,
                    old,
                    state,
                },
                None => Undo::Leave { path },
            },
        }
    }
}

impl Vault {
    /// Where notes go that were made and taken back.
    #[must_use]
    pub fn removed_dir(&self) -> PathBuf {
        self.cache_dir().join("removed")
    }
}

fn number_of(path: &Path) -> Option<u64> {
    let is_run = path.extension().is_some_and(|ending| ending == "jsonl");
    path.file_stem().filter(|_| is_run)?.to_str()?.parse().ok()
}

fn failed(path: &Path, source: std::io::Error) -> FileError {
    FileError::Write {
        path: path.to_owned(),
        source,
    }
}
