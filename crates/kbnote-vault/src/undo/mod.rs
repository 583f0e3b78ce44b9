//! What the last commands wrote, kept in `.kbnote/cache/undo/`: one file a run, a line a note.
//!
//! A line is written before its note. It holds what turns the new bytes back into the old ones,
//! the fingerprints of both, and the state that the note had. A note that has other bytes than
//! those written was changed since, and is left. A rename is taken back as a whole or not at all.

mod entry;
mod log;
mod patch;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use self::entry::{Entry, Header, SCHEMA};
pub(crate) use self::log::RunLog;
use crate::rename::Rename;
use crate::{ChangedNote, FileError, RenameError, Vault, files};

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
        Some((from, to)) => {
            let notes = &notes;
            vault.rename_back(&Rename { from, to, notes })
        }
        None => Ok(()),
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
