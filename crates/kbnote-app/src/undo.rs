//! Undo and redo: reverts what the last writing command did to notes and transcripts, or does it again.

use std::collections::BTreeSet;
use std::path::PathBuf;

use kbnote_vault::{RecordedRun, Stack, Undo, Vault};
use serde::Serialize;

use crate::dangling_links::{DanglingEntry, DanglingLink, dangling_links};
use crate::{Error, ErrorKind, Workspace, WriteMode};

/// The result of an undo or a redo, or of a dry run of one.
#[derive(Debug)]
pub struct UndoReport {
    /// Whether it was an undo or a redo.
    pub stack: Stack,
    /// The command that was reverted, or done again.
    pub command: String,
    /// Whether the command is reverted as a whole or not at all.
    pub is_whole: bool,
    /// The command's notes.
    pub notes: Vec<Undo>,
    /// The transcripts that the command stored.
    pub transcripts: Vec<Undo>,
    /// Links in other notes that lead to a note under the name it gives up.
    pub dangling: Vec<DanglingLink>,
}

/// `kbnote undo` and `kbnote redo`: the command that is undone or done again.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UndoDocument {
    schema: &'static str,
    /// The command.
    command: String,
    /// Its notes.
    notes: Vec<UndoneFile>,
    /// The transcripts that it stored.
    transcripts: Vec<UndoneFile>,
    /// Links in other notes that led to a note under the name that it gives up.
    dangling: Vec<DanglingEntry>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UndoneFile {
    /// The note or transcript.
    path: String,
    /// `restored`, `removed` (the command had made it), `created` (the command had removed it) or `left`
    /// (it changed since).
    status: &'static str,
    /// Where a note is again that had been renamed.
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_to: Option<String>,
}

impl Workspace {
    /// Reverts the last command of a stack, unless `mode` is a dry run. Notes and transcripts that have
    /// changed since stay as they are.
    ///
    /// # Errors
    /// If there is nothing to revert, or a file cannot be read or written.
    pub fn undo(&self, stack: Stack, mode: WriteMode) -> Result<UndoReport, Error> {
        // Held from planning to writing, so that the plan still fits.
        let lock = mode.in_place().then(|| self.lock()).transpose()?;
        let (run, mut files) = self.last_run(stack)?.ok_or_else(|| nothing_to_do(stack))?;
        // Problems with other notes do not keep an undo from being done.
        let dangling = dangling_links(self, &files).unwrap_or_else(|error| {
            self.observer().warn(format_args!(
                "cannot check which links this breaks: {error}"
            ));
            Vec::new()
        });
        if let Some(lock) = lock {
            let done = run.undo(&self.vault, &lock, &files)?;
            self.announce(&done.notices);
            files = done.notes;
            self.forget_undone(&run, &files)?;
        }
        let is_transcript = |undo: &Undo| self.vault.is_transcript_path(undo.path());
        let (transcripts, notes) = files.into_iter().partition(is_transcript);
        Ok(UndoReport {
            stack,
            command: run.command,
            is_whole: run.whole,
            notes,
            transcripts,
            dangling,
        })
    }

    /// The last run of which something can still be reverted; else the last one.
    fn last_run(&self, stack: Stack) -> Result<Option<(RecordedRun, Vec<Undo>)>, Error> {
        let mut last = None;
        for run in self.vault.recorded_runs(stack)? {
            let undos = run.plan(&self.vault)?;
            let any_left = undos.iter().any(is_left);
            // Nobody means to go back beyond a rename that still holds.
            if undos.iter().any(Undo::changes_file) || run.whole && any_left {
                return Ok(Some((run, undos)));
            }
            if last.is_none() && any_left {
                last = Some((run, undos));
            }
        }
        Ok(last)
    }

    /// Removes what was undone from the record of the run. One that is undone as a whole or not at all stays until it is.
    fn forget_undone(&self, run: &RecordedRun, undos: &[Undo]) -> Result<(), Error> {
        let left = undos.iter().filter(|undo| is_left(undo));
        if run.whole && left.clone().next().is_some() {
            return Ok(());
        }
        let left: BTreeSet<PathBuf> = left.map(|undo| undo.path().to_owned()).collect();
        Ok(run.forget(&self.vault, &left)?)
    }
}

impl UndoReport {
    /// The command's notes, then its transcripts.
    pub fn files(&self) -> impl Iterator<Item = &Undo> {
        self.notes.iter().chain(&self.transcripts)
    }

    /// Whether a note or a transcript changes.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.files().any(Undo::changes_file)
    }

    /// Whether a note or a transcript has changed since and stays as it is.
    #[must_use]
    pub fn any_left(&self) -> bool {
        self.files().any(is_left)
    }

    /// Its JSON document.
    #[must_use]
    pub fn document(&self, vault: &Vault) -> UndoDocument {
        let entries = |undos: &[Undo]| {
            let undone = undos.iter().filter_map(|undo| undone_file(vault, undo));
            undone.collect()
        };
        UndoDocument {
            schema: match self.stack {
                Stack::Undo => "kbnote.undo/1",
                Stack::Redo => "kbnote.redo/1",
            },
            command: self.command.clone(),
            notes: entries(&self.notes),
            transcripts: entries(&self.transcripts),
            dangling: self.dangling.iter().map(|link| link.entry(vault)).collect(),
        }
    }
}

fn is_left(undo: &Undo) -> bool {
    matches!(undo, Undo::Leave { .. })
}

fn undone_file(vault: &Vault, undo: &Undo) -> Option<UndoneFile> {
    let (status, home) = match undo {
        Undo::Restore { home, .. } => ("restored", home.as_ref()),
        Undo::Remove { .. } => ("removed", None),
        Undo::Create { .. } => ("created", None),
        Undo::Leave { .. } => ("left", None),
        Undo::Forget { .. } => return None,
    };
    Some(UndoneFile {
        path: vault.display_path(undo.path()).to_string(),
        status,
        moved_to: home.map(|home| vault.display_path(home).to_string()),
    })
}

fn nothing_to_do(stack: Stack) -> Error {
    match stack {
        Stack::Undo => Error::new(ErrorKind::NotFound, "nothing-to-undo", "nothing to undo"),
        Stack::Redo => Error::new(ErrorKind::NotFound, "nothing-to-redo", "nothing to redo")
            .with_next_step(
                "`kbnote redo` does again what `kbnote undo` reverted last, until another command writes",
            ),
    }
}
