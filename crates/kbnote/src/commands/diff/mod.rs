//! `kbnote diff`: what differs, by sentence.

mod pair;
mod past;
mod regenerated;
mod report;

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::kind_arg::KindArg;
use crate::showing::ShowArgs;

/// Show what regenerating notes would change, or what differs between two notes
///
/// Two files are compared with each other, unless --each is given. One note, a folder or more
/// notes are each compared with what kbnote would make of them. With --git each note is compared
/// with what it was at a revision. Anchors that moved are shown beside their sentence; those that
/// moved by at most two seconds are only counted, unless -v is given.
#[derive(clap::Args, Debug)]
pub(crate) struct DiffArgs {
    /// Note, folder of notes, or - for standard input
    #[arg(required = true, value_name = "NOTE")]
    notes: Vec<PathBuf>,
    /// Show only these kinds of changes
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        conflicts_with = "git"
    )]
    only: Vec<KindArg>,
    /// Compare each note with what it was at this revision
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    git: Option<String>,
    /// Take two files as two notes to regenerate, not as two to compare
    #[arg(long, conflicts_with = "git")]
    each: bool,
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
        let regenerates = self.each || !self.only.is_empty();
        let are_files = !one.is_dir() && !other.is_dir();
        (are_files && !regenerates).then_some((one, other))
    }
}

pub(crate) fn run(cx: &Context, args: &DiffArgs) -> Result<Exit, CliError> {
    let report = match (&args.git, args.pair()) {
        (Some(revision), _) => past::compare(cx, args, revision),
        (None, Some((old, new))) => pair::compare(cx, args, old, new),
        (None, None) => regenerated::compare(cx, args),
    };
    report?.finish()
}
