//! The kinds of changes that are asked for.

use super::ChangeKind;

/// The kinds of changes that are asked for.
#[derive(Clone, Debug, Default)]
pub struct Kinds(Vec<ChangeKind>);

impl Kinds {
    /// These kinds; all if none is named.
    #[must_use]
    pub fn new(only: &[ChangeKind]) -> Self {
        Self(only.to_vec())
    }

    /// Whether a kind is asked for.
    #[must_use]
    pub fn has(&self, kind: ChangeKind) -> bool {
        self.0.is_empty() || self.0.contains(&kind.group())
    }
}
