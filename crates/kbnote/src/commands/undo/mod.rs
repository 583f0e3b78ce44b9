//! `kbnote undo` and `kbnote redo`: what the last writing command did, taken back, and done again.

mod dangling;
mod list;

use std::collections::BTreeSet;
use std::path::PathBuf;

use kbnote_app::ErrorKind;
use kbnote_vault::{RecordedRun, Stack, Undo};
use serde_json::{Value, json};

use self::dangling::{Dangling, dangling};
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, doubtful, faint, strong};

/// Take back what the last writing command did to your notes
///
/// Notes that have changed since are named and left; a rename is taken back as a whole or not at
/// all. Run again, it goes one command further back.
#[derive(clap::Args, Debug)]
#[group(multiple = false)]
pub(crate) struct UndoArgs {
    /// Write nothing; exit with 1 if something would be taken back
    #[arg(long)]
    check: bool,
    /// Write nothing; print the change
    #[arg(long)]
    diff: bool,
    /// Write nothing; list the commands that can be taken back
    #[arg(long)]
    list: bool,
}

/// Do again what `kbnote undo` took back
///
/// Notes that have changed since are named and left. Once another command has written, nothing can
/// be done again.
#[derive(clap::Args, Debug)]
#[group(multiple = false)]
pub(crate) struct RedoArgs {
    /// Write nothing; exit with 1 if something would be done again
    #[arg(long)]
    check: bool,
    /// Write nothing; print the change
    #[arg(long)]
    diff: bool,
}

pub(crate) fn run(cx: &Context, args: &UndoArgs) -> Result<Exit, CliError> {
    if args.list {
        return list::print(cx);
    }
    let step = Step {
        cx,
        stack: Stack::Undo,
        check: args.check,
        diff: args.diff,
    };
    step.run()
}

pub(crate) fn redo(cx: &Context, args: &RedoArgs) -> Result<Exit, CliError> {
    let step = Step {
        cx,
        stack: Stack::Redo,
        check: args.check,
        diff: args.diff,
    };
    step.run()
}

/// One command taken back, or done again.
struct Step<'a> {
    cx: &'a Context,
    stack: Stack,
    check: bool,
    diff: bool,
}

impl Step<'_> {
    fn run(&self) -> Result<Exit, CliError> {
        let cx = self.cx;
        // What is planned must stand until it is done.
        let lock = self.writes().then(|| cx.lock()).transpose()?;
        let Some((run, mut undos)) = self.last_run()? else {
            return Err(self.nothing_to_do());
        };
        // What there is to say of other notes keeps nothing from being taken back.
        let dangling = dangling(cx, &undos).unwrap_or_else(|error| {
            let reason = error.message();
            cx.ui.warn(format_args!(
                "links to what goes were not looked for: {reason}"
            ));
            Vec::new()
        });
        if let Some(lock) = lock {
            let done = run.take_back(&cx.vault, &lock, &undos)?;
            cx.announce(&done.notices);
            undos = done.notes;
            remember(cx, &run, &undos)?;
        }
        self.report(&run, &undos, &dangling)?;
        let any_left = undos.iter().any(|undo| matches!(undo, Undo::Leave { .. }));
        let found = self.check && undos.iter().any(Undo::changes_note);
        Ok(if any_left || found {
            Exit::Found
        } else {
            Exit::Done
        })
    }

    const fn writes(&self) -> bool {
        !self.check && !self.diff
    }

    fn nothing_to_do(&self) -> CliError {
        match self.stack {
            Stack::Undo => CliError::new(
                ErrorKind::NotFound,
                "nothing-to-undo",
                "there is nothing to take back",
            ),
            Stack::Redo => CliError::new(
                ErrorKind::NotFound,
                "nothing-to-redo",
                "there is nothing to do again",
            )
            .hint("`kbnote redo` does again what `kbnote undo` took back last"),
        }
    }

    /// The last run of which something can still be taken back; else the last one.
    fn last_run(&self) -> Result<Option<(RecordedRun, Vec<Undo>)>, CliError> {
        let vault = &self.cx.vault;
        let mut last = None;
        for run in vault.recorded_runs(self.stack)? {
            let undos = run.plan(vault)?;
            let any_left = undos.iter().any(|undo| matches!(undo, Undo::Leave { .. }));
            // What came before a rename that stands is not what anybody means.
            if undos.iter().any(Undo::changes_note) || run.whole && any_left {
                return Ok(Some((run, undos)));
            }
            if last.is_none() && any_left {
                last = Some((run, undos));
            }
        }
        Ok(last)
    }

    fn report(
        &self,
        run: &RecordedRun,
        undos: &[Undo],
        dangling: &[Dangling],
    ) -> Result<(), CliError> {
        let cx = self.cx;
        if cx.ui.json {
            let schema = match self.stack {
                Stack::Undo => "kbnote.undo/1",
                Stack::Redo => "kbnote.redo/1",
            };
            let notes: Vec<Value> = undos.iter().filter_map(|undo| to_json(cx, undo)).collect();
            return cx.ui.document(&json!({
                "schema": schema, "command": run.command, "notes": notes,
                "dangling": dangling.iter().map(|link| link.to_json(cx)).collect::<Vec<_>>(),
            }));
        }
        if self.diff {
            return undos.iter().try_for_each(|undo| print_diff(cx, undo));
        }
        self.tell(run, undos)?;
        warn_of(cx, dangling, self.writes());
        Ok(())
    }

    fn tell(&self, run: &RecordedRun, undos: &[Undo]) -> Result<(), CliError> {
        let cx = self.cx;
        let changed = undos.iter().filter(|undo| undo.changes_note()).count();
        let verb = match (self.stack, self.writes()) {
            (Stack::Undo, true) => "taken back",
            (Stack::Undo, false) => "would go back",
            (Stack::Redo, true) => "done again",
            (Stack::Redo, false) => "would be done again",
        };
        cx.ui.line(format_args!(
            "kbnote {}: {} {verb}",
            run.command,
            count(changed, "note")
        ))?;
        undos.iter().try_for_each(|undo| self.tell_note(undo))?;
        if run.whole && changed == 0 {
            cx.ui.hint(
                "a rename goes back as a whole or not at all; `kbnote rename` gives the old title",
            );
        }
        Ok(())
    }

    fn tell_note(&self, undo: &Undo) -> Result<(), CliError> {
        let cx = self.cx;
        let path = cx.vault.shown(undo.path());
        match undo {
            Undo::Restore {
                home: Some(home), ..
            } => {
                let is = if self.writes() { "is" } else { "would be" };
                let again = if self.stack == Stack::Undo {
                    " again"
                } else {
                    ""
                };
                let home = strong(cx.vault.shown(home));
                cx.ui.line(format_args!("  {path}  {is} {home}{again}"))
            }
            Undo::Restore { .. } | Undo::Create { .. } => cx.ui.line(format_args!("  {path}")),
            Undo::Remove { .. } => {
                let kept = cx.vault.removed_dir()?;
                let kept = faint(format_args!("removed; kept in {}", kept.display()));
                cx.ui.line(format_args!("  {path}  {kept}"))
            }
            Undo::Leave { .. } => {
                let left = doubtful("changed since, left");
                cx.ui.line(format_args!("  {path}  {left}"))
            }
            Undo::Forget { .. } => Ok(()),
        }
    }
}

/// Lets the records follow what was taken back.
fn remember(cx: &Context, run: &RecordedRun, undos: &[Undo]) -> Result<(), CliError> {
    for undo in undos {
        if let Undo::Restore {
            path,
            home: Some(home),
            ..
        } = undo
        {
            kbnote_app::follow_move(cx, path, home)?;
        }
    }
    let is_left = |undo: &&Undo| matches!(undo, Undo::Leave { .. }) && !run.whole;
    let left = undos.iter().filter(is_left);
    let left: BTreeSet<PathBuf> = left.map(|undo| undo.path().to_owned()).collect();
    Ok(run.forget(&cx.vault, &left)?)
}

/// Says which links the notes hold that lead to the name which is given up.
fn warn_of(cx: &Context, dangling: &[Dangling], writes: bool) {
    for link in dangling {
        cx.ui.warn(link.told(cx, writes));
    }
    if dangling.iter().any(Dangling::is_lost) {
        cx.ui.hint(
            "such links lead nowhere once the note is gone: take them out, or make the note again with \
             `kbnote new`",
        );
    }
    if !dangling.iter().all(Dangling::is_lost) {
        cx.ui.hint(
            "such links were written since the rename: correct them, or let `kbnote rename` give \
             the note the newer title again",
        );
    }
}

fn print_diff(cx: &Context, undo: &Undo) -> Result<(), CliError> {
    let (now, old): (&[u8], &[u8]) = match undo {
        Undo::Restore { now, old, .. } => (now, old),
        Undo::Remove { now, .. } => (now, b""),
        Undo::Create { old, .. } => (b"", old),
        Undo::Forget { .. } | Undo::Leave { .. } => return Ok(()),
    };
    let name = cx.vault.name_below_root(undo.path());
    cx.ui.content(&kbnote_note::diff::patch(now, old, name))
}

fn to_json(cx: &Context, undo: &Undo) -> Option<Value> {
    let status = match undo {
        Undo::Restore { .. } => "restored",
        Undo::Remove { .. } => "removed",
        Undo::Create { .. } => "created",
        Undo::Leave { .. } => "left",
        Undo::Forget { .. } => return None,
    };
    let path = cx.vault.shown(undo.path()).to_string();
    let mut json = json!({ "path": path, "status": status });
    if let Undo::Restore {
        home: Some(home), ..
    } = undo
    {
        json["moved_to"] = cx.vault.shown(home).to_string().into();
    }
    Some(json)
}
