//! Features of a candidate: numbers on a note and another that it may link to.
//!
//! One file per group of features, with their names and the function that computes them.

mod context;
mod graph;
mod near;
mod neighbourhood;
mod phrase;
mod ranks;
mod scale;
mod source;
mod texts;
mod title;
mod topics;

use crate::index::NoteId;
use crate::mention::{Mention, mention};
use crate::query::Query;
use crate::vault_scores::{VaultScores, siblings};
use context::{CandidateContext, FeatureContext};

/// The number of features.
pub const COUNT: usize = GROUPS + ranks::NAMES.len();

/// The number of features without the ranks, which are computed from the others.
const GROUPS: usize = title::NAMES.len()
    + phrase::NAMES.len()
    + texts::NAMES.len()
    + graph::NAMES.len()
    + source::NAMES.len()
    + near::NAMES.len()
    + topics::NAMES.len()
    + neighbourhood::NAMES.len()
    + scale::NAMES.len();

/// The names of the features, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    groups().chain(ranks::NAMES)
}

fn groups() -> impl Iterator<Item = &'static str> {
    title::NAMES
        .into_iter()
        .chain(phrase::NAMES)
        .chain(texts::NAMES)
        .chain(graph::NAMES)
        .chain(source::NAMES)
        .chain(near::NAMES)
        .chain(topics::NAMES)
        .chain(neighbourhood::NAMES)
        .chain(scale::NAMES)
}

/// A note that may be linked to, with its features.
pub(crate) struct Candidate {
    pub(crate) note: NoteId,
    pub(crate) features: [f32; COUNT],
}

/// The candidates of a note with their features, in order of their notes.
pub(crate) fn candidates(query: &Query<'_>, scores: &VaultScores) -> Vec<Candidate> {
    let context = FeatureContext::new(query, scores);
    let mut rows: Vec<_> = (0..context.notes.len()).map(|at| context.row(at)).collect();
    ranks::add(&mut rows, &groups().collect::<Vec<_>>());
    let notes = context.notes.into_iter().zip(rows);
    notes
        .map(|(note, features)| Candidate { note, features })
        .collect()
}

impl<'a> FeatureContext<'a> {
    fn new(query: &'a Query<'a>, scores: &'a VaultScores) -> Self {
        let index = query.index;
        let notes = scores.candidates(query);
        let title = |note: NoteId| index.title_terms.get(note as usize);
        let mentions: Vec<Mention> = notes
            .iter()
            .map(|&note| mention(query, title(note)))
            .collect();
        Self {
            near: near::counts(index, &notes, &mentions),
            notes,
            mentions,
            siblings: siblings(query),
            mean_links: index.mean_links(),
            source_chances: index.source_chances(),
            query,
            scores,
        }
    }

    /// The features of one candidate, without the ranks.
    fn row(&self, at: usize) -> [f32; COUNT] {
        let note = self.notes[at] as usize;
        let candidate = CandidateContext {
            context: self,
            at,
            note,
            mention: &self.mentions[at],
            title: self.query.index.title_terms.get(note),
        };
        let groups: [&[f32]; 9] = [
            &title::row(&candidate),
            &phrase::row(&candidate),
            &texts::row(&candidate),
            &graph::row(&candidate),
            &source::row(&candidate),
            &near::row(&candidate),
            &topics::row(&candidate),
            &neighbourhood::row(&candidate),
            &scale::row(&candidate),
        ];
        let mut all = [0.0; COUNT];
        for (place, value) in all.iter_mut().zip(groups.into_iter().flatten()) {
            *place = *value;
        }
        all
    }
}
