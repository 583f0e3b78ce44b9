//! What the trainer sees of the suggester. Not meant for others.

use kbnote_note::Note;

use crate::features;
use crate::field::Field;
use crate::index::LinkIndex;
use crate::query::Query;
use crate::reading::Reading;
use crate::words::title_terms;

pub use crate::features::{COUNT, names};
pub use crate::model::{KEPT, best, cascade};
pub use crate::weights::Weights;

/// A candidate as the trainer sees it.
#[derive(Clone, Debug)]
pub struct Row {
    /// The number of the note in the index.
    pub note: usize,
    /// What is known of it.
    pub features: [f32; COUNT],
}

/// The candidates of a note of the index.
#[must_use]
pub fn rows(index: &LinkIndex, own: usize, note: &Note) -> Vec<Row> {
    let reading = Reading::new(note);
    let title = title_terms(index.title(own));
    let query = Query::new(
        index,
        &reading,
        &title,
        Some(own as u32),
        index.source_of.get(own).copied(),
    );
    let field = Field::new(&query);
    features::candidates(&query, &field)
        .into_iter()
        .map(|c| Row {
            note: c.note as usize,
            features: c.features,
        })
        .collect()
}
