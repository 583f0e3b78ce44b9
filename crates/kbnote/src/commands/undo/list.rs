//! `kbnote undo --list`: the commands that can be taken back, the last one first.

use std::time::SystemTime;

use chrono::{DateTime, Local};
use kbnote_vault::{RecordedRun, Stack, Undo};
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, doubtful, faint, strong};

/// How many notes of a command are named.
const NAMED: usize = 3;

pub(super) fn print(cx: &Context) -> Result<Exit, CliError> {
    let runs = cx.vault.recorded_runs(Stack::Undo)?;
    let runs = runs.iter().map(|run| ListedRun::of(cx, run));
    let mut runs = runs.collect::<Result<Vec<_>, CliError>>()?;
    runs.retain(|run| !run.notes.is_empty());
    if cx.ui.json {
        let runs: Vec<Value> = runs.iter().map(ListedRun::to_json).collect();
        cx.ui
            .document(&json!({ "schema": "kbnote.undo-list/1", "runs": runs }))?;
    } else if runs.is_empty() {
        cx.ui.say("there is nothing to take back");
    } else {
        runs.iter().try_for_each(|run| cx.ui.line(run.line()))?;
    }
    Ok(Exit::Done)
}

/// A command that wrote.
struct ListedRun {
    command: String,
    time: Option<DateTime<Local>>,
    /// Its notes, as they are shown.
    notes: Vec<String>,
    /// How many of them were changed since, and would be left.
    changed_since: usize,
}

impl ListedRun {
    fn of(cx: &Context, run: &RecordedRun) -> Result<Self, CliError> {
        let plan = run.plan(&cx.vault)?;
        let is_left = |undo: &&Undo| matches!(undo, Undo::Leave { .. });
        let notes = run.notes(&cx.vault).into_iter();
        Ok(Self {
            command: run.command.clone(),
            time: run.time().map(|time: SystemTime| time.into()),
            notes: notes
                .map(|note| cx.vault.shown(&note).to_string())
                .collect(),
            changed_since: plan.iter().filter(is_left).count(),
        })
    }

    /// `2026-11-30 04:12  kbnote align: 5 notes  a.md, b.md, c.md, …`
    fn line(&self) -> String {
        let time = self
            .time
            .map(|time| time.format("%Y-%m-%d %H:%M  ").to_string());
        let time = time.unwrap_or_default();
        let mut named: Vec<&str> = self.notes.iter().take(NAMED).map(String::as_str).collect();
        if self.notes.len() > NAMED {
            named.push("…");
        }
        let changed = match self.changed_since {
            0 => String::new(),
            changed => format!("  {}", doubtful(format_args!("{changed} changed since"))),
        };
        format!(
            "{}{}: {}  {}{changed}",
            faint(time),
            strong(format_args!("kbnote {}", self.command)),
            count(self.notes.len(), "note"),
            named.join(", ")
        )
    }

    fn to_json(&self) -> Value {
        json!({
            "command": self.command, "time": self.time.map(|time| time.to_rfc3339()),
            "notes": self.notes, "changed_since": self.changed_since,
        })
    }
}
