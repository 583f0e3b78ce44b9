//! Deciding on what kbnote would change in an open note, and repairing what is wrong with it.

use kbnote_check::Finding;
use kbnote_engine::note_view::Revision;
use kbnote_engine::regenerate::Kinds;

use super::note_decisions::{FindingDecision, NoteDecisions};
use super::{NoteService, OpenNote, note_path};
use crate::check::{CheckRequest, OpenNoteChecker};
use crate::error::{Error, ErrorKind};
use crate::mutex::lock;
use crate::{Decision, Decisions, NoteChange, NoteFile, ProposedNote, Workspace};

impl NoteService {
    /// What can be decided on in a note, and the revision that this is about.
    ///
    /// # Errors
    /// If the note cannot be read.
    pub fn decisions(&self, name: &str) -> Result<(Revision, NoteDecisions), Error> {
        let path = note_path::resolve(&self.vault, name)?;
        let loaded = self.load(name, &path)?;
        let workspace = self.workspace();
        let files = [NoteFile::new(path.clone(), loaded.note.bytes().to_vec())
            .with_styles(&self.vault.settings().anchor.styles)];
        // A note that cannot be compared, such as one on no recording, has no changes to decide on.
        let proposed = propose(&workspace, &files).unwrap_or_default();
        let changes = proposed.iter().flat_map(|note| &note.regeneration.changes);
        let [file] = &files;
        let findings = findings(&workspace, file)?;
        let decisions = NoteDecisions::new(&loaded.note, changes, &findings);
        Ok((loaded.revision(), decisions))
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
        let files = [NoteFile::new(path, loaded.note.bytes().to_vec())
            .with_styles(&self.vault.settings().anchor.styles)];
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

    /// Decides on one finding in a note whose revision is still `base`, and opens the note again.
    ///
    /// # Errors
    /// If the note has changed since, the finding is no longer there or this cannot be done with it, or it
    /// cannot be written.
    pub fn decide_finding(
        &self,
        name: &str,
        base: &Revision,
        meant: &FindingDecision,
    ) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let (path, loaded) = self.load_to_change(name, base)?;
        let workspace = self.workspace();
        let file = NoteFile::new(path.clone(), loaded.note.bytes().to_vec());
        let findings = findings(&workspace, &file)?;
        let finding = findings.iter().find(|finding| meant.is_about(finding));
        let finding = finding.ok_or_else(not_found)?;
        let splices = meant.splices(&loaded.note, finding);
        let applied = workspace.fixed(&file, &splices.ok_or_else(not_possible)?)?;
        let change = NoteChange::applied(&path, &file.bytes, &applied);
        self.commit(&workspace.writer, &change)?;
        drop(guard);
        self.open(name)
    }
}

/// What `kbnote check` finds in a note.
fn findings(workspace: &Workspace, file: &NoteFile) -> Result<Vec<Finding>, Error> {
    Ok(OpenNoteChecker::new(workspace)?.check(file))
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

fn not_found() -> Error {
    let message = "the finding is no longer there";
    Error::new(ErrorKind::Conflict, "changed-meanwhile", message)
        .with_next_step("nothing was written; open the note again")
}

fn not_possible() -> Error {
    let message = "that cannot be done with this finding";
    Error::new(ErrorKind::InvalidEdit, "change", message).with_next_step("nothing was written")
}
