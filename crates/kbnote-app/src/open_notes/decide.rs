//! Deciding on what kbnote would change in an open note, and repairing what is wrong with it.

use kbnote_engine::note_view::Revision;
use kbnote_engine::regenerate::Kinds;

use super::note_decisions::NoteDecisions;
use super::{NoteService, OpenNote, lock, note_path};
use crate::check::CheckRequest;
use crate::error::{Error, ErrorKind};
use crate::{Decision, Decisions, NoteFile, ProposedNote, Workspace};

impl NoteService {
    /// What can be decided on in a note, and the revision that this is about.
    ///
    /// # Errors
    /// If the note cannot be read.
    pub fn decisions(&self, name: &str) -> Result<(Revision, NoteDecisions), Error> {
        let path = note_path::resolve(&self.vault, name)?;
        let loaded = self.load(name, &path)?;
        let workspace = self.workspace();
        let files = [NoteFile::new(path.clone(), loaded.note.bytes().to_vec())];
        // A note that cannot be compared, such as one on no recording, has no changes to decide on.
        let proposed = propose(&workspace, &files).unwrap_or_default();
        let changes = proposed.iter().flat_map(|note| &note.regeneration.changes);
        let request = CheckRequest {
            paths: vec![path],
            ..CheckRequest::default()
        };
        let report = workspace.check(&request)?;
        let findings = report.notes.into_iter().flat_map(|note| note.findings);
        Ok((loaded.revision(), NoteDecisions::new(changes, findings)))
    }

    /// Makes a proposed change of a note whose revision is still `base`, or refuses it for good, and opens the
    /// note again.
    ///
    /// # Errors
    /// If the note has changed since, the change is not proposed, or it cannot be written.
    pub fn decide(
        &self,
        name: &str,
        base: &Revision,
        id: &str,
        accept: bool,
    ) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let (path, loaded) = self.load_to_change(name, base)?;
        let workspace = self.workspace();
        let files = [NoteFile::new(path, loaded.note.bytes().to_vec())];
        let proposed = propose(&workspace, &files)?;
        let mut decisions = Decisions::default();
        let decision = match accept {
            true => Decision::Accept,
            false => Decision::Reject,
        };
        for note in &proposed {
            decisions.set(&note.name, id.to_owned(), Some(decision.clone()));
        }
        if proposed.is_empty() || !decisions.missed(&proposed).is_empty() {
            return Err(not_proposed());
        }
        for written in workspace.write_reviewed(&proposed, &decisions)? {
            written?;
        }
        drop(guard);
        self.open(name)
    }

    /// Repairs what `kbnote check --fix` repairs in a note whose revision is still `base`, and opens it again.
    ///
    /// # Errors
    /// If the note has changed since, or cannot be written.
    pub fn repair(&self, name: &str, base: &Revision) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let (path, _) = self.load_to_change(name, base)?;
        let request = CheckRequest {
            paths: vec![path],
            fixes: true,
            ..CheckRequest::default()
        };
        let report = self.workspace().check(&request)?;
        if let Some(failure) = report.failures.into_iter().next() {
            return Err(failure);
        }
        drop(guard);
        self.open(name)
    }
}

fn propose<'a>(
    workspace: &Workspace,
    files: &'a [NoteFile],
) -> Result<Vec<ProposedNote<'a>>, Error> {
    workspace.propose(&Kinds::default(), files, &mut Vec::new())
}

fn not_proposed() -> Error {
    let message = "the change is no longer proposed";
    Error::new(ErrorKind::Conflict, "changed-meanwhile", message)
        .with_next_step("nothing was written; open the note again")
}
