//! The one way in which a note is written: its text, its state, the decisions on its links and the
//! record of its index entries change together, or none of them does.

use std::path::Path;

use kbnote_engine::link_decisions::{LinkDecisions, UnstoredDecisions};
use kbnote_engine::regenerate::{Applied, IndexRecordChange};
use kbnote_links::MIN_LINK_SCORE;
use kbnote_note::{Note, NoteState};
use kbnote_vault::{NoteWriter, Vault};

use crate::linker::{read_decisions, store_unstored};
use crate::{Error, Workspace};

/// A change of a note, with everything that is stored with it.
#[derive(Clone, Debug)]
pub struct NoteChange<'a> {
    /// The note's file.
    pub path: &'a Path,
    /// The bytes it was read with; none for a new note.
    pub old: Option<&'a [u8]>,
    /// The bytes it is to have.
    pub new: &'a [u8],
    /// The state that goes with the new bytes; without one the stored state stays.
    pub state: Option<StateChange<'a>>,
    /// The decisions on its links.
    pub links: Option<&'a UnstoredDecisions>,
    /// The change of the record of an index note.
    pub index: Option<IndexRecordChange>,
}

/// The state that goes with a change of a note.
#[derive(Clone, Copy, Debug)]
pub enum StateChange<'a> {
    /// It follows from the change of the text.
    Follows(&'a NoteState),
    /// It is a decision of the author, which `undo` takes back even if the text stays the same.
    Decision(&'a NoteState),
}

/// The result of writing a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitReport {
    /// Whether the note has new bytes, or is new.
    pub changed: bool,
}

impl<'a> NoteChange<'a> {
    /// A change of a note that was read with the bytes `old`.
    #[must_use]
    pub fn edit(path: &'a Path, old: &'a [u8], new: &'a [u8]) -> Self {
        Self {
            path,
            old: Some(old),
            new,
            state: None,
            links: None,
            index: None,
        }
    }

    /// An applied change of a note that was read with the bytes `old`.
    #[must_use]
    pub fn applied(path: &'a Path, old: &'a [u8], applied: &'a Applied) -> Self {
        Self {
            state: applied.state.as_ref().map(StateChange::Follows),
            links: applied.links.as_ref(),
            index: applied.index.clone(),
            ..Self::edit(path, old, applied.note.bytes())
        }
    }

    /// A new note.
    #[must_use]
    pub fn create(path: &'a Path, new: &'a [u8]) -> Self {
        Self {
            path,
            old: None,
            new,
            state: None,
            links: None,
            index: None,
        }
    }
}

impl StateChange<'_> {
    fn state(&self) -> &NoteState {
        match self {
            Self::Follows(state) | Self::Decision(state) => state,
        }
    }
}

impl Workspace {
    /// Writes a note with everything that is stored with it.
    ///
    /// # Errors
    /// As [`commit`].
    pub fn commit(&self, change: &NoteChange<'_>) -> Result<CommitReport, Error> {
        commit(&self.vault, &self.writer, change)
    }

    /// Adds to the decisions of a run that the links of a note are settled, if an applied change settles
    /// them, to be stored with the note.
    pub fn settle_links(
        &self,
        decisions: &mut Option<LinkDecisions>,
        path: Option<&Path>,
        old: &Note,
        applied: &mut Applied,
    ) {
        if let Some(titles) = applied.settled_links {
            let decisions = decisions.get_or_insert_with(|| read_decisions(self, titles));
            let name = path.and_then(|path| self.vault.note_name(path));
            decisions.decide(name.as_deref(), (old, &applied.note), MIN_LINK_SCORE);
            applied.links = decisions.take_unstored();
        }
    }
}

/// Writes a note with everything that is stored with it, in one run of `writer`.
///
/// What holds only once the note has its new bytes is written first: the decisions on its links name
/// its new words, and the record of an index note the old bytes. So a process killed anywhere leaves
/// files that fit.
///
/// # Errors
/// If the note is no longer what was read, cannot be changed, or a file cannot be written. Everything
/// is then as it was.
pub fn commit(
    vault: &Vault,
    writer: &NoteWriter,
    change: &NoteChange<'_>,
) -> Result<CommitReport, Error> {
    // The first state that is written makes a folder a vault, and only a vault has caches.
    let is_marked = vault.is_marked();
    let store_links = || {
        if let Some(links) = change.links {
            store_unstored(vault, links);
        }
    };
    if is_marked {
        store_links();
    }
    let report = write_with_index(vault, writer, change)?;
    if !is_marked {
        store_links();
    }
    Ok(report)
}

fn write_with_index(
    vault: &Vault,
    writer: &NoteWriter,
    change: &NoteChange<'_>,
) -> Result<CommitReport, Error> {
    let Some(index) = &change.index else {
        return write(vault, writer, change);
    };
    let stored = vault.index_record_bytes(&index.name)?;
    vault.write_index_record(&index.name, &index.before, &index.earlier, &index.record)?;
    let record = kbnote_vault::RecordFileChange {
        new: vault.index_record_bytes(&index.name)?,
        name: index.name.clone(),
        old: stored.clone(),
    };
    writer.expect_index_record(change.path, &record);
    write(vault, writer, change)
        .inspect_err(|_| vault.restore_index_record(&index.name, stored.as_deref()))
}

fn write(
    vault: &Vault,
    writer: &NoteWriter,
    change: &NoteChange<'_>,
) -> Result<CommitReport, Error> {
    let NoteChange { path, new, .. } = *change;
    let state = change.state.as_ref();
    let changed = match (change.old, state) {
        (None, _) => {
            writer.create(vault, path, new, state.map(StateChange::state))?;
            true
        }
        (Some(old), Some(StateChange::Decision(state))) if old == new => {
            writer.record_decision(vault, path, old, state)?;
            false
        }
        (Some(old), _) => writer.replace(vault, path, old, new, state.map(StateChange::state))?,
    };
    Ok(CommitReport { changed })
}
