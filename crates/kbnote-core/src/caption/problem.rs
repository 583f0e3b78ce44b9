//! What is wrong in a caption file.

use std::fmt;

/// One thing in a caption file that could not be read, or only with doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line at which it stands, from 1.
    pub line: usize,
    /// What it is.
    pub kind: ProblemKind,
}

/// What is wrong at a place of a caption file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Bytes that do not belong to the encoding; each was replaced by `�`.
    Undecodable,
    /// A time that cannot be read; its cue is left out.
    BadTime {
        /// The beginning of what stands in its place.
        found: String,
    },
    /// Text, or an entry with text, that has no time; it is left out.
    NoTime {
        /// The beginning of the text.
        text: String,
    },
    /// Times that the standard does not allow, but whose meaning is clear; they were taken.
    LooseTimes,
    /// The header of a further file: parts were put together whose times may each start anew.
    SecondHeader,
    /// A cue that ends before it starts; it was given no length.
    EndBeforeStart,
    /// An entry of a list that is not of the expected form; it is left out.
    BadEntry {
        /// Its place in the list, from 0.
        index: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// Damaged markup; reading went on behind it.
    BadMarkup {
        /// What is wrong with it.
        reason: String,
    },
    /// The file is cut off or damaged from here on; what follows was not read.
    BrokenOff {
        /// What is wrong there.
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

/// As much of a text as fits into a message.
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
            Self::Undecodable => f.write_str("bytes that are no text, shown as `�`"),
            Self::BadTime { found } => write!(f, "no time can be read from `{found}`; left out"),
            Self::NoTime { text } => write!(f, "text without a time, left out: `{text}`"),
            Self::LooseTimes => {
                f.write_str("times are not of the form HH:MM:SS.mmm; taken all the same")
            }
            Self::SecondHeader => {
                f.write_str("a second header; the times behind it may start anew")
            }
            Self::EndBeforeStart => f.write_str("the cue ends before it starts; its end is moved"),
            Self::BadEntry { index, reason } => {
                write!(f, "entry {index} cannot be read and is left out: {reason}")
            }
            Self::BadMarkup { reason } => write!(f, "damaged markup: {reason}"),
            Self::BrokenOff { reason } => {
                write!(f, "the file is cut off or damaged from here on: {reason}")
            }
        }
    }
}
