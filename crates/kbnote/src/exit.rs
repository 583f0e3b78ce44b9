//! Exit codes.

use std::process::ExitCode;

use kbnote_app::WriteMode;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// `--check` found something, or some of several things failed.
    Found = 1,
    /// Wrong usage, or settings or a template that cannot be read.
    Usage = 2,
    /// The thing does not exist or is not available.
    Absent = 3,
    /// Refused for now; trying later or elsewhere can help.
    Refused = 4,
    /// Declined to overwrite or to lose something.
    Declined = 5,
    /// Stopped by the user, as the shell numbers it.
    Interrupted = 130,
}

impl Exit {
    /// All of them, in the order of their numbers.
    pub(crate) const ALL: [Self; 7] = [
        Self::Done,
        Self::Found,
        Self::Usage,
        Self::Absent,
        Self::Refused,
        Self::Declined,
        Self::Interrupted,
    ];

    /// The exit code of a successful run: with `--check` it says whether anything would change.
    pub(crate) fn of_check(mode: WriteMode, changes: bool) -> Self {
        if mode == WriteMode::Check && changes {
            Self::Found
        } else {
            Self::Done
        }
    }

    /// What it tells whoever ran the command.
    pub(crate) const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Found => "--check or check found something, or some of several things failed",
            Self::Usage => "wrong usage, or settings or a template that cannot be read",
            Self::Absent => {
                "not available: no such video or note, private, no captions, none in that language"
            }
            Self::Refused => "refused for now: rate limit, bot check, empty answer, network",
            Self::Declined => "declined to overwrite or to lose something",
            Self::Interrupted => "stopped with Ctrl-C; every file that was written is complete",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
