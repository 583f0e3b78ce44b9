//! A rule: what is looked for, and why.

use std::fmt;

/// Something that a note should not have, under a code that stays what it is.
///
/// ```
/// let rule = kbnote_check::rules::find("KB202").unwrap();
/// assert_eq!((rule.name, rule.repairs), ("unit-slip", true));
/// assert_eq!(rule.severity.to_string(), "error");
/// ```
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rule {
    /// `KB` and three digits; the first says what it is about: 1 front matter, 2 anchors, 3 links,
    /// 4 notes, 5 indexes, 6 what is said.
    pub code: &'static str,
    /// Its name in words, which settings and comments take as well.
    pub name: &'static str,
    /// How bad it is, unless the settings say otherwise.
    pub severity: Severity,
    /// Whether some of what it finds has one right answer and is repaired.
    pub repairs: bool,
    /// What it finds, in one line.
    pub what: &'static str,
    /// Who is the worse for it, and how.
    pub why: &'static str,
    /// What it looks like.
    pub example: Example,
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Good to know.
    Info,
    /// A reader is the worse for it, or may soon be.
    Warning,
    /// Something is broken or wrong for the reader.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// A bad thing and what should stand in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Example {
    /// A piece of a note's body.
    Body {
        /// With the fault.
        bad: &'static str,
        /// Without.
        good: &'static str,
    },
    /// A whole note.
    Note {
        /// With the fault.
        bad: &'static str,
        /// Without.
        good: &'static str,
    },
    /// A matter of several files, told in words.
    Files {
        /// With the fault.
        bad: &'static str,
        /// Without.
        good: &'static str,
    },
}

impl Example {
    /// The bad one and the good one.
    #[must_use]
    pub const fn pair(self) -> (&'static str, &'static str) {
        match self {
            Self::Body { bad, good } | Self::Note { bad, good } | Self::Files { bad, good } => {
                (bad, good)
            }
        }
    }
}
