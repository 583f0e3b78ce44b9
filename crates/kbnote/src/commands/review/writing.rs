//! The notes as the decisions make them, written.

use serde_json::json;

use super::Proposed;
use super::decisions::{Decision, Decisions};
use crate::context::Context;
use crate::error::CliError;
use crate::regenerating::{Change, Decided, Verdict};
use crate::ui::strong;

/// What became of the changes of a note.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reviewed {
    pub(super) accepted: usize,
    pub(super) edited: usize,
    pub(super) rejected: usize,
    pub(super) left: usize,
    /// Whether the note was written.
    changed: bool,
}

/// Writes all notes on whose changes something is decided, and tells what was done.
pub(super) fn write(
    cx: &Context,
    proposed: &[Proposed<'_>],
    decisions: &Decisions,
) -> Result<(), CliError> {
    let mut entries = Vec::new();
    for note in proposed {
        let reviewed = write_note(cx, note, decisions)?;
        let shown = note.file.shown();
        if cx.ui.json {
            let Reviewed {
                accepted,
                edited,
                rejected,
                left,
                changed,
            } = reviewed;
            entries.push(json!({
                "path": shown, "changed": changed, "accepted": accepted, "edited": edited,
                "rejected": rejected, "left": left,
            }));
        } else {
            cx.ui
                .line(format_args!("{}: {}", strong(shown), reviewed.told()))?;
        }
    }
    if cx.ui.json {
        cx.ui
            .document(&json!({ "schema": "kbnote.review/1", "notes": entries }))?;
    }
    Ok(())
}

fn write_note(
    cx: &Context,
    proposed: &Proposed<'_>,
    decisions: &Decisions,
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
    reviewed.changed = cx.writer.replace(&cx.vault, path, old, new, Some(&state))?;
    Ok(reviewed)
}

impl Reviewed {
    /// Whether anything was decided.
    const fn decides(&self) -> bool {
        self.accepted + self.edited + self.rejected > 0
    }
}
