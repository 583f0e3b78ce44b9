//! The log of recent writes in the user's state folder: one file per run, one line per note or
//! transcript.
//!
//! A line is written before its note. It has the patch from the new bytes to the old ones, the
//! fingerprints of both, and the note's previous state. A note with other bytes than those written
//! was changed since, and is skipped. A rename is undone as a whole or not at all. Transcripts are
//! recorded like notes, but have no state; the records of index notes have lines of their own.

mod entry;
mod log;
mod patch;
mod stack;
mod step;
mod transcript;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

pub(crate) use self::entry::RecordEntry;
use self::entry::{Entry, Header, SCHEMA};
pub(crate) use self::log::{NoteChange, RunLog};
pub(crate) use self::patch::Patch;
pub use self::stack::Stack;
pub use self::step::Undo;
use self::transcript::undo_transcript;
use crate::notice::Notice;
use crate::rename::Rename;
use crate::write_lock::VaultLock;
use crate::{ChangedNote, FileError, NoteWriter, RenameError, Vault, WriteError, files};

/// A run that can be undone.
#[derive(Debug)]
pub struct RecordedRun {
    path: PathBuf,
    stack: Stack,
    /// The command that wrote.
    pub command: String,
    /// Whether it is undone as a whole or not at all.
    pub whole: bool,
    entries: Vec<Entry>,
    index_records: Vec<RecordEntry>,
}

impl Vault {
    /// The recorded runs, the latest first. Runs with an invalid file are skipped.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn recorded_runs(&self, stack: Stack) -> Result<Vec<RecordedRun>, FileError> {
        let mut runs = Vec::new();
        for path in self.runs(stack)?.into_iter().rev() {
            let bytes = files::read_if_present(&path)?.unwrap_or_default();
            let mut lines = bytes.split(|&byte| byte == b'\n');
            let header = lines.next().map(serde_json::from_slice::<Header>);
            let Some(Ok(header)) = header.filter(|h| h.as_ref().is_ok_and(|h| h.schema == SCHEMA))
            else {
                continue;
            };
            let mut run = RecordedRun {
                command: header.command,
                whole: header.whole,
                entries: Vec::new(),
                index_records: Vec::new(),
                stack,
                path,
            };
            lines.for_each(|line| run.add_line(line));
            runs.push(run);
        }
        Ok(runs)
    }
}

impl RecordedRun {
    /// Adds a line of its file. The last one may be incomplete: its note was not written then.
    fn add_line(&mut self, line: &[u8]) {
        if let Ok(entry) = serde_json::from_slice(line) {
            self.entries.push(entry);
        } else if let Ok(entry) = serde_json::from_slice::<RecordEntry>(line)
            // A run that wrote a note twice restores what was before the first.
            && self.index_record(entry.name()).is_none()
        {
            self.index_records.push(entry);
        }
    }

    fn index_record(&self, name: &str) -> Option<&RecordEntry> {
        let mut records = self.index_records.iter();
        records.find(|record| record.name() == name)
    }

    /// The undo steps for the notes and transcripts of the run, in order of their paths.
    ///
    /// # Errors
    /// If a note exists and cannot be read.
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

    /// The notes and transcripts that the run wrote, in order of their paths.
    #[must_use]
    pub fn files(&self, vault: &Vault) -> BTreeSet<PathBuf> {
        let entries = self.entries.iter();
        entries
            .map(|entry| vault.root().join(&entry.path))
            .collect()
    }

    /// Whether the run wrote notes, and not transcripts alone.
    #[must_use]
    pub fn writes_notes(&self, vault: &Vault) -> bool {
        let files = self.files(vault);
        files.iter().any(|path| !vault.is_transcript_path(path))
    }

    /// The time of the run's last write; `None` if the system does not provide it.
    #[must_use]
    pub fn time(&self) -> Option<std::time::SystemTime> {
        fs::metadata(&self.path).ok()?.modified().ok()
    }

    /// Undoes the run by its plan, so that it can be redone. Returns the outcome for each note;
    /// notes changed since the plan are skipped.
    ///
    /// # Errors
    /// If a file cannot be written. A run that is undone as a whole is then unchanged; of any
    /// other, the notes before are undone.
    pub fn undo(
        &self,
        vault: &Vault,
        lock: &VaultLock,
        plan: &[Undo],
    ) -> Result<UndoOutcome, RenameError> {
        if self.whole {
            self.undo_whole(vault, lock, plan)?;
            let notes = plan.to_vec();
            return Ok(UndoOutcome {
                notes,
                notices: Vec::new(),
            });
        }
        let writer = NoteWriter::for_stack(&self.command, self.stack.other());
        let mut notes = Vec::new();
        for undo in plan {
            notes.push(self.undo_with_record(vault, lock, &writer, undo)?);
        }
        let notices = writer.take_notices();
        Ok(UndoOutcome { notes, notices })
    }

    /// Undoes one note, with the record of an index note.
    fn undo_with_record(
        &self,
        vault: &Vault,
        lock: &VaultLock,
        writer: &NoteWriter,
        undo: &Undo,
    ) -> Result<Undo, RenameError> {
        let name = vault.note_name(undo.path());
        let record = name.and_then(|name| self.index_record(&name));
        let change = record.map(|record| record.undo(vault)).transpose()?;
        let change = change.flatten();
        if let Some(change) = &change {
            writer.expect_index_record(undo.path(), change);
        }
        let done = undo_note(vault, lock, writer, undo)?;
        if let Some(change) = change.filter(|_| !matches!(done, Undo::Leave { .. })) {
            vault.set_index_record(&change.name, change.new.as_deref())?;
        }
        Ok(done)
    }

    /// Undoes all notes of a run at once; the moved one returns to its old path, with its state.
    fn undo_whole(
        &self,
        vault: &Vault,
        lock: &VaultLock,
        plan: &[Undo],
    ) -> Result<(), RenameError> {
        let restored = plan.iter().filter_map(|undo| match undo {
            Undo::Restore {
                path,
                home,
                now,
                old,
                ..
            } => Some((path, home, now, old)),
            _ => None,
        });
        let mut moved = None;
        let mut notes = Vec::new();
        for (path, home, now, old) in restored {
            moved = home.as_ref().map(|home| (path, home)).or(moved);
            notes.push(ChangedNote {
                path: path.clone(),
                old: now.clone(),
                new: old.clone(),
            });
        }
        let stays = notes.first().map(|note| (&note.path, &note.path));
        let Some((from, to)) = moved.or(stays) else {
            return Ok(());
        };
        let records = self.index_records.iter();
        let records = records.map(|record| record.undo(vault));
        let records: Result<Vec<_>, FileError> = records.filter_map(Result::transpose).collect();
        let rename = Rename {
            command: &self.command,
            from,
            to,
            notes: &notes,
            records: &records?,
        };
        vault.rename_note_in(lock, self.stack.other(), &rename)
    }

    /// Removes the run except for skipped notes: those can be undone once they are as written again.
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
        for record in &self.index_records {
            text += &(serde_json::json!(record).to_string() + "\n");
        }
        for entry in entries {
            text += &(serde_json::json!(entry).to_string() + "\n");
        }
        files::replace(&self.path, text.as_bytes()).map(drop)
    }
}

/// The outcome of undoing a run.
#[derive(Debug)]
pub struct UndoOutcome {
    /// The outcome for each note.
    pub notes: Vec<Undo>,
    /// Notices for the user.
    pub notices: Vec<Notice>,
}

/// Undoes one note: the note first, so that a run killed in between looks like one killed before it
/// wrote the note. A note changed since the plan is skipped.
fn undo_note(
    vault: &Vault,
    lock: &VaultLock,
    writer: &NoteWriter,
    undo: &Undo,
) -> Result<Undo, RenameError> {
    fn bytes(state: &Option<String>) -> Option<&[u8]> {
        state.as_ref().map(String::as_bytes)
    }
    let path = undo.path();
    if vault.is_transcript_path(path) {
        return Ok(undo_transcript(vault, writer, undo)?);
    }
    let done = match undo {
        Undo::Leave { .. } => Ok(()),
        Undo::Forget { state, .. } => Ok(vault.restore_state(path, bytes(state))?),
        Undo::Restore {
            now, old, state, ..
        } => writer.restore(vault, lock, path, (now, old), bytes(state)),
        Undo::Remove { now, state, .. } => writer.remove(vault, lock, path, now, bytes(state)),
        Undo::Create { old, state, .. } => writer.recreate(vault, lock, path, old, bytes(state)),
    };
    match done {
        Ok(()) => Ok(undo.clone()),
        Err(
            WriteError::Changed { path }
            | WriteError::KeptOpen { path }
            | WriteError::File(FileError::Exists { path }),
        ) => Ok(Undo::Leave { path }),
        Err(WriteError::File(error)) => Err(error.into()),
        Err(WriteError::State(error)) => Err(error.into()),
        Err(error) => Err(RenameError::Write(Box::new(error))),
    }
}
