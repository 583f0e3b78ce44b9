//! Which words of the text become the link.

use std::ops::Range;

use crate::mention::{Phrase, phrases};
use crate::query::Query;

/// Words that can become a link.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) range: Range<usize>,
    pub(crate) phrase: Phrase,
}

/// A link shows at most so many bytes.
const LONGEST: usize = 120;

/// The places at which the text names a note, the one that says most of its title first, of equals
/// the first in the text. Each lies in one of the `linkable` stretches.
pub(crate) fn spans(
    query: &Query<'_>,
    text: &str,
    linkable: &[Range<usize>],
    note: usize,
) -> Vec<Span> {
    let title = query.index.title_terms.get(note);
    let mut all = phrases(query, title);
    all.sort_by(|a, b| b.rarity.total_cmp(&a.rarity).then(a.spot.cmp(&b.spot)));
    let span = |phrase: Phrase| {
        let (first, last) = (
            query.spots[phrase.spot],
            query.spots[phrase.spot + phrase.len - 1],
        );
        let tokens = &query.reading.tokens;
        let range = tokens[first.token as usize].range.start..tokens[last.token as usize].range.end;
        can_be_link(text, &range, linkable).then_some(Span { range, phrase })
    };
    all.into_iter().filter_map(span).collect()
}

fn can_be_link(text: &str, range: &Range<usize>, linkable: &[Range<usize>]) -> bool {
    let at = linkable.partition_point(|stretch| stretch.end < range.end);
    let is_inside = linkable
        .get(at)
        .is_some_and(|stretch| stretch.start <= range.start && range.end <= stretch.end);
    is_inside && text.get(range.clone()).is_some_and(shows_well) && stands_alone(text, range)
}

/// Whether a link can show these words as they are.
fn shows_well(words: &str) -> bool {
    let spoils = |c: char| {
        matches!(
            c,
            '[' | ']' | '|' | '#' | '*' | '`' | '<' | '>' | '$' | '\\' | '~' | '='
        ) || c.is_control()
    };
    words.len() <= LONGEST && !words.contains(spoils)
}

/// Whether words are words of the text: no part of a tag, a path, an address or a compound.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let behind = text[range.end..].chars().next();
    let joined = |c| matches!(c, '-' | '‐' | '‑' | '_' | '@' | '#' | '/' | '\\');
    !before.is_some_and(joined) && !behind.is_some_and(|c| joined(c) && c != '#')
}
