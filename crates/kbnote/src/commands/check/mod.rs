//! `kbnote check`: what is wrong with notes and vault, and its repair.

mod baseline;
mod explain;
mod fixing;
mod gather;
mod names;
mod outdated;
mod report;
mod reported;
mod videos;

use std::path::PathBuf;

use kbnote_app::{Error, ErrorKind, NoteFiles};
use kbnote_check::{Levels, Severity};
use kbnote_vault::RuleLevel;

use self::baseline::BaselineFile;
use self::gather::Checked;
use self::report::Report;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::write_args::WriteArgs;

/// Find what is wrong with notes and vault, and repair what has one right answer
///
/// Exits with 1 if something of severity `error` is left.
#[derive(clap::Args, Debug)]
pub(crate) struct CheckArgs {
    /// Note, folder of notes, or - for standard input (default: all notes of the vault)
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Repair what has one right answer
    #[arg(long)]
    fix: bool,
    /// Accept the findings that this file lists
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings into this file, to be accepted later
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "fix"])]
    write_baseline: Option<PathBuf>,
    /// When anchors are held against the captions, which takes the most time (auto: where that
    /// are few notes)
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    against_captions: When,
    /// Say what a rule looks for and why; `all` lists the rules
    #[arg(long, value_name = "CODE", conflicts_with_all = ["paths", "fix", "baseline", "write_baseline"])]
    explain: Option<String>,
    #[command(flatten)]
    write: WriteArgs,
}

/// When something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum When {
    /// Where it does not take long
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

pub(crate) fn run(cx: &Context, args: &CheckArgs) -> Result<Exit, CliError> {
    if let Some(code) = &args.explain {
        return explain::run(cx, code);
    }
    if !args.fix && !args.write.in_place() {
        let message = "--check, --diff and --stdout say where a repair goes";
        return Err(CliError::new(ErrorKind::Usage, "usage", message).hint("add --fix"));
    }
    let levels = levels(cx)?;
    let mut accepted = args
        .baseline
        .as_deref()
        .map(BaselineFile::read)
        .transpose()?;
    let paths = match args.paths.as_slice() {
        [] => vec![cx.vault.notes_dir()],
        paths => paths.to_vec(),
    };
    let files = cx.read_notes(&paths)?;
    args.write.accept(&files.files)?;
    let mut checked = gather::check_all(cx, args, &paths, &files.files, &levels)?;
    if let Some(baseline) = &mut accepted {
        baseline.apply(&mut checked);
    }
    if let Some(path) = &args.write_baseline {
        return baseline::write(cx, path, &checked);
    }
    let failed = fixing::write_all(cx, args, &files.files, &mut checked)?;
    let exit = finish(cx, args, &files, &checked, &failed);
    // The run is over: to take a large vault apart piece by piece would make it longer by a tenth.
    std::mem::forget((files, checked));
    exit
}

/// Reports, and says how the run ends.
fn finish(
    cx: &Context,
    args: &CheckArgs,
    files: &NoteFiles,
    checked: &[Checked],
    failed: &[Error],
) -> Result<Exit, CliError> {
    let unreadable = files.unreadable.iter().map(|note| &note.error);
    let failures: Vec<&Error> = unreadable.chain(failed).collect();
    let report = Report {
        cx,
        fixes: args.fix,
        prints_note: args.fix
            && (args.write.prints_note() || files.files.iter().any(|file| file.path().is_none())),
        checked,
        failures: &failures,
    };
    report.print()?;
    let findings = || checked.iter().flat_map(|note| &note.findings);
    let has_error = findings().any(|finding| finding.severity == Severity::Error);
    let has_changed = checked.iter().any(|note| note.new.is_some());
    if has_error || !failures.is_empty() {
        return Ok(Exit::Found);
    }
    Ok(args.write.exit(has_changed))
}

/// The severities that the settings give.
fn levels(cx: &Context) -> Result<Levels, CliError> {
    let mut levels = Levels::default();
    for (rule, level) in &cx.vault.settings().check.severity {
        let severity = match level {
            RuleLevel::Off => None,
            RuleLevel::Info => Some(Severity::Info),
            RuleLevel::Warning => Some(Severity::Warning),
            RuleLevel::Error => Some(Severity::Error),
        };
        levels.set(rule, severity).map_err(|error| {
            let message = format!("[check] severity in the settings: {error}");
            CliError::new(ErrorKind::Usage, "settings", message)
                .hint("`kbnote check --explain all` lists the rules")
        })?;
    }
    Ok(levels)
}
