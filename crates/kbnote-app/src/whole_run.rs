//! Runs over many notes that end as one that was never interrupted.
//!
//! Links that are written make others likelier, so a run that was killed halfway and begun anew would
//! decide otherwise on the rest. What a run decides is written down before the first note is changed;
//! the same command, run again, makes those changes first.

use std::fmt::Debug;
use std::path::PathBuf;

use kbnote_core::Fingerprint;
use kbnote_engine::link_decisions::LinkDecisions;
use kbnote_engine::text::count;
use kbnote_vault::{HeldPlan, PlannedEdit, RunPlan, WriteError, files};

use crate::linker::store_decisions;
use crate::{Error, Workspace};

/// A run that is finished by the next one of the same arguments if it is killed.
#[derive(Debug)]
pub struct WholeRun {
    /// The arguments.
    arguments: String,
    /// None while another run of the same command holds it.
    held: Option<HeldPlan>,
}

impl WholeRun {
    /// Begins a run, and finishes one of these arguments that was killed. To be done before the notes
    /// are read.
    ///
    /// # Errors
    /// If the plan of that run cannot be read or carried out.
    pub fn begin(
        workspace: &Workspace,
        notes: &[PathBuf],
        options: impl Debug,
    ) -> Result<Self, Error> {
        let mut run = Self {
            arguments: format!("{:?} {options:?}", absolute(notes)),
            held: workspace.vault.hold_plan(workspace.writer.command())?,
        };
        let plan = match &mut run.held {
            Some(held) => held.read()?,
            None => None,
        };
        if let Some(plan) = plan {
            if plan.key == run.key(workspace)? {
                finish(workspace, &plan)?;
            }
            run.clear()?;
        }
        Ok(run)
    }

    /// Stores what was decided, before the first note is changed.
    ///
    /// # Errors
    /// If it cannot be stored.
    pub fn decide(
        &mut self,
        workspace: &Workspace,
        edits: Vec<PlannedEdit>,
        decisions: Option<&LinkDecisions>,
    ) -> Result<(), Error> {
        let Some(decisions) = decisions.filter(|_| !edits.is_empty()) else {
            return Ok(());
        };
        let plan = RunPlan::new(self.key(workspace)?, edits, decisions.to_json());
        if let Some(held) = &mut self.held {
            held.write(&plan)?;
        }
        Ok(())
    }

    /// Ends the run: everything is written.
    ///
    /// # Errors
    /// If the plan cannot be removed.
    pub fn end(mut self) -> Result<(), Error> {
        self.clear()
    }

    fn clear(&mut self) -> Result<(), Error> {
        if let Some(held) = &mut self.held {
            held.clear()?;
        }
        Ok(())
    }

    /// The arguments and the names of all notes: a link that was decided on may lead to one that is
    /// gone.
    fn key(&self, workspace: &Workspace) -> Result<String, Error> {
        let names = workspace.vault.names()?;
        let names = names.notes().iter().map(|note| note.name.as_bytes());
        let names = names.fold(Fingerprint::new(), |all, name| all.and(name).and(b"\0"));
        Ok(format!("{} {names}", self.arguments))
    }
}

fn absolute(notes: &[PathBuf]) -> Vec<PathBuf> {
    let absolute = |path: &PathBuf| std::path::absolute(path).unwrap_or_else(|_| path.clone());
    notes.iter().map(absolute).collect()
}

/// Makes the changes that were decided on, in the notes that are as they were.
fn finish(workspace: &Workspace, plan: &RunPlan) -> Result<(), Error> {
    let mut changed = 0;
    for edit in &plan.edits {
        let Some(old) = files::read_if_present(edit.note())? else {
            continue;
        };
        let Some(new) = edit.applied_to(&old) else {
            continue;
        };
        let state = edit.state()?;
        let written =
            workspace
                .writer
                .replace(&workspace.vault, edit.note(), &old, &new, state.as_ref());
        match written {
            Ok(written) => changed += usize::from(written),
            Err(WriteError::Changed { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    if let Some(decisions) = LinkDecisions::from_json(&plan.rest) {
        store_decisions(workspace, decisions)?;
    }
    if changed > 0 {
        let notes = count(changed, "note");
        workspace
            .observer()
            .notice(format_args!("finished a run that was cut short: {notes}"));
    }
    Ok(())
}
