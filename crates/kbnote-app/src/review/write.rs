//! Writing the notes of a review as the decisions make them.

use kbnote_engine::link_decisions::LinkDecisions;
use kbnote_engine::regenerate::{Change, Verdict};

use super::decisions::{Decision, Decisions};
use super::proposed::ProposedNote;
use crate::{Error, NoteChange, Workspace, store_decisions};

/// The counts of what became of the changes of a note.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReviewedNote {
    /// Changes that were made.
    pub accepted: usize,
    /// Changes that were made in the author's words.
    pub edited: usize,
    /// Changes that were refused.
    pub rejected: usize,
    /// Changes that are still to be decided.
    pub left: usize,
    /// Whether the note was written.
    pub changed: bool,
}

impl Workspace {
    /// Writes all notes with decisions; one that cannot be written does not stop the others.
    ///
    /// # Errors
    /// If the decisions on links cannot be stored.
    pub fn write_reviewed(
        &self,
        proposed: &[ProposedNote<'_>],
        decisions: &Decisions,
    ) -> Result<Vec<Result<ReviewedNote, Error>>, Error> {
        let mut links = None;
        let notes = proposed.iter();
        let notes = notes.map(|note| write_note(self, note, decisions, &mut links));
        let notes = notes.collect();
        if let Some(links) = links {
            store_decisions(self, links)?;
        }
        Ok(notes)
    }
}

fn write_note(
    workspace: &Workspace,
    proposed: &ProposedNote<'_>,
    decisions: &Decisions,
    links: &mut Option<LinkDecisions>,
) -> Result<ReviewedNote, Error> {
    let decision = |change: &Change| decisions.get(proposed, change);
    let regeneration = &proposed.regeneration;
    let mut reviewed = ReviewedNote::default();
    for change in &regeneration.changes {
        *match decision(change) {
            Some(Decision::Accept) => &mut reviewed.accepted,
            Some(Decision::Edit(_)) => &mut reviewed.edited,
            Some(Decision::Reject) => &mut reviewed.rejected,
            None => &mut reviewed.left,
        } += 1;
    }
    let is_decided = reviewed.accepted + reviewed.edited + reviewed.rejected > 0;
    let Some(path) = proposed.file.path().filter(|_| is_decided) else {
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
    let mut applied = regeneration.apply_with_edits(verdict, words)?;
    workspace.settle_links(links, Some(path), &regeneration.note, &mut applied);
    let change = NoteChange::applied(path, &proposed.file.bytes, &applied);
    reviewed.changed = workspace.commit(&change)?.changed;
    Ok(reviewed)
}
