//! The input of the features.

use crate::index::{NoteId, TermId};
use crate::mention::Mention;
use crate::query::Query;
use crate::vault_scores::VaultScores;

/// A note and its candidates: the input of all features.
pub(super) struct FeatureContext<'a> {
    pub(super) query: &'a Query<'a>,
    pub(super) scores: &'a VaultScores,
    pub(super) notes: Vec<NoteId>,
    /// How the text mentions the title of each.
    pub(super) mentions: Vec<Mention>,
    /// For each, the number of others with nearly the same title, and the number of better ones.
    pub(super) near: Vec<(usize, usize)>,
    pub(super) siblings: Vec<NoteId>,
    /// The mean number of links of the notes with links.
    pub(super) mean_links: f32,
    /// The likelihood of links inside a source and beyond.
    pub(super) source_chances: (f32, f32),
}

/// One candidate of a [`FeatureContext`].
pub(super) struct CandidateContext<'a> {
    pub(super) context: &'a FeatureContext<'a>,
    pub(super) at: usize,
    pub(super) note: usize,
    pub(super) mention: &'a Mention,
    pub(super) title: &'a [TermId],
}

/// A flag as a feature.
pub(super) fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}
