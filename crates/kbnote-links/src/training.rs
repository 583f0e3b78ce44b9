//! Access for the trainer only.

use kbnote_note::Note;

use crate::features;
use crate::index::LinkIndex;
use crate::query::Query;
use crate::tokenized_note::TokenizedNote;
use crate::vault_scores::VaultScores;
use crate::words::title_terms;

pub use crate::features::{COUNT, names};
pub use crate::model::{SECOND_STAGE, best, cascade};
pub use crate::weights::Weights;

/// A candidate with its features.
#[derive(Clone, Debug)]
pub struct Row {
    /// The number of the note in the index.
    pub note: usize,
    /// Its features.
    pub features: [f32; COUNT],
}

/// The candidates of a note of the index.
#[must_use]
pub fn rows(index: &LinkIndex, own: usize, note: &Note) -> Vec<Row> {
    let tokenized = TokenizedNote::new(note);
    let title = title_terms(index.title(own));
    let query = Query::new(
        index,
        &tokenized,
        &title,
        Some(own as u32),
        index.source_of.get(own).copied(),
    );
    let scores = VaultScores::new(&query);
    features::candidates(&query, &scores)
        .into_iter()
        .map(|c| Row {
            note: c.note as usize,
            features: c.features,
        })
        .collect()
}
