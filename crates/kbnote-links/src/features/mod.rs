//! What is known of a note and another that it may link to, as numbers.
//!
//! A group of numbers a file, each with their names and the function that finds them.

mod around;
mod graph;
mod near;
mod phrase;
mod ranks;
mod scale;
mod source;
mod texts;
mod title;
mod topics;

use crate::field::{Field, siblings};
use crate::index::{NoteId, TermId};
use crate::mention::{Mention, mention};
use crate::query::Query;

/// How many numbers there are.
pub const COUNT: usize = GROUPS + ranks::NAMES.len();

/// How many there are without the ranks, which are found from the others.
const GROUPS: usize = title::NAMES.len()
    + phrase::NAMES.len()
    + texts::NAMES.len()
    + graph::NAMES.len()
    + source::NAMES.len()
    + near::NAMES.len()
    + topics::NAMES.len()
    + around::NAMES.len()
    + scale::NAMES.len();

/// The names of the numbers, in order.
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
        .chain(around::NAMES)
        .chain(scale::NAMES)
}

/// A note that may be linked to, with what is known of it.
pub(crate) struct Candidate {
    pub(crate) note: NoteId,
    pub(crate) features: [f32; COUNT],
}

/// The candidates of a note with their numbers, in order of their notes.
pub(crate) fn candidates(query: &Query<'_>, field: &Field) -> Vec<Candidate> {
    let scene = Scene::new(query, field);
    let candidate = |at: usize| Candidate {
        note: scene.notes[at],
        features: scene.row(at),
    };
    let mut all: Vec<Candidate> = (0..scene.notes.len()).map(candidate).collect();
    ranks::add(&mut all);
    all
}

/// A note and its candidates: all that the numbers are made of.
struct Scene<'a> {
    query: &'a Query<'a>,
    field: &'a Field,
    notes: Vec<NoteId>,
    /// What the text has of the title of each.
    mentions: Vec<Mention>,
    /// How many of them have nearly the same title, and how many of those are better.
    near: Vec<(usize, usize)>,
    siblings: Vec<NoteId>,
    /// How many links a note of the vault has, on average.
    mean_links: f32,
    /// How likely links are inside a source and beyond.
    source_chances: (f32, f32),
}

/// One candidate of a scene.
struct Look<'a> {
    scene: &'a Scene<'a>,
    at: usize,
    note: usize,
    mention: &'a Mention,
    title: &'a [TermId],
}

impl<'a> Scene<'a> {
    fn new(query: &'a Query<'a>, field: &'a Field) -> Self {
        let index = query.index;
        let notes = field.candidates(query);
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
            field,
        }
    }

    /// The numbers of one candidate, but for the ranks.
    fn row(&self, at: usize) -> [f32; COUNT] {
        let note = self.notes[at] as usize;
        let look = Look {
            scene: self,
            at,
            note,
            mention: &self.mentions[at],
            title: self.query.index.title_terms.get(note),
        };
        let groups: [&[f32]; 9] = [
            &title::row(&look),
            &phrase::row(&look),
            &texts::row(&look),
            &graph::row(&look),
            &source::row(&look),
            &near::row(&look),
            &topics::row(&look),
            &around::row(&look),
            &scale::row(&look),
        ];
        let mut all = [0.0; COUNT];
        for (place, value) in all.iter_mut().zip(groups.into_iter().flatten()) {
            *place = *value;
        }
        all
    }
}

/// What a flag is as a number.
fn flag(is: bool) -> f32 {
    f32::from(u8::from(is))
}
