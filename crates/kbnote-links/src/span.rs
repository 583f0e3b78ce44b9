//! Which words of the text become the link.

use std::ops::Range;

use crate::mention::{Hit, hits};
use crate::query::Query;

/// Words that can become a link.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) range: Range<usize>,
    /// How many words of the title it has.
    pub(crate) words: usize,
    /// Whether they stand there as in the title.
    pub(crate) as_in_title: bool,
    /// How well it names the note.
    pub(crate) worth: f32,
}

/// A link shows at most so many bytes.
const LONGEST: usize = 120;

/// Words that are not of the title may stand between those that are: up to so many.
const BETWEEN: u32 = 3;

/// What a word between takes off, as a share of the title's mean rarity.
const LOSS: f32 = 0.25;

/// What a word loses that stands before one it follows in the title.
const TURNED: f32 = 0.3;

/// What a word is worth that the note's own title has too: it tells little of the other.
const OWN: f32 = 0.35;

/// The places at which the text names a note, the one that says most of its title first, of equals
/// the first in the text. Each lies in one of the `linkable` stretches.
pub(crate) fn spans(
    query: &Query<'_>,
    text: &str,
    linkable: &[Range<usize>],
    note: usize,
) -> Vec<Span> {
    let title = query.index.title_terms.get(note);
    let mut hits = hits(query, title);
    for hit in &mut hits {
        if query.title.contains(&title[hit.word]) {
            hit.rarity *= OWN;
        }
    }
    let loss = LOSS * hits.iter().map(|hit| hit.rarity).sum::<f32>() / hits.len().max(1) as f32;
    let mut all: Vec<Span> = (0..hits.len())
        .flat_map(|at| from(query, &hits[at..], loss))
        .filter(|span| can_be_link(text, &span.range, linkable))
        .collect();
    let rounded = |span: &Span| (span.worth * 1000.0).round();
    all.sort_by(|a, b| {
        let by_worth = rounded(b).total_cmp(&rounded(a));
        by_worth.then(a.range.start.cmp(&b.range.start))
    });
    all
}

/// The first word of the title, and all longer stretches that begin with it.
fn from(query: &Query<'_>, hits: &[Hit], loss: f32) -> Vec<Span> {
    let tokens = &query.reading.tokens;
    let bytes = |hit: &Hit| tokens[query.spots[hit.spot].token as usize].range.clone();
    let Some((first, rest)) = hits.split_first() else {
        return Vec::new();
    };
    let start = bytes(first).start;
    let mut span = Span {
        range: bytes(first),
        words: 1,
        as_in_title: true,
        worth: first.rarity,
    };
    let mut all = vec![span.clone()];
    let mut seen = vec![first.word];
    let mut last = *first;
    for hit in rest {
        let (one, next) = (query.spots[last.spot], query.spots[hit.spot]);
        if next.sentence != one.sentence || next.token > one.token + BETWEEN + 1 {
            break;
        }
        span.worth -= loss * (hit.spot - last.spot).saturating_sub(1) as f32;
        span.as_in_title &= (hit.spot, hit.word) == (last.spot + 1, last.word + 1);
        if hit.word < last.word {
            span.worth -= TURNED * hit.rarity;
        }
        last = *hit;
        if !seen.contains(&hit.word) {
            seen.push(hit.word);
            span.worth += hit.rarity;
            span.words = seen.len();
            span.range = start..bytes(hit).end;
            all.push(span.clone());
        }
    }
    all
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

/// Whether words are words of the text: no part of a tag, a path, an address or a compound, and not
/// where brackets would be read with what stands beside them.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let (head, tail) = (&text[..range.start], &text[range.end..]);
    let before = head.chars().next_back();
    let behind = tail.chars().next();
    let joined = |c| matches!(c, '-' | '‐' | '‑' | '_' | '@' | '#' | '/' | '\\');
    let opens = |c| matches!(c, '!' | '[' | '<' | '&' | '$' | '^');
    let closes = |c| matches!(c, '[' | ']' | '(' | '{' | '>' | '^' | '+');
    let goes_on = |tail: &str| {
        let mut tail = tail.chars();
        tail.next() == Some('.') && tail.next().is_some_and(char::is_alphanumeric)
    };
    let is_joined = before.is_some_and(|c| joined(c) || opens(c))
        || behind.is_some_and(|c| joined(c) && c != '#' || closes(c))
        || head.ends_with("](")
        || tail.starts_with("::")
        || goes_on(tail);
    !is_joined && !is_in_address(head)
}

/// Whether a text ends within an address, which has no blanks.
fn is_in_address(head: &str) -> bool {
    let word = head.rsplit(char::is_whitespace).next().unwrap_or(head);
    word.contains("://") || word.starts_with("www.")
}
