//! The report on the notes of a review.

use kbnote_app::{Decisions, ProposedNote, ReviewedNote, Unreadable};

use crate::context::Context;
use crate::documents::{NoteEntry, NotesDocument, ReviewedNoteEntry};
use crate::error::CliError;
use crate::ui::strong;

/// Writes all notes with decisions and reports on them, to scripts also on those that could not be
/// read. Returns the names of those that could not be written.
pub(super) fn write<'a>(
    cx: &Context,
    proposed: &'a [ProposedNote<'_>],
    decisions: &Decisions,
    unread: &[Unreadable],
) -> Result<Vec<&'a str>, CliError> {
    let mut entries = Vec::new();
    let mut failed = Vec::new();
    let written = cx.workspace.write_reviewed(proposed, decisions)?;
    for (note, written) in proposed.iter().zip(written) {
        let shown = note.file.shown();
        match written {
            Ok(reviewed) if cx.ui.json => {
                let path = note.file.document_path(&cx.workspace.vault);
                entries.push(NoteEntry::Done(ReviewedNoteEntry::new(path, reviewed)));
            }
            Ok(reviewed) => cx
                .ui
                .line(format_args!("{}: {}", strong(shown), summary(reviewed)))?,
            Err(error) if proposed.len() + unread.len() == 1 => return Err(error.into()),
            Err(error) => {
                failed.push(note.name.as_str());
                if cx.ui.json {
                    entries.push(NoteEntry::failed(&shown, &error));
                } else {
                    cx.ui.error(&error);
                }
            }
        }
    }
    let unread = unread.iter();
    entries.extend(unread.map(|note| NoteEntry::failed(&note.path, &note.error)));
    if cx.ui.json {
        cx.ui.document(&NotesDocument {
            schema: "kbnote.review/1",
            notes: entries,
        })?;
    }
    Ok(failed)
}

/// `3 accepted, 1 rejected, 1 left`.
fn summary(reviewed: ReviewedNote) -> String {
    let counts = [
        (reviewed.accepted, "accepted"),
        (reviewed.edited, "edited"),
        (reviewed.rejected, "rejected"),
        (reviewed.left, "left"),
    ];
    let parts = counts.iter().filter(|(n, _)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, word)| format!("{n} {word}")).collect();
    if parts.is_empty() {
        "up to date".to_owned()
    } else {
        parts.join(", ")
    }
}
