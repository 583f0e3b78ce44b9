//! Problems in a caption file.

use std::fmt;

/// A part of a caption file that could not be read, or only with doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Its line, from 1.
    pub line: usize,
    /// Its kind.
    pub kind: ProblemKind,
}

/// The kind of a problem.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Bytes that do not belong to the encoding; each was replaced by `�`.
    Undecodable,
    /// An invalid time; its cue is skipped.
    BadTime {
        /// The beginning of the invalid text.
        found: String,
    },
    /// Text, or an entry with text, without a time; it is skipped.
    NoTime {
        /// The beginning of the text.
        text: String,
    },
    /// Nonstandard but clear times; they are accepted.
    LooseTimes,
    /// Another header: the times of each concatenated part may start at zero.
    SecondHeader,
    /// A cue that ends before it starts; its end is set to its start.
    EndBeforeStart,
    /// A malformed entry of a list; it is skipped.
    BadEntry {
        /// Its index in the list, from 0.
        index: usize,
        /// The cause.
        reason: String,
    },
    /// More speakers than people speak in a recording: something else is in the place of their names, which are skipped.
    TooManySpeakers {
        /// How many.
        count: usize,
    },
    /// Damaged markup; reading continued after it.
    BadMarkup {
        /// The cause.
        reason: String,
    },
    /// The file is truncated or damaged; the rest was not read.
    BrokenOff {
        /// The cause.
        reason: String,
    },
}

impl Problem {
    pub(super) fn new(line: usize, kind: ProblemKind) -> Self {
        Self { line, kind }
    }

    pub(super) fn bad_time(line: usize, found: &str) -> Self {
        let found = excerpt(found);
        Self::new(line, ProblemKind::BadTime { found })
    }

    pub(super) fn cut_off(line: usize) -> Self {
        let reason = "the file ends inside this cue".to_owned();
        Self::new(line, ProblemKind::BrokenOff { reason })
    }

    pub(super) fn no_time(line: usize, text: &str) -> Self {
        let text = excerpt(text);
        Self::new(line, ProblemKind::NoTime { text })
    }
}

/// The beginning of a text, short enough for a message.
fn excerpt(text: &str) -> String {
    const LENGTH: usize = 60;
    let mut chars = text.trim().chars();
    let mut shown: String = chars.by_ref().take(LENGTH).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.kind)
    }
}

impl fmt::Display for ProblemKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Undecodable => f.write_str("bytes that are not valid text, replaced with `�`"),
            Self::BadTime { found } => write!(f, "`{found}` is not a valid time; cue skipped"),
            Self::NoTime { text } => write!(f, "text without a time, skipped: `{text}`"),
            Self::LooseTimes => {
                f.write_str("times are not in the form HH:MM:SS.mmm; accepted anyway")
            }
            Self::SecondHeader => {
                f.write_str("another header; the times after it may start at zero again")
            }
            Self::EndBeforeStart => {
                f.write_str("the cue ends before it starts; its end was set to its start")
            }
            Self::BadEntry { index, reason } => {
                write!(f, "entry {index} cannot be read, skipped: {reason}")
            }
            Self::TooManySpeakers { count } => {
                write!(f, "{count} different speakers; their names were skipped")
            }
            Self::BadMarkup { reason } => write!(f, "damaged markup: {reason}"),
            Self::BrokenOff { reason } => {
                write!(
                    f,
                    "the file is truncated or damaged, the rest was skipped: {reason}"
                )
            }
        }
    }
}
