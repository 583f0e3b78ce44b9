//! What was found: a rule, a place, a message and perhaps a fix.

use std::ops::Range;

use kbnote_note::Splice;

use crate::{Rule, Severity};

/// Something that a rule found in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// How bad it is, the settings considered.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// What would put it right, if there is one right answer.
    pub fix: Option<Fix>,
}

/// Where in a note something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// These bytes.
    Range(Range<usize>),
    /// The note as a whole.
    Note,
}

impl Place {
    /// The bytes meant: none, at the start, for the note as a whole.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        match self {
            Self::Range(range) => range.start..range.end,
            Self::Note => 0..0,
        }
    }
}

/// The edits that put a finding right, all of them or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What they do, in the imperative: `write 00:18:49`.
    pub description: String,
    /// The edits, in order and without overlap.
    pub splices: Vec<Splice>,
}

impl Fix {
    /// A fix of several edits.
    pub(crate) fn new(description: impl Into<String>, splices: Vec<Splice>) -> Self {
        Self {
            description: description.into(),
            splices,
        }
    }

    /// A fix of one edit.
    pub(crate) fn one(description: impl Into<String>, splice: Splice) -> Self {
        Self::new(description, vec![splice])
    }
}

/// What the rules find in one note.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    pub(crate) fn at(&mut self, rule: &'static Rule, range: Range<usize>, message: String) {
        self.push(rule, Place::Range(range), message, None);
    }

    pub(crate) fn fixable(
        &mut self,
        rule: &'static Rule,
        range: Range<usize>,
        message: String,
        fix: impl Into<Option<Fix>>,
    ) {
        self.push(rule, Place::Range(range), message, fix.into());
    }

    pub(crate) fn of_note(&mut self, rule: &'static Rule, message: String) {
        self.push(rule, Place::Note, message, None);
    }

    fn push(&mut self, rule: &'static Rule, place: Place, message: String, fix: Option<Fix>) {
        self.0.push(Finding {
            rule,
            severity: rule.severity,
            place,
            message,
            fix,
        });
    }
}
