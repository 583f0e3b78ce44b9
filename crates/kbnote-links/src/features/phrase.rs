//! The longest phrase of the title in the text: what it is, where it stands, and whose else it is.

use super::{Look, flag};
use crate::index::NoteId;
use crate::mention::Phrase;
use crate::numbers::{ln, ln_count};
use crate::reading::Place;

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

pub(super) fn row(look: &Look<'_>) -> [f32; NAMES.len()] {
    let m = look.mention;
    let Some(phrase) = m.phrase else {
        return [0.0; NAMES.len()];
    };
    let (query, words) = (look.scene.query, look.title.len());
    let place = |spot: usize| query.spots[spot].place;
    let share = |is: fn(&Place) -> bool| {
        let count = m.places.iter().filter(|&&spot| is(&place(spot))).count();
        count as f32 / m.places.len().max(1) as f32
    };
    let in_prose = m.places.iter().find(|&&spot| !place(spot).heading);
    let first = query.spots[*in_prose.unwrap_or(&phrase.spot)].token as f32;
    [
        phrase.rarity / m.title_rarity,
        phrase.rarity,
        phrase.len as f32,
        flag(phrase.len == words),
        flag(phrase.from == 0),
        flag(phrase.from + phrase.len == words),
        ln_count(m.places.len()),
        first / query.reading.tokens.len().max(1) as f32,
        ln(first + 1.0),
        share(|place| place.bold),
        share(|place| place.capital),
        share(|place| place.list),
        share(|place| place.heading),
        ln_count(rivals(look, phrase)),
    ]
}

/// How many other titles have all words of the phrase.
fn rivals(look: &Look<'_>, phrase: Phrase) -> usize {
    let index = look.scene.query.index;
    let words = &look.title[phrase.from..phrase.from + phrase.len];
    let with = |&term: &u32| index.in_titles.get(term as usize);
    let mut lists: Vec<&[NoteId]> = words.iter().map(with).collect();
    lists.sort_by_key(|list| list.len());
    let Some((first, rest)) = lists.split_first() else {
        return 0;
    };
    let has_all = |note: &&NoteId| rest.iter().all(|list| list.binary_search(note).is_ok());
    first.iter().filter(has_all).count().saturating_sub(1)
}
