//! `kbnote check`: what is wrong with notes and vault, and its repair.

mod explain;
mod report;

use std::path::{Path, PathBuf};

use kbnote_app::ErrorKind;
use kbnote_app::check::{CaptionCheck, CheckReport, CheckRequest};
use kbnote_check::Severity;

use self::report::Report;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::global_args::Format;
use crate::ui::count;
use crate::write_args::WriteArgs;

/// Find what is wrong with notes and vault, and repair what has one right answer
///
/// Exits with 1 if a finding of severity `error` remains.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckArgs {
    /// Note, folder of notes, or - for standard input (default: all notes of the vault)
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Repair what has one right answer
    #[arg(long)]
    fix: bool,
    /// Accept the findings in this file
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings into this file, for --baseline
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fix"])]
    write_baseline: Option<PathBuf>,
    /// When anchors are compared with the captions; auto: in 200 notes or fewer
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    against_captions: CaptionCheckArg,
    /// Explain what a rule looks for and why; `all` lists the rules
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "fix", "baseline", "write_baseline"])]
    explain: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// When anchors are compared with the captions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum CaptionCheckArg {
    /// If there are few notes
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl CheckArgs {
    fn request(&self, cx: &Context) -> CheckRequest {
        CheckRequest {
            paths: self.paths.clone(),
            fixes: self.fix,
            baseline: self.baseline.clone(),
            against_captions: match self.against_captions {
                CaptionCheckArg::Auto => CaptionCheck::Auto,
                CaptionCheckArg::Always => CaptionCheck::Always,
                CaptionCheckArg::Never => CaptionCheck::Never,
            },
            with_source: cx.format == Format::Human,
            mode: self.write.mode(),
        }
    }
}

pub(crate) fn run(cx: &Context, args: &CheckArgs) -> Result<Exit, CliError> {
    if let Some(code) = &args.explain {
        return explain::run(cx, code);
    }
    if !args.fix && !args.write.in_place() {
        let message = "--check, --diff and --stdout need --fix";
        return Err(CliError::new(ErrorKind::Usage, "usage", message).hint("add --fix"));
    }
    let report = cx.workspace.check(&args.request(cx))?;
    let exit = match &args.write_baseline {
        Some(path) => write_baseline(cx, path, &report),
        None => print(cx, args, &report),
    };
    // The run is over: to free a large report piece by piece would take a tenth longer.
    std::mem::forget(report);
    exit
}

fn write_baseline(cx: &Context, path: &Path, report: &CheckReport) -> Result<Exit, CliError> {
    let written = report.write_baseline(path)?;
    let (findings, path) = (count(written.accepted, "finding"), path.display());
    cx.ui.say(format_args!("{findings} accepted in {path}"));
    if cx.ui.json {
        cx.ui.document(&written)?;
    }
    Ok(Exit::Done)
}

/// Prints the notes, where that is requested, and the report.
fn print(cx: &Context, args: &CheckArgs, checked: &CheckReport) -> Result<Exit, CliError> {
    let is_printed = |path: Option<&Path>| path.is_none() || args.write.prints_note();
    let mut prints_note = false;
    for note in &checked.notes {
        if let Some(file) = note.file.as_ref().filter(|file| is_printed(file.path())) {
            prints_note = true;
            let new = note.new.as_deref().unwrap_or(&file.bytes);
            args.write.print(cx, file.path(), &file.bytes, new)?;
        }
    }
    let report = Report {
        cx,
        fixes: args.fix,
        prints_note: prints_note || args.fix && args.write.prints_note(),
        checked: &checked.notes,
        failures: &checked.failures,
        passed_over: checked.passed_over,
    };
    report::print(&report)?;
    if checked.passed_over > 0 && !cx.ui.json {
        let notes = count(checked.passed_over, "note");
        cx.ui.say(format_args!(
            "{notes} passed over: daily notes, templates and notes on no recording"
        ));
    }
    let mut findings = checked.notes.iter().flat_map(|note| &note.findings);
    if findings.any(|finding| finding.severity == Severity::Error) || !checked.failures.is_empty() {
        return Ok(Exit::Found);
    }
    let has_changed = checked.notes.iter().any(|note| note.new.is_some());
    Ok(args.write.exit(has_changed))
}
