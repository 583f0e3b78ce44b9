//! Verdicts on changes.

use super::Change;

/// A verdict on a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is made.
    Accept,
    /// It is not made, and not proposed again.
    Reject,
    /// It is not made now.
    Leave,
}

impl Verdict {
    /// The verdict of a run without a person: a change is made unless it is a conflict.
    #[must_use]
    pub(super) const fn without_conflicts(change: &Change) -> Self {
        if change.conflict {
            Self::Leave
        } else {
            Self::Accept
        }
    }
}

/// What becomes of conflicts in a run without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictPolicy {
    /// The author's text stays.
    Keep,
    /// Both texts are written, between markers.
    Markers,
}
