//! The commands that can be undone, the last one first.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Local};
use kbnote_vault::{RecordedRun, Stack, Undo};
use serde::Serialize;

use crate::{Error, Workspace};

/// `kbnote undo --list`: the commands that can be undone, the last one first.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UndoListDocument {
    schema: &'static str,
    /// The commands, the last one first.
    pub runs: Vec<UndoableRun>,
}

/// A command that can be undone.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct UndoableRun {
    /// Its name.
    pub command: String,
    /// When it ran.
    #[serde(serialize_with = "rfc3339")]
    #[cfg_attr(test, schemars(with = "Option<String>"))]
    pub time: Option<DateTime<Local>>,
    /// Its notes, by their paths.
    pub notes: Vec<String>,
    /// The transcripts that it stored, by their paths.
    pub transcripts: Vec<String>,
    /// How many of these files were changed since, other than by later commands in this list, and would stay as they are.
    pub changed_since: usize,
}

impl Workspace {
    /// Lists the commands that can be undone.
    ///
    /// # Errors
    /// If a record cannot be read.
    pub fn undo_list(&self) -> Result<UndoListDocument, Error> {
        let runs = self.vault.recorded_runs(Stack::Undo)?;
        let mut left = BTreeMap::new();
        let runs = runs.iter().map(|run| self.undoable_run(run, &mut left));
        let mut runs = runs.collect::<Result<Vec<_>, Error>>()?;
        runs.retain(|run| !run.notes.is_empty() || !run.transcripts.is_empty());
        Ok(UndoListDocument {
            schema: "kbnote.undo-list/1",
            runs,
        })
    }

    /// `left` has the files of later runs, and whether they would stay as they are: later runs are undone first, and
    /// restore what this one left.
    fn undoable_run(
        &self,
        run: &RecordedRun,
        left: &mut BTreeMap<PathBuf, bool>,
    ) -> Result<UndoableRun, Error> {
        let plan = run.plan(&self.vault)?;
        let changed_since = plan.iter().filter(|undo| {
            let is_left = left.entry(undo.path().to_owned());
            *is_left.or_insert(matches!(undo, Undo::Leave { .. }))
        });
        let changed_since = changed_since.count();
        let files = run.files(&self.vault).into_iter();
        let (transcripts, notes): (Vec<PathBuf>, Vec<PathBuf>) =
            files.partition(|path| self.vault.is_transcript_path(path));
        let display = |paths: &[PathBuf]| {
            let paths = paths.iter();
            let shown = paths.map(|path| self.vault.display_path(path).to_string());
            shown.collect()
        };
        Ok(UndoableRun {
            command: run.command.clone(),
            time: run.time().map(DateTime::from),
            notes: display(&notes),
            transcripts: display(&transcripts),
            changed_since,
        })
    }
}

fn rfc3339<S: serde::Serializer>(
    time: &Option<DateTime<Local>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let time = time.as_ref().map(DateTime::to_rfc3339);
    time.serialize(serializer)
}
