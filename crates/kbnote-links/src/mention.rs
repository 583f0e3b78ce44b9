//! Occurrences of the words of a title in the text of a note.

use crate::index::TermId;
use crate::query::Query;

/// Adjacent words of the text that are adjacent in a title too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Phrase {
    /// The first position and the number of positions.
    pub(crate) position: usize,
    pub(crate) len: usize,
    /// The index of its first word in the title.
    pub(crate) from: usize,
    /// The sum of the rarities of its words.
    pub(crate) rarity: f32,
}

/// How a text mentions a title.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mention {
    /// The sum of the rarities of all words of the title.
    pub(crate) title_rarity: f32,
    pub(crate) title_norm: f32,
    /// The share of the title that occurs in the text, by rarity.
    pub(crate) all: f32,
    /// The share in the best sentence, and in the second best.
    pub(crate) sentence: f32,
    pub(crate) second_sentence: f32,
    /// The number of sentences with at least half of the title.
    pub(crate) half_sentences: usize,
    /// The cosine of the best sentence with the title.
    pub(crate) cosine: f32,
    /// The share and the cosine of the best heading.
    pub(crate) heading: f32,
    pub(crate) heading_cosine: f32,
    /// The share of the title in the best window of a few words.
    pub(crate) window: f32,
    /// The rarities of the words of the title, saturated by their counts in the text.
    pub(crate) saturated: f32,
    pub(crate) matched: usize,
    /// The rarity of the rarest word of the title, and whether it occurs in the text.
    pub(crate) rarest: f32,
    pub(crate) has_rarest: bool,
    /// The weightiest phrase of the title in the text, at its first occurrence.
    pub(crate) phrase: Option<Phrase>,
    /// The first positions of all its occurrences.
    pub(crate) occurrences: Vec<usize>,
}

/// A word of the title in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub(crate) position: usize,
    /// Its index in the title.
    pub(crate) word: usize,
    pub(crate) rarity: f32,
}

/// Finds a title in the text.
pub(crate) fn mention(query: &Query<'_>, title: &[TermId]) -> Mention {
    let rarity = rarities(query, title);
    let mut found = Mention {
        title_rarity: rarity.iter().sum::<f32>().max(1e-6),
        title_norm: rarity.iter().map(|r| r * r).sum::<f32>().sqrt().max(1e-6),
        ..Mention::default()
    };
    for (&term, rarity) in title.iter().zip(rarity) {
        let count = query.positions_of(term).len();
        if rarity > found.rarest {
            (found.rarest, found.has_rarest) = (rarity, count > 0);
        }
        if count > 0 {
            found.all += rarity / found.title_rarity;
            found.matched += 1;
            found.saturated += rarity * count as f32 / (count as f32 + 1.5);
        }
    }
    let hits = hits(query, title);
    sentences(query, &hits, title.len(), &mut found);
    found.window = window(query, &hits, title.len()) / found.title_rarity;
    add_phrase(query, &hits, &mut found);
    found
}

fn rarities(query: &Query<'_>, title: &[TermId]) -> Vec<f32> {
    title
        .iter()
        .map(|&term| query.index.title_rarity(term))
        .collect()
}

/// The words of a title in the text, in order.
pub(crate) fn hits(query: &Query<'_>, title: &[TermId]) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    for ((word, &term), rarity) in title.iter().enumerate().zip(rarities(query, title)) {
        let hit = |&position: &u32| Hit {
            position: position as usize,
            word,
            rarity,
        };
        hits.extend(query.positions_of(term).iter().map(hit));
    }
    hits.sort_by_key(|hit| (hit.position, hit.word));
    hits
}

fn sentences(query: &Query<'_>, hits: &[Hit], words: usize, found: &mut Mention) {
    let sentence_of = |hit: &Hit| query.positions[hit.position].sentence;
    let mut seen = vec![u32::MAX; words];
    for group in hits.chunk_by(|a, b| sentence_of(a) == sentence_of(b)) {
        let sentence = sentence_of(&group[0]);
        let (mut sum, mut squares) = (0.0, 0.0);
        for hit in group {
            if seen[hit.word] != sentence {
                seen[hit.word] = sentence;
                sum += hit.rarity;
                squares += hit.rarity * hit.rarity;
            }
        }
        let share = sum / found.title_rarity;
        let norm = query.sentence_norms[sentence as usize].max(1e-6);
        let cosine = squares / norm / found.title_norm;
        if query.positions[group[0].position].place.heading {
            found.heading = found.heading.max(share);
            found.heading_cosine = found.heading_cosine.max(cosine);
        }
        found.half_sentences += usize::from(share >= 0.5);
        found.cosine = found.cosine.max(cosine);
        if share > found.sentence {
            (found.sentence, found.second_sentence) = (share, found.sentence);
        } else if share > found.second_sentence {
            found.second_sentence = share;
        }
    }
}

/// The greatest sum of rarities of different words of the title within a window.
fn window(query: &Query<'_>, hits: &[Hit], words: usize) -> f32 {
    let reach = words as u32 * 2 + 2;
    let mut counts = vec![0_u32; words];
    let (mut sum, mut best, mut start) = (0.0_f32, 0.0_f32, 0);
    for hit in hits {
        let here = query.positions[hit.position];
        while hits[start].position < hit.position && {
            let first = query.positions[hits[start].position];
            here.token - first.token > reach || first.sentence != here.sentence
        } {
            let dropped = hits[start];
            counts[dropped.word] -= 1;
            if counts[dropped.word] == 0 {
                sum -= dropped.rarity;
            }
            start += 1;
        }
        counts[hit.word] += 1;
        if counts[hit.word] == 1 {
            sum += hit.rarity;
        }
        best = best.max(sum);
    }
    best
}

fn runs(query: &Query<'_>, hits: &[Hit]) -> Vec<Phrase> {
    let run = |(at, hit): (usize, &Hit)| {
        let mut phrase = Phrase {
            position: hit.position,
            len: 1,
            from: hit.word,
            rarity: hit.rarity,
        };
        let mut rest = &hits[at + 1..];
        while query.joins_next(phrase.position + phrase.len - 1) {
            let next = (phrase.position + phrase.len, phrase.from + phrase.len);
            let near = rest.iter().take_while(|hit| hit.position <= next.0);
            let Some(on) = near
                .into_iter()
                .position(|hit| (hit.position, hit.word) == next)
            else {
                break;
            };
            phrase.rarity += rest[on].rarity;
            phrase.len += 1;
            rest = &rest[on + 1..];
        }
        phrase
    };
    hits.iter().enumerate().map(run).collect()
}

/// Adds the phrase with the rarest words, and all its occurrences.
fn add_phrase(query: &Query<'_>, hits: &[Hit], found: &mut Mention) {
    let all = runs(query, hits);
    let mut best = Phrase::default();
    for phrase in &all {
        if phrase.rarity > best.rarity + 1e-6 {
            best = *phrase;
        }
    }
    let same = |phrase: &&Phrase| {
        phrase.from <= best.from && phrase.from + phrase.len >= best.from + best.len
    };
    found.occurrences = all
        .iter()
        .filter(same)
        .map(|phrase| phrase.position + best.from - phrase.from)
        .collect();
    found.phrase = (best.len > 0).then_some(best);
}
