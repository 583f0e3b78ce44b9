//! The changes of one note, and what becomes of the note once they are decided.

use std::sync::Arc;

use kbnote_core::Track;
use kbnote_note::{Note, Splice};
use kbnote_vault::NoteState;
use serde_json::{Value, json};

use super::anchors;
use super::change::{Change, name_all};
use crate::anchoring::Plan;
use crate::error::CliError;

/// What is decided on a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is made.
    Accept,
    /// It is not made, and not proposed again.
    Reject,
    /// It is not made now.
    Leave,
}

/// All that regenerating a note would change.
#[derive(Debug)]
pub(crate) struct Regeneration {
    /// The note as it is.
    pub(crate) note: Note,
    /// In the order of the note.
    pub(crate) changes: Vec<Change>,
    /// Why no sentence can be anchored, where that is so.
    pub(crate) unanchored: Option<CliError>,
    known: Option<NoteState>,
    anchoring: Option<Anchoring>,
}

/// The anchors that were looked for.
#[derive(Debug)]
pub(super) struct Anchoring {
    pub(super) plan: Plan,
    pub(super) track: Arc<Track>,
}

/// A note and its state as decisions make them.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) note: Note,
    /// What to remember once the note is written.
    pub(crate) state: NoteState,
}

impl Regeneration {
    pub(super) fn new(
        note: Note,
        known: Option<NoteState>,
        anchoring: Result<Option<Anchoring>, CliError>,
    ) -> Self {
        let (anchoring, unanchored) = match anchoring {
            Ok(anchoring) => (anchoring, None),
            Err(error) => (None, Some(error)),
        };
        let mut changes = Vec::new();
        if let Some(Anchoring { plan, track }) = &anchoring {
            changes.extend(anchors::propose(&note, track, plan));
        }
        name_all(&mut changes);
        Self {
            note,
            changes,
            unanchored,
            known,
            anchoring,
        }
    }

    /// The note and its state after these verdicts.
    pub(crate) fn decided(
        &self,
        verdict: impl Fn(&Change) -> Verdict,
    ) -> Result<Decided, CliError> {
        let accepted = self
            .changes
            .iter()
            .filter(|change| verdict(change) == Verdict::Accept);
        let splices: Vec<Splice> = accepted.flat_map(|change| change.splices.clone()).collect();
        Ok(Decided {
            note: self.note.edited(&splices)?,
            state: self.state(verdict),
        })
    }

    fn state(&self, verdict: impl Fn(&Change) -> Verdict) -> NoteState {
        let Some(Anchoring { plan, track }) = &self.anchoring else {
            return self.known.clone().unwrap_or_default();
        };
        let verdicts: Vec<_> = self
            .changes
            .iter()
            .map(|change| (&change.slot, verdict(change)))
            .collect();
        anchors::state(plan, track, self.known.as_ref(), &verdicts)
    }

    /// The entry of the note in `kbnote.diff/1`.
    pub(crate) fn to_json(&self, path: &str) -> Value {
        json!({
            "path": path,
            "changes": self.changes.iter().map(Change::to_json).collect::<Vec<_>>(),
        })
    }
}
