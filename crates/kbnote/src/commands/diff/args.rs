//! The arguments of `kbnote diff`.

use std::path::{Path, PathBuf};

use crate::diff_view::ShowArgs;
use crate::kind_arg::KindArg;

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
    pub(super) notes: Vec<PathBuf>,
    /// Show only these kinds of changes
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        conflicts_with = "git"
    )]
    pub(super) only: Vec<KindArg>,
    /// Compare each note with what it was at this revision
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    pub(super) git: Option<String>,
    /// Take two files as two notes to regenerate, not as two to compare
    #[arg(long, conflicts_with = "git")]
    pub(super) each: bool,
    /// Exit with 1 if something differs
    #[arg(long)]
    pub(super) check: bool,
    #[command(flatten)]
    pub(super) show: ShowArgs,
}

impl DiffArgs {
    /// The two files to be compared with each other, if that is what was asked.
    pub(super) fn pair(&self) -> Option<(&Path, &Path)> {
        let [one, other] = self.notes.as_slice() else {
            return None;
        };
        let regenerates = self.each || !self.only.is_empty();
        let are_files = !one.is_dir() && !other.is_dir();
        (are_files && !regenerates).then_some((one, other))
    }
}
