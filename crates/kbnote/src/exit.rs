//! Exit codes.

use std::process::ExitCode;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// `--check` found something, or some of several things failed.
    Found = 1,
    /// Wrong usage, or settings or a template that cannot be read.
    Usage = 2,
    /// The thing is not there for us.
    Absent = 3,
    /// Refused for now; trying later or elsewhere can help.
    Refused = 4,
    /// Declined to overwrite or to lose something.
    Declined = 5,
    /// Stopped by the user, as the shell numbers it.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
