//! Selects the words of the text that become the link.

use std::collections::HashMap;
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
    /// How well it suits as the link to the note.
    pub(crate) fit: f32,
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

/// How much it counts whether the rest of the title is in the same sentence.
const SENTENCE_WEIGHT: f32 = 4.0;

/// The penalty for each word of the title before those of the span: titles begin with their matter.
const SKIP_PENALTY: f32 = 0.6;

/// The spans that name a note, the most suitable first, of equals the first in the text. Each lies in one
/// of the `linkable` ranges.
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
    let shares = sentence_shares(query, &hits);
    let fitted = |at: usize| {
        let share = shares.get(&query.positions[hits[at].position].sentence);
        let of_sentence = SENTENCE_WEIGHT * share.copied().unwrap_or(0.0);
        let spans = spans_from(query, &hits[at..], loss).into_iter();
        spans.map(move |span| Span {
            fit: rounded(span.fit + of_sentence),
            ..span
        })
    };
    let mut all: Vec<Span> = (0..hits.len())
        .flat_map(fitted)
        .filter_map(|span| with_whole_brackets(text, span))
        .filter(|span| can_be_link(text, &span.range, linkable) && is_one_phrase(text, span))
        .collect();
    all.sort_by(|a, b| {
        let by_fit = b.fit.total_cmp(&a.fit);
        by_fit.then(a.range.start.cmp(&b.range.start))
    });
    all
}

/// For each sentence with words of the title, how much of it they are, relative to the best sentence.
fn sentence_shares(query: &Query<'_>, hits: &[Hit]) -> HashMap<u32, f32> {
    let sentence_of = |hit: &Hit| query.positions[hit.position].sentence;
    let mut shares = HashMap::new();
    for group in hits.chunk_by(|a, b| sentence_of(a) == sentence_of(b)) {
        let is_first = |at: usize| !group[..at].iter().any(|hit| hit.word == group[at].word);
        let words = (0..group.len()).filter(|&at| is_first(at));
        let sum: f32 = words
            .map(|at| {
                query
                    .index
                    .title_rarity(query.positions[group[at].position].term)
            })
            .sum();
        shares.insert(sentence_of(&group[0]), sum);
    }
    let best = shares.values().copied().fold(1e-6, f32::max);
    shares.values_mut().for_each(|share| *share /= best);
    shares
}

/// Whether no pause lies between words that only happen to be near each other.
fn is_one_phrase(text: &str, span: &Span) -> bool {
    let is_pause = |c| matches!(c, ',' | ';' | ':' | '(' | ')' | '"' | '“' | '”');
    span.as_in_title || !text[span.range.clone()].contains(is_pause)
}

/// A number to three decimals, so that equals stay equal whatever the order of the sums.
fn rounded(x: f32) -> f32 {
    (x * 1000.0).round() / 1000.0
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
        fit: first.rarity - SKIP_PENALTY * first.word as f32,
    };
    let mut all = vec![span.clone()];
    let mut seen = vec![first.word];
    let mut last = *first;
    let mut earliest = first.word;
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
            earliest = earliest.min(hit.word);
            span.fit = span.worth - SKIP_PENALTY * earliest as f32;
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

pub(crate) fn can_be_link(text: &str, range: &Range<usize>, linkable: &[Range<usize>]) -> bool {
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

#[cfg(test)]
mod tests {
    use kbnote_note::Note;

    use crate::{LinkIndex, NoteFacts, SuggestOptions, suggest};

    /// The words that would become links to notes with these titles.
    fn displays(text: &str, titles: &[&str]) -> Vec<String> {
        let facts = |title: &&str| NoteFacts {
            path: format!("a/{}", title.to_lowercase().replace(' ', "_")),
            title: (*title).to_owned(),
            ..NoteFacts::default()
        };
        let index = LinkIndex::new(titles.iter().map(facts).collect());
        let found = suggest(&Note::parse(text), &index, &SuggestOptions::default());
        found.into_iter().map(|one| one.display).collect()
    }

    #[test]
    fn a_complete_title_is_not_broken_up_for_another_note() {
        let titles = ["Kiln firing", "Kiln firing with wood and salt"];
        for text in [
            "First comes kiln firing with wood and salt, then kiln firing.",
            "First comes kiln firing, then kiln firing with wood and salt.",
        ] {
            let mut found = displays(text, &titles);
            found.sort();
            assert_eq!(found, ["kiln firing", "kiln firing with wood and salt"]);
        }
    }

    #[test]
    fn words_of_different_phrases_are_not_one_link() {
        for text in [
            "They sell kilns, wood and salt.",
            "A kiln (for wood) is here.",
            "For the kiln: wood is dry.",
        ] {
            let found = displays(text, &["Wood kilns"]);
            assert_eq!(found.len(), 1, "{text} {found:?}");
            assert!(!found[0].contains([',', '(', ':']), "{text} {found:?}");
        }
        assert_eq!(
            displays("They left Rome, Italy.", &["Rome, Italy"]),
            ["Rome, Italy"]
        );
    }

    #[test]
    fn the_sentence_with_most_of_the_title_gives_the_words() {
        let text = "A kiln is hot.

They fire it with salt in a kiln of brick.";
        let titles = ["Kilns with salt and brick", "Clay", "Glaze"];
        let second = text.find("They").unwrap_or(0);
        let facts = |title: &&str| NoteFacts {
            path: title.to_lowercase(),
            title: (*title).to_owned(),
            ..NoteFacts::default()
        };
        let index = LinkIndex::new(titles.iter().map(facts).collect());
        let found = suggest(&Note::parse(text), &index, &SuggestOptions::default());
        assert!(found[0].range.start > second, "{found:?}");
    }
}
