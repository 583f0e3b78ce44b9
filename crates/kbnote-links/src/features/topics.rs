//! Likeness of both notes by topic.

use super::context::CandidateContext;
use crate::topics::{Direction, cosine};

pub(super) const NAMES: [&str; 8] = [
    "topic_titles",
    "topic_title_text",
    "topic_text_title",
    "topic_texts",
    "topic_both",
    "topic_sentence",
    "topic_sentence_third",
    "topic_heading",
];

/// The weight of a text beside its title, where both together represent a note.
const TEXT_WEIGHT: f32 = 0.3;

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let query = candidate.context.query;
    let title = &query.index.title_topics[candidate.note];
    let text = &query.index.text_topics[candidate.note];
    let [sentence, _, third] = nearest(&query.sentence_topics, title);
    let titles = cosine(&query.title_topic, title);
    let title_text = cosine(&query.title_topic, text);
    let text_title = cosine(&query.text_topic, title);
    let texts = cosine(&query.text_topic, text);
    let own = cosine(&query.title_topic, &query.text_topic);
    let theirs = cosine(title, text);
    let both = titles + TEXT_WEIGHT * (title_text + text_title) + TEXT_WEIGHT * TEXT_WEIGHT * texts;
    [
        titles,
        title_text,
        text_title,
        texts,
        both / (length(own) * length(theirs)),
        sentence,
        third,
        nearest(&query.heading_topics, title)[0],
    ]
}

/// The length of the sum of a title's direction and a text's weighted direction with this cosine.
fn length(cosine: f32) -> f32 {
    (1.0 + 2.0 * TEXT_WEIGHT * cosine + TEXT_WEIGHT * TEXT_WEIGHT)
        .max(0.1)
        .sqrt()
}

/// The three greatest cosines, the greatest first.
fn nearest(all: &[Direction], title: &Direction) -> [f32; 3] {
    let mut top = [0.0_f32; 3];
    for one in all {
        let mut value = cosine(one, title);
        for best in &mut top {
            if value > *best {
                std::mem::swap(best, &mut value);
            }
        }
    }
    top
}
