//! `kbnote status`: what is in doubt, without an anchor or out of date, and what to run next.

use std::path::PathBuf;

use kbnote_app::status::{CaptionsStatus, FindingCounts, NoteStatus, StatusReport};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::{count, faint, strong};

/// Show what the notes lack, and what to run next
///
/// Counts sentences in doubt or without an anchor, times that changed captions would move, findings of
/// `kbnote check`, and recordings without captions or without a note. What takes a while in more than 200 notes is
/// counted with --complete; the doubts counted then are kept, and only notes changed since are counted again.
/// Nothing is written but this cache, and the exit code is 0 whatever is found.
#[derive(clap::Args, Debug)]
pub(crate) struct StatusArgs {
    /// Note, or folder of notes (default: the whole vault)
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Count everything, in more than 200 notes too
    #[arg(long)]
    complete: bool,
}

pub(crate) fn run(cx: &Context, args: &StatusArgs) -> Result<Exit, CliError> {
    let report = cx.workspace.status(&args.paths, args.complete)?;
    if cx.ui.json {
        cx.ui.document(&report)?;
    } else {
        print(cx, &report)?;
    }
    Ok(Exit::Done)
}

fn print(cx: &Context, report: &StatusReport) -> Result<(), CliError> {
    let ui = cx.ui;
    let notes = match report.without_recording {
        0 => count(report.notes, "note"),
        without => format!("{}, {without} on no recording", count(report.notes, "note")),
    };
    ui.line(strong(notes))?;
    let rows = rows(report);
    let width = rows.iter().map(|(label, _)| label.len()).max().unwrap_or(0);
    for (label, text) in rows {
        ui.line(format_args!("  {label:width$}  {text}"))?;
    }
    report.errors.iter().for_each(|error| ui.error(error));
    if report.next.is_empty() {
        ui.line("nothing to do")?;
        if report.notes == 0 {
            ui.hint("`kbnote fetch VIDEO` or `kbnote import FILE` stores a recording, `kbnote new` makes a note on it");
        }
        return Ok(());
    }
    ui.line("")?;
    ui.line("next:")?;
    for step in &report.next {
        let reason = faint(format_args!("# {}", step.reason));
        ui.line(format_args!("  {}  {reason}", step.command))?;
    }
    Ok(())
}

const COUNTED_BY: &str =
    "`kbnote status --complete` counts them, or `kbnote status FOLDER` those of a folder";
const COMPARED_BY: &str = "`kbnote status --complete` does that";

/// What there is to do, each with a label.
fn rows(report: &StatusReport) -> Vec<(&'static str, String)> {
    let in_notes = |applies: fn(&NoteStatus) -> bool| {
        let notes = count(report.count(applies), "note");
        format!("in {notes}")
    };
    let mut rows = Vec::new();
    let doubtful: usize = report.to_do.iter().filter_map(|note| note.doubtful).sum();
    if doubtful > 0 {
        let sentences = count(doubtful, "sentence");
        let notes = in_notes(NoteStatus::wants_review);
        rows.push(("in doubt", format!("{sentences} {notes}")));
    }
    if report.uncounted > 0 {
        let notes = count(report.uncounted, "note");
        rows.push(("doubts", format!("not counted in {notes}; {COUNTED_BY}")));
    }
    if report.unanchored > 0 {
        let sentences = count(report.unanchored, "sentence");
        let notes = in_notes(|note| note.unanchored > 0);
        rows.push(("without anchor", format!("{sentences} {notes}")));
    }
    rows.extend(captions_row(report).map(|row| ("captions", row)));
    match report.pending {
        Some(0) => {}
        Some(pending) => {
            let times = count(pending, "time");
            rows.push((
                "would change",
                format!("{times} {}", in_notes(|note| note.pending > 0)),
            ));
        }
        None => rows.push((
            "would change",
            format!("not counted in more than 200 notes; {COUNTED_BY}"),
        )),
    }
    rows.extend(findings_row(report.findings).map(|row| ("findings", row)));
    if !report.captions_compared {
        rows.push((
            "captions",
            format!("not compared with the notes; {COMPARED_BY}"),
        ));
    }
    let recordings = [
        ("not stored", &report.missing),
        ("no captions", &report.without_captions),
        ("no note", &report.without_note),
    ];
    let recordings = recordings
        .into_iter()
        .filter(|(_, videos)| !videos.is_empty());
    rows.extend(recordings.map(|(label, videos)| (label, count(videos.len(), "recording"))));
    rows
}

fn captions_row(report: &StatusReport) -> Option<String> {
    let changed = report.count(|note| note.captions == CaptionsStatus::Changed);
    let notes = count(changed, "note");
    (changed > 0).then(|| format!("changed since {notes} were aligned"))
}

fn findings_row(findings: FindingCounts) -> Option<String> {
    let FindingCounts {
        error,
        warning,
        info,
        fixable,
        ..
    } = findings;
    let counts = [
        (error, count(error, "error")),
        (warning, count(warning, "warning")),
        (info, format!("{info} info")),
    ];
    let counts = counts.into_iter().filter(|(n, _)| *n > 0);
    let counts: Vec<String> = counts.map(|(_, text)| text).collect();
    let fixable = match fixable {
        0 => String::new(),
        fixable => format!("; `kbnote check --fix` repairs {fixable}"),
    };
    (!counts.is_empty()).then(|| counts.join(", ") + &fixable)
}
