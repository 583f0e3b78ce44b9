//! `kbnote undo` and `kbnote redo`.

use kbnote_app::{DanglingLink, UndoReport, UndoableRun, WriteMode};
use kbnote_vault::{Stack, Undo};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, doubtful, faint, strong};

/// How many files of a command are named.
const NAMED: usize = 3;

/// Undo what the last writing command did to your notes and transcripts
///
/// Files that have changed since are listed and stay as they are; a rename or a move is undone as a
/// whole or not at all. A note or transcript that the command made is removed, and its text kept. Run
/// again, it goes one command further back.
#[derive(clap::Args, Debug)]
#[group(multiple = false)]
#[command(next_help_heading = "Instead of writing")]
pub(crate) struct UndoArgs {
    /// Exit with 1 if something would be undone
    #[arg(long)]
    check: bool,
    /// Print the change
    #[arg(long)]
    diff: bool,
    /// List the commands that can be undone
    #[arg(long)]
    list: bool,
}

/// Redo what `kbnote undo` undid
///
/// Files that have changed since are listed and stay as they are. Once another command has written,
/// nothing can be redone.
#[derive(clap::Args, Debug)]
#[group(multiple = false)]
#[command(next_help_heading = "Instead of writing")]
pub(crate) struct RedoArgs {
    /// Exit with 1 if something would be redone
    #[arg(long)]
    check: bool,
    /// Print the change
    #[arg(long)]
    diff: bool,
}

pub(crate) fn run(cx: &Context, args: &UndoArgs) -> Result<Exit, CliError> {
    if args.list {
        return print_list(cx);
    }
    step(cx, Stack::Undo, mode(args.check, args.diff))
}

pub(crate) fn redo(cx: &Context, args: &RedoArgs) -> Result<Exit, CliError> {
    step(cx, Stack::Redo, mode(args.check, args.diff))
}

fn mode(check: bool, diff: bool) -> WriteMode {
    match (check, diff) {
        (true, _) => WriteMode::Check,
        (_, true) => WriteMode::Diff,
        _ => WriteMode::InPlace,
    }
}

fn step(cx: &Context, stack: Stack, mode: WriteMode) -> Result<Exit, CliError> {
    let report = cx.workspace.undo(stack, mode)?;
    print(cx, mode, &report)?;
    if report.any_left() {
        let declined = !report.changes() && mode.in_place();
        return Ok(if declined {
            Exit::Declined
        } else {
            Exit::Found
        });
    }
    Ok(Exit::of_check(mode, report.changes()))
}

fn print(cx: &Context, mode: WriteMode, report: &UndoReport) -> Result<(), CliError> {
    if cx.ui.json {
        return cx.ui.document(&report.document(&cx.workspace.vault));
    }
    if mode == WriteMode::Diff {
        return report.files().try_for_each(|undo| print_diff(cx, undo));
    }
    let verb = match (report.stack, mode.in_place()) {
        (Stack::Undo, true) => "undone",
        (Stack::Undo, false) => "would be undone",
        (Stack::Redo, true) => "redone",
        (Stack::Redo, false) => "would be redone",
    };
    let changed = |undos: &[Undo]| undos.iter().filter(|undo| undo.changes_file()).count();
    let files = counts(changed(&report.notes), changed(&report.transcripts));
    let command = &report.command;
    cx.ui
        .line(format_args!("kbnote {command}: {files} {verb}"))?;
    for undo in report.files() {
        print_file(cx, mode, report.stack, undo)?;
    }
    if report.is_whole && !report.changes() {
        cx.ui.hint(if command == "move" {
            "a move is undone as a whole or not at all; `kbnote move` takes the note to its old folder"
        } else {
            "a rename is undone as a whole or not at all; `kbnote rename` gives the old title"
        });
    }
    warn_of_links(cx, mode, &report.dangling);
    Ok(())
}

/// `2 notes`, `1 transcript`, or `1 note, 1 transcript`.
fn counts(notes: usize, transcripts: usize) -> String {
    match (notes, transcripts) {
        (notes, 0) => count(notes, "note"),
        (0, transcripts) => count(transcripts, "transcript"),
        _ => format!(
            "{}, {}",
            count(notes, "note"),
            count(transcripts, "transcript")
        ),
    }
}

fn print_file(cx: &Context, mode: WriteMode, stack: Stack, undo: &Undo) -> Result<(), CliError> {
    let path = cx.workspace.vault.display_path(undo.path());
    match undo {
        Undo::Restore {
            home: Some(home), ..
        } => {
            let is = if mode.in_place() { "is" } else { "would be" };
            let again = match stack {
                Stack::Undo => " again",
                Stack::Redo => "",
            };
            let home = strong(cx.workspace.vault.display_path(home));
            cx.ui.line(format_args!("  {path}  {is} {home}{again}"))
        }
        Undo::Restore { .. } | Undo::Create { .. } => cx.ui.line(format_args!("  {path}")),
        Undo::Remove { .. } => {
            let kept = cx.workspace.vault.removed_dir()?;
            let kept = faint(format_args!("removed; kept in {}", kept.display()));
            cx.ui.line(format_args!("  {path}  {kept}"))
        }
        Undo::Leave { .. } => {
            let skipped = doubtful("skipped: changed since");
            cx.ui.line(format_args!("  {path}  {skipped}"))
        }
        Undo::Forget { .. } => Ok(()),
    }
}

/// Warns of links in other notes that break.
fn warn_of_links(cx: &Context, mode: WriteMode, links: &[DanglingLink]) {
    for link in links {
        cx.ui.warn(describe(cx, mode, link));
    }
    if links.iter().any(DanglingLink::is_lost) {
        cx.ui.hint(
            "such links lead nowhere once the note is removed: delete them, or make the note again \
             with `kbnote new`",
        );
    }
    if !links.iter().all(DanglingLink::is_lost) {
        cx.ui.hint(
            "such links were written since the rename: correct them, or let `kbnote rename` give \
             the note the newer title again",
        );
    }
}

fn describe(cx: &Context, mode: WriteMode, link: &DanglingLink) -> String {
    let path = cx.workspace.vault.display_path(&link.path);
    let (no_longer, does) = if mode.in_place() {
        ("no longer leads", "does")
    } else {
        ("would no longer lead", "would")
    };
    let instead = link.instead.as_ref();
    let instead = instead.map(|instead| format!("; `{instead}` {does}"));
    let (line, target, instead) = (link.line, &link.target, instead.unwrap_or_default());
    format!("{path}:{line}: the link to `{target}` {no_longer} to the note{instead}")
}

fn print_diff(cx: &Context, undo: &Undo) -> Result<(), CliError> {
    let (now, old): (&[u8], &[u8]) = match undo {
        Undo::Restore { now, old, .. } => (now, old),
        Undo::Remove { now, .. } => (now, b""),
        Undo::Create { old, .. } => (b"", old),
        Undo::Forget { .. } | Undo::Leave { .. } => return Ok(()),
    };
    let name = cx.workspace.vault.name_below_root(undo.path());
    cx.ui.content(&kbnote_note::diff::patch(now, old, name))
}

fn print_list(cx: &Context) -> Result<Exit, CliError> {
    let list = cx.workspace.undo_list()?;
    if cx.ui.json {
        cx.ui.document(&list)?;
    } else if list.runs.is_empty() {
        cx.ui.say("nothing to undo");
    } else {
        list.runs.iter().try_for_each(|run| cx.ui.line(line(run)))?;
    }
    Ok(Exit::Done)
}

/// `2026-11-30 04:12  kbnote align: 5 notes  a.md, b.md, c.md, …`
fn line(run: &UndoableRun) -> String {
    let time = run.time.map(|time| time.format("%Y-%m-%d %H:%M  "));
    let time = time.map_or_else(String::new, |time| time.to_string());
    let files = run.notes.iter().chain(&run.transcripts);
    let mut named: Vec<&str> = files.take(NAMED).map(String::as_str).collect();
    if run.notes.len() + run.transcripts.len() > NAMED {
        named.push("…");
    }
    let changed = match run.changed_since {
        0 => String::new(),
        changed => format!("  {}", doubtful(format_args!("{changed} changed since"))),
    };
    format!(
        "{}{}: {}  {}{changed}",
        faint(time),
        strong(format_args!("kbnote {}", run.command)),
        counts(run.notes.len(), run.transcripts.len()),
        named.join(", ")
    )
}
