//! `kbnote undo`: what the last writing command did, taken back.

mod dangling;

use std::collections::BTreeSet;
use std::path::PathBuf;

use kbnote_vault::{RecordedRun, Undo};
use serde_json::{Value, json};

use self::dangling::{Dangling, dangling};
use super::rename;
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
}

pub(crate) fn run(cx: &Context, args: &UndoArgs) -> Result<Exit, CliError> {
    let Some((run, undos)) = last_run(cx)? else {
        let message = "there is nothing to take back";
        return Err(CliError::new(Exit::Absent, "nothing-to-undo", message));
    };
    let writes = !args.check && !args.diff;
    // What there is to say of other notes keeps nothing from being taken back.
    let dangling = dangling(cx, &undos).unwrap_or_else(|error| {
        let reason = error.message;
        cx.ui.warn(format_args!(
            "links to what goes were not looked for: {reason}"
        ));
        Vec::new()
    });
    if writes {
        take_back(cx, &run, &undos)?;
    }
    if cx.ui.json {
        let notes: Vec<Value> = undos.iter().filter_map(|undo| to_json(cx, undo)).collect();
        cx.ui.document(&json!({
            "schema": "kbnote.undo/1", "command": run.command, "notes": notes,
            "dangling": dangling.iter().map(|link| link.to_json(cx)).collect::<Vec<_>>(),
        }))?;
    } else if args.diff {
        undos.iter().try_for_each(|undo| print_diff(cx, undo))?;
    } else {
        tell(cx, &run, &undos, writes)?;
        warn_of(cx, &dangling, writes);
    }
    let any_left = undos.iter().any(|undo| matches!(undo, Undo::Leave { .. }));
    let found = args.check && undos.iter().any(Undo::changes_note);
    Ok(if any_left || found {
        Exit::Found
    } else {
        Exit::Done
    })
}

/// The last run of which something can still be taken back; else the last one.
fn last_run(cx: &Context) -> Result<Option<(RecordedRun, Vec<Undo>)>, CliError> {
    let mut last = None;
    for run in cx.vault.recorded_runs()? {
        let undos = run.plan(&cx.vault)?;
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

fn take_back(cx: &Context, run: &RecordedRun, undos: &[Undo]) -> Result<(), CliError> {
    run.take_back(&cx.vault, undos)?;
    for undo in undos {
        if let Undo::Restore {
            path,
            home: Some(home),
            ..
        } = undo
        {
            rename::remember_move(cx, path, home)?;
        }
    }
    let is_left = |undo: &&Undo| matches!(undo, Undo::Leave { .. }) && !run.whole;
    let left = undos.iter().filter(is_left);
    let left: BTreeSet<PathBuf> = left.map(|undo| undo.path().to_owned()).collect();
    Ok(run.forget(&cx.vault, &left)?)
}

fn tell(cx: &Context, run: &RecordedRun, undos: &[Undo], writes: bool) -> Result<(), CliError> {
    let changed = undos.iter().filter(|undo| undo.changes_note()).count();
    let (verb, is) = if writes {
        ("taken back", "is")
    } else {
        ("would go back", "would be")
    };
    cx.ui.line(format_args!(
        "kbnote {}: {} {verb}",
        run.command,
        count(changed, "note")
    ))?;
    for undo in undos {
        let path = cx.vault.shown(undo.path());
        match undo {
            Undo::Restore {
                home: Some(home), ..
            } => {
                let home = strong(cx.vault.shown(home));
                cx.ui.line(format_args!("  {path}  {is} {home} again"))?;
            }
            Undo::Restore { .. } => cx.ui.line(format_args!("  {path}"))?,
            Undo::Remove { .. } => {
                let kept = cx.vault.removed_dir();
                let kept = faint(format_args!("removed; kept in {}", cx.vault.shown(&kept)));
                cx.ui.line(format_args!("  {path}  {kept}"))?;
            }
            Undo::Leave { .. } => {
                let left = doubtful("changed since, left");
                cx.ui.line(format_args!("  {path}  {left}"))?;
            }
            Undo::Forget { .. } => {}
        }
    }
    if run.whole && changed == 0 {
        cx.ui.hint(
            "a rename goes back as a whole or not at all; `kbnote rename` gives the old title",
        );
    }
    Ok(())
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
        Undo::Forget { .. } | Undo::Leave { .. } => return Ok(()),
    };
    let name = cx.vault.name_below_root(undo.path());
    cx.ui.bytes(&kbnote_note::diff::patch(now, old, name))
}

fn to_json(cx: &Context, undo: &Undo) -> Option<Value> {
    let status = match undo {
        Undo::Restore { .. } => "restored",
        Undo::Remove { .. } => "removed",
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
