//! The JSON documents that the commands print, as types: `JSON.md` is generated from them.

mod aligned;
mod check;
mod commands;
mod compared;
mod converted;
#[cfg(test)]
mod error_entry;
mod links;
mod notes;
#[cfg(test)]
mod page_test;
mod pinned;
mod regenerated;
mod search;
mod why;

use kbnote_note::Note;

pub(crate) use aligned::{AlignedNoteEntry, ClaimEntry};
pub(crate) use check::{CheckDocument, FindingEntry, RepairEntry, RulesDocument};
pub(crate) use commands::{
    ClientsDocument, CompletionsDocument, ExportedNoteEntry, ManDocument, ManPageEntry,
    NewNoteDocument, ServeDocument,
};
pub(crate) use compared::ComparedNotesEntry;
pub(crate) use converted::ConvertedNoteEntry;
pub(crate) use links::LinkedNoteEntry;
pub(crate) use notes::{NoteEntry, NotesDocument};
pub(crate) use pinned::{PinDocument, PinnedClaimEntry};
pub(crate) use regenerated::{
    DiffEntry, ProposedNoteEntry, RegeneratedNoteEntry, ReviewedNoteEntry,
};
pub(crate) use search::SearchDocument;
pub(crate) use why::WhyDocument;

/// The text of a note, as far as it is UTF-8.
pub(crate) fn lossy(note: &Note) -> String {
    String::from_utf8_lossy(note.bytes()).into_owned()
}
