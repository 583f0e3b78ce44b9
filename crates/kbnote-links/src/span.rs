//! Selects the words of the text that become the link.

use std::ops::Range;

use crate::mention::{Hit, hits};
use crate::query::Query;

/// Words that can become a link.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Span {
    pub(crate) range: Range<usize>,
    /// The position of its first word.
    pub(crate) position: usize,
    /// The number of different words of the title.
    pub(crate) words: usize,
    /// Whether they are adjacent and in the order of the title.
    pub(crate) as_in_title: bool,
    /// How well it names the note.
    pub(crate) worth: f32,
}

/// The maximum length of a display text, in bytes.
const MAX_BYTES: usize = 120;

/// The maximum number of other words between two words of the title.
const MAX_GAP: u32 = 3;

/// The penalty for a word in between, as a share of the title's mean rarity.
const GAP_PENALTY: f32 = 0.25;

/// The penalty for a word out of the title's order, as a share of its rarity.
const ORDER_PENALTY: f32 = 0.3;

/// The weight of a word that the note's own title has too: it says little about the other note.
const OWN_TITLE_WEIGHT: f32 = 0.35;

/// The spans that name a note, the best first, of equals the first in the text. Each lies in one of the
/// `linkable` ranges.
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
            hit.rarity *= OWN_TITLE_WEIGHT;
        }
    }
    let loss =
        GAP_PENALTY * hits.iter().map(|hit| hit.rarity).sum::<f32>() / hits.len().max(1) as f32;
    let mut all: Vec<Span> = (0..hits.len())
        .flat_map(|at| spans_from(query, &hits[at..], loss))
        .filter_map(|span| with_whole_brackets(text, span))
        .filter(|span| can_be_link(text, &span.range, linkable))
        .collect();
    let rounded = |span: &Span| (span.worth * 1000.0).round();
    all.sort_by(|a, b| {
        let by_worth = rounded(b).total_cmp(&rounded(a));
        by_worth.then(a.range.start.cmp(&b.range.start))
    });
    all
}

/// The spans that begin with the first hit.
fn spans_from(query: &Query<'_>, hits: &[Hit], loss: f32) -> Vec<Span> {
    let tokens = &query.tokenized.tokens;
    let bytes = |hit: &Hit| {
        tokens[query.positions[hit.position].token as usize]
            .range
            .clone()
    };
    let Some((first, rest)) = hits.split_first() else {
        return Vec::new();
    };
    let start = bytes(first).start;
    let mut span = Span {
        range: bytes(first),
        position: first.position,
        words: 1,
        as_in_title: true,
        worth: first.rarity,
    };
    let mut all = vec![span.clone()];
    let mut seen = vec![first.word];
    let mut last = *first;
    for hit in rest {
        let (one, next) = (
            query.positions[last.position],
            query.positions[hit.position],
        );
        if next.sentence != one.sentence || next.token > one.token + MAX_GAP + 1 {
            break;
        }
        span.worth -= loss * (hit.position - last.position).saturating_sub(1) as f32;
        span.as_in_title &= (hit.position, hit.word) == (last.position + 1, last.word + 1);
        if hit.word < last.word {
            span.worth -= ORDER_PENALTY * hit.rarity;
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

/// The span with the bracket that closes one in it: `Ada (1815)`. None if a bracket of it is open otherwise.
fn with_whole_brackets(text: &str, mut span: Span) -> Option<Span> {
    let words = &text[span.range.clone()];
    let (opened, closed) = (words.matches('(').count(), words.matches(')').count());
    if opened == closed + 1 && text[span.range.end..].starts_with(')') {
        span.range.end += 1;
        return Some(span);
    }
    (opened == closed).then_some(span)
}

fn can_be_link(text: &str, range: &Range<usize>, linkable: &[Range<usize>]) -> bool {
    let at = linkable.partition_point(|outer| outer.end < range.end);
    let is_inside = linkable
        .get(at)
        .is_some_and(|outer| outer.start <= range.start && range.end <= outer.end);
    is_inside && text.get(range.clone()).is_some_and(is_display_text) && is_separate(text, range)
}

/// Whether these words can be the display text of a link.
fn is_display_text(words: &str) -> bool {
    let is_special = |c: char| {
        matches!(
            c,
            '[' | ']' | '|' | '#' | '*' | '`' | '<' | '>' | '$' | '\\' | '~' | '='
        ) || c.is_control()
    };
    words.len() <= MAX_BYTES && !words.contains(is_special)
}

/// Whether words are separate from their neighbours: not part of a tag, a path, a URL or a compound,
/// and not where brackets would combine with adjacent characters.
fn is_separate(text: &str, range: &Range<usize>) -> bool {
    let (head, tail) = (&text[..range.start], &text[range.end..]);
    let before = head.chars().next_back();
    let after = tail.chars().next();
    let joined = |c| matches!(c, '-' | '‐' | '‑' | '_' | '@' | '#' | '/' | '\\');
    let opens = |c| matches!(c, '!' | '[' | '<' | '&' | '$' | '^');
    let closes = |c| matches!(c, '[' | ']' | '(' | '{' | '>' | '^' | '+');
    let continues = |tail: &str| {
        let mut tail = tail.chars();
        tail.next() == Some('.') && tail.next().is_some_and(char::is_alphanumeric)
    };
    let is_joined = before.is_some_and(|c| joined(c) || opens(c))
        || after.is_some_and(|c| joined(c) && c != '#' || closes(c))
        || head.ends_with("](")
        || tail.starts_with("::")
        || continues(tail);
    !is_joined && !ends_in_url(head)
}

/// Whether a text ends within a URL.
fn ends_in_url(head: &str) -> bool {
    let word = head.rsplit(char::is_whitespace).next().unwrap_or(head);
    word.contains("://") || word.starts_with("www.")
}
