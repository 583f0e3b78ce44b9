//! `kbnote rename`: a note under another title, and every link to it rewritten.

use std::path::PathBuf;

use kbnote_app::{RenameReport, WriteMode};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, strong};

/// Give a note another title, and rewrite every link to it
///
/// The file is named after the title. Wikilinks, Markdown links and HTML links in notes and drafts,
/// canvases and bases are rewritten, and keep their display texts and headings; the entry in the
/// channel's index follows where it showed the old title. In an Obsidian vault, Markdown outside the
/// folder of the notes is rewritten too. Links that cannot be rewritten are listed. All files are
/// changed or none.
#[derive(clap::Args, Debug)]
pub(crate) struct RenameArgs {
    /// Note to rename
    #[arg(value_name = "NOTE")]
    note: PathBuf,
    /// Its new title
    #[arg(value_name = "TITLE", allow_hyphen_values = true)]
    title: String,
    #[command(flatten)]
    write: RenameWriteArgs,
}

/// What is done with the changes (default: written in place)
#[derive(clap::Args, Clone, Copy, Debug)]
#[group(multiple = false)]
#[command(next_help_heading = "Instead of writing")]
pub(super) struct RenameWriteArgs {
    /// Exit with 1 if something would change
    #[arg(long)]
    check: bool,
    /// Print the change
    #[arg(long)]
    diff: bool,
}

impl RenameWriteArgs {
    /// Where the changes go.
    pub(super) fn mode(self) -> WriteMode {
        match self {
            Self { check: true, .. } => WriteMode::Check,
            Self { diff: true, .. } => WriteMode::Diff,
            _ => WriteMode::InPlace,
        }
    }
}

pub(crate) fn run(cx: &Context, args: &RenameArgs) -> Result<Exit, CliError> {
    let mode = args.write.mode();
    let report = cx.workspace.rename(&args.note, &args.title, mode)?;
    print(cx, mode, &report)?;
    Ok(Exit::of_check(mode, report.changes()))
}

/// More files than these are counted, not named.
const MOST_NAMED: usize = 3;

/// Counts what changed besides the note itself, if anything did, and names a few files.
fn say_counts(cx: &Context, report: &RenameReport) {
    let others: Vec<String> = report
        .other_files()
        .map(|path| cx.workspace.vault.display_path(path).to_string())
        .collect();
    let links = (report.links > 0).then(|| format!("{} rewritten", count(report.links, "link")));
    let files = format!("{} changed", count(others.len(), "other file"));
    let files = match others.len() {
        0 => None,
        1..=MOST_NAMED => Some(format!("{files}: {}", others.join(", "))),
        _ => Some(files),
    };
    let parts: Vec<String> = links.into_iter().chain(files).collect();
    if !parts.is_empty() {
        cx.ui.say(parts.join("; "));
    }
}

/// Prints what a rename or a move did.
pub(super) fn print(cx: &Context, mode: WriteMode, report: &RenameReport) -> Result<(), CliError> {
    if cx.ui.json {
        return cx.ui.document(&report.document(&cx.workspace.vault));
    }
    if mode == WriteMode::Diff {
        return report.notes.iter().try_for_each(|note| {
            let name = cx.workspace.vault.name_below_root(&note.path);
            cx.ui
                .content(&kbnote_note::diff::patch(&note.old, &note.new, name))
        });
    }
    let (from, to) = (
        cx.workspace.vault.display_path(&report.from),
        cx.workspace.vault.display_path(&report.to),
    );
    match (report.from == report.to, mode.in_place()) {
        (true, true) => cx.ui.line(format_args!("{from} keeps its file name"))?,
        (true, false) => cx
            .ui
            .line(format_args!("{from} would keep its file name"))?,
        (false, true) => cx.ui.line(format_args!("{from} is now {}", strong(to)))?,
        (false, false) => cx.ui.line(format_args!("{from} would be {}", strong(to)))?,
    }
    say_counts(cx, report);
    for link in &report.kept_links {
        let path = cx.workspace.vault.display_path(&link.path);
        let (target, reason) = (&link.target, link.reason);
        cx.ui.warn(format_args!(
            "{path}: the link to `{target}` was not rewritten: {reason}"
        ));
    }
    Ok(())
}
