//! `kbnote index`: the index notes of channels.

use kbnote_app::PlannedIndex;
use kbnote_app::index_notes::{IndexReport, IndexRequest, IndexedChannel, unlinkable};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, faint, strong};
use crate::write_args::WriteArgs;

/// Write the index notes of channels: their videos, and below each the notes on it
///
/// Notes that an index does not link to are added to it. What you wrote, moved or took out there
/// stays as it is; a title is brought up to date only where you left it as kbnote wrote it.
#[derive(clap::Args, Debug)]
pub(crate) struct IndexArgs {
    /// Channel: the name of its folder, its handle or a path (default: all)
    #[arg(value_name = "CHANNEL")]
    channels: Vec<String>,
    /// Order of the videos
    #[arg(long, value_name = "ORDER", default_value = "order")]
    by: Order,
    #[command(flatten)]
    write: WriteArgs,
}

/// The order of the videos in an index note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Order {
    /// By the day they were published, the newest first
    Date,
    /// As they stand; new ones where their date belongs
    Order,
}

pub(crate) fn run(cx: &Context, args: &IndexArgs) -> Result<Exit, CliError> {
    let report = cx.workspace.update_indexes(&IndexRequest {
        channels: args.channels.clone(),
        is_sorted: args.by == Order::Date,
        mode: args.write.mode(),
    })?;
    if !args.write.in_place() {
        for planned in report.planned() {
            args.write
                .print(cx, Some(&planned.path), &planned.old, &planned.new)?;
        }
    }
    print(cx, args, &report)?;
    Ok(if report.has_failures() {
        Exit::Found
    } else {
        args.write.exit(report.changed() > 0)
    })
}

fn print(cx: &Context, args: &IndexArgs, report: &IndexReport) -> Result<(), CliError> {
    if cx.ui.json {
        return cx.ui.document(&report.document(&cx.workspace));
    }
    for channel in &report.channels {
        match channel {
            IndexedChannel::Planned(planned) => print_channel(cx, args, planned)?,
            IndexedChannel::Failed(_, error) => cx.ui.error(error),
        }
    }
    report.errors.iter().for_each(|error| cx.ui.error(error));
    if report.changed() == 0 && !report.has_failures() && !args.write.prints_note() {
        let all = count(report.channels.len(), "index note");
        cx.ui.say(format_args!("{all} up to date"));
    }
    Ok(())
}

fn print_channel(cx: &Context, args: &IndexArgs, planned: &PlannedIndex) -> Result<(), CliError> {
    for name in &planned.entries.plan.unlinkable {
        cx.ui.error(&unlinkable(&cx.workspace, name));
    }
    if args.write.prints_note() {
        return Ok(());
    }
    let path = cx.workspace.vault.display_path(&planned.path);
    if planned.changes() {
        cx.ui
            .line(format_args!("{}: {}", strong(path), summary(planned)))?;
        for name in &planned.entries.plan.added {
            cx.ui.line(format_args!("  + {name}"))?;
        }
        for name in &planned.entries.plan.removed {
            cx.ui
                .line(format_args!("  - {name}  {}", faint("the note is gone")))?;
        }
    }
    for target in &planned.entries.plan.gone {
        let path = cx.workspace.vault.display_path(&planned.path);
        cx.ui.warn(format_args!(
            "{path}: note `{target}` not found; its entry was kept"
        ));
    }
    Ok(())
}

fn summary(planned: &PlannedIndex) -> String {
    let plan = &planned.entries.plan;
    let counts = [
        (plan.added.len(), "added"),
        (plan.retitled.len(), "retitled"),
        (plan.removed.len(), "removed"),
    ];
    let counts = counts.into_iter().filter(|(number, _)| *number > 0);
    let mut parts: Vec<String> = counts
        .map(|(number, what)| format!("{number} {what}"))
        .collect();
    if planned.is_new {
        parts.insert(0, "new".to_owned());
    }
    if parts.is_empty() {
        parts.push("sorted".to_owned());
    }
    parts.join(", ")
}
