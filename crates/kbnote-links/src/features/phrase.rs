//! The weightiest phrase of the title in the text: its size, its position, and other titles with it.

use super::context::{CandidateContext, flag};
use crate::index::NoteId;
use crate::mention::Phrase;
use crate::numbers::{ln, ln_count};
use crate::tokenized_note::Place;

pub(super) const NAMES: [&str; 14] = [
    "phrase_share",
    "phrase_rarity",
    "phrase_words",
    "phrase_full",
    "phrase_begins",
    "phrase_ends",
    "phrase_count",
    "phrase_first",
    "phrase_first_words",
    "phrase_bold",
    "phrase_capital",
    "phrase_list",
    "phrase_heading",
    "phrase_rivals",
];

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let m = candidate.mention;
    let Some(phrase) = m.phrase else {
        return [0.0; NAMES.len()];
    };
    let (query, words) = (candidate.context.query, candidate.title.len());
    let place = |position: usize| query.positions[position].place;
    let share = |is: fn(&Place) -> bool| {
        let count = m
            .occurrences
            .iter()
            .filter(|&&position| is(&place(position)))
            .count();
        count as f32 / m.occurrences.len().max(1) as f32
    };
    let in_prose = m
        .occurrences
        .iter()
        .find(|&&position| !place(position).heading);
    let first = query.positions[*in_prose.unwrap_or(&phrase.position)].token as f32;
    [
        phrase.rarity / m.title_rarity,
        phrase.rarity,
        phrase.len as f32,
        flag(phrase.len == words),
        flag(phrase.from == 0),
        flag(phrase.from + phrase.len == words),
        ln_count(m.occurrences.len()),
        first / query.tokenized.tokens.len().max(1) as f32,
        ln(first + 1.0),
        share(|place| place.bold),
        share(|place| place.capital),
        share(|place| place.list),
        share(|place| place.heading),
        ln_count(rivals(candidate, phrase)),
    ]
}

/// The number of other titles with all words of the phrase.
fn rivals(candidate: &CandidateContext<'_>, phrase: Phrase) -> usize {
    let index = candidate.context.query.index;
    let words = &candidate.title[phrase.from..phrase.from + phrase.len];
    let with = |&term: &u32| index.in_titles.get(term as usize);
    let mut lists: Vec<&[NoteId]> = words.iter().map(with).collect();
    lists.sort_by_key(|list| list.len());
    let Some((first, rest)) = lists.split_first() else {
        return 0;
    };
    let has_all = |note: &&NoteId| rest.iter().all(|list| list.binary_search(note).is_ok());
    first.iter().filter(has_all).count().saturating_sub(1)
}
