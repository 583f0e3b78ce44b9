//! The notes as the decisions make them, written.

use serde_json::{Value, json};

use kbnote_app::{Error, NoteChange, StateChange, Unreadable};

use super::Proposed;
use super::decisions::{Decision, Decisions};
use crate::context::Context;
use crate::error::CliError;
use crate::linking::store_decisions;
use crate::regenerating::{Change, Decided, Verdict};
use crate::ui::strong;
use kbnote_engine::link_decisions::LinkDecisions;

/// What became of the changes of a note.
#[derive(Clone, Copy, Debug, Default)]
struct Reviewed {
    accepted: usize,
    edited: usize,
    rejected: usize,
    left: usize,
    /// Whether the note was written.
    changed: bool,
}

/// Writes all notes on whose changes something is decided, and tells what was done, to scripts also
/// which notes could not be read; gives those that could not be written. One that cannot does not
/// stop the others.
pub(super) fn write<'a>(
    cx: &Context,
    proposed: &'a [Proposed<'_>],
    decisions: &Decisions,
    unread: &[Unreadable],
) -> Result<Vec<&'a str>, CliError> {
    let mut entries = Vec::new();
    let mut failed = Vec::new();
    let mut looks = None;
    for note in proposed {
        let shown = note.file.shown();
        match write_note(cx, note, decisions, &mut looks) {
            Ok(reviewed) if cx.ui.json => entries.push(reviewed.to_json(&shown)),
            Ok(reviewed) => cx
                .ui
                .line(format_args!("{}: {}", strong(shown), reviewed.told()))?,
            Err(error) if proposed.len() + unread.len() == 1 => return Err(error),
            Err(error) => {
                let error = error.app()?;
                failed.push(note.name.as_str());
                if cx.ui.json {
                    entries.push(entry_of_failed(&shown, &error));
                } else {
                    cx.ui.error(&error);
                }
            }
        }
    }
    if let Some(looks) = looks {
        store_decisions(cx, looks)?;
    }
    let unread = unread.iter();
    entries.extend(unread.map(|note| entry_of_failed(&note.path, &note.error)));
    if cx.ui.json {
        cx.ui
            .document(&json!({ "schema": "kbnote.review/1", "notes": entries }))?;
    }
    Ok(failed)
}

fn entry_of_failed(shown: &str, error: &Error) -> Value {
    json!({ "path": shown, "error": error.with_note(shown) })
}

fn write_note(
    cx: &Context,
    proposed: &Proposed<'_>,
    decisions: &Decisions,
    looks: &mut Option<LinkDecisions>,
) -> Result<Reviewed, CliError> {
    let shown = proposed.file.shown();
    let decision = |change: &Change| {
        let names = [proposed.name.as_str(), shown.as_str()];
        decisions.get(names, &change.id.to_string())
    };
    let mut reviewed = Reviewed::default();
    for change in &proposed.regeneration.changes {
        *match decision(change) {
            Some(Decision::Accept) => &mut reviewed.accepted,
            Some(Decision::Edit(_)) => &mut reviewed.edited,
            Some(Decision::Reject) => &mut reviewed.rejected,
            None => &mut reviewed.left,
        } += 1;
    }
    let Some(path) = proposed.file.path().filter(|_| reviewed.decides()) else {
        return Ok(reviewed);
    };
    let verdict = |change: &Change| match decision(change) {
        Some(Decision::Accept | Decision::Edit(_)) => Verdict::Accept,
        Some(Decision::Reject) => Verdict::Reject,
        None => Verdict::Leave,
    };
    let words = |change: &Change| match decision(change) {
        Some(Decision::Edit(text)) => Some(text.as_str()),
        _ => None,
    };
    let Decided { note, state } = proposed.regeneration.decided_in_words(verdict, words)?;
    let (old, new) = (&proposed.file.bytes, note.bytes());
    let regeneration = &proposed.regeneration;
    let state = regeneration.kept(&state);
    let written = cx.commit(&NoteChange {
        state: state.map(StateChange::Follows),
        index: regeneration.index_change(old != new, verdict),
        ..NoteChange::edit(path, old, new)
    })?;
    reviewed.changed = written.changed;
    regeneration.remember_links(cx, looks, (Some(path), &note), verdict);
    Ok(reviewed)
}

impl Reviewed {
    /// `3 accepted, 1 rejected, 1 left`.
    fn told(&self) -> String {
        let counts = [
            (self.accepted, "accepted"),
            (self.edited, "edited"),
            (self.rejected, "rejected"),
            (self.left, "left"),
        ];
        let told = counts.iter().filter(|(n, _)| *n > 0);
        let told: Vec<String> = told.map(|(n, word)| format!("{n} {word}")).collect();
        if told.is_empty() {
            "up to date".to_owned()
        } else {
            told.join(", ")
        }
    }

    fn to_json(self, path: &str) -> Value {
        json!({
            "path": path, "changed": self.changed, "accepted": self.accepted, "edited": self.edited,
            "rejected": self.rejected, "left": self.left,
        })
    }

    /// Whether anything was decided.
    const fn decides(&self) -> bool {
        self.accepted + self.edited + self.rejected > 0
    }
}
