//! `kbnote diff`: what differs, by sentence.

mod pair;
mod past;
mod report;

use std::path::{Path, PathBuf};

use self::report::Report;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::showing::ShowArgs;

/// Show what differs between two notes, or between a note and its past
///
/// Two files are compared with each other. With --git each note is compared with what it was at a
/// revision. Anchors that moved are shown beside their sentence, those that moved by at most two
/// seconds only counted; -v shows them all.
#[derive(clap::Args, Debug)]
pub(crate) struct DiffArgs {
    /// Two files to compare; with --git: notes or folders of notes
    #[arg(required = true, value_name = "NOTE")]
    notes: Vec<PathBuf>,
    /// Compare each note with what it was at this revision
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    git: Option<String>,
    /// Exit with 1 if something differs
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    show: ShowArgs,
    /// Print a long result at once and not through a pager
    #[arg(long)]
    no_pager: bool,
}

impl DiffArgs {
    /// The two files to be compared with each other, if that is what was asked.
    fn pair(&self) -> Option<(&Path, &Path)> {
        let [one, other] = self.notes.as_slice() else {
            return None;
        };
        let is_file = |path: &Path| !path.is_dir();
        (is_file(one) && is_file(other)).then_some((one, other))
    }
}

pub(crate) fn run(cx: &Context, args: &DiffArgs) -> Result<Exit, CliError> {
    let mut report = Report::new(cx, args);
    match (&args.git, args.pair()) {
        (Some(revision), _) => past::compare(cx, args, revision, &mut report)?,
        (None, Some((old, new))) => pair::compare(old, new, &mut report)?,
        (None, None) => {
            let message = "what is to be compared: two files, or notes with `--git REV`?";
            return Err(CliError::new(Exit::Usage, "usage", message));
        }
    }
    report.finish()
}
