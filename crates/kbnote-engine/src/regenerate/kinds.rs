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

    /// Whether changes of a kind, or of the group that it belongs to, are looked for.
    #[must_use]
    pub fn has(&self, kind: ChangeKind) -> bool {
        self.0.is_empty() || self.0.iter().any(|one| one.group() == kind.group())
    }

    /// Whether changes of a kind are proposed.
    #[must_use]
    pub fn shows(&self, kind: ChangeKind) -> bool {
        self.0.is_empty() || self.0.contains(&kind) || self.0.contains(&kind.group())
    }
}
