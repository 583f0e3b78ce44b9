//! Where both notes lie among the topics of the vault.

use super::Look;
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

/// What a text counts beside its title, where both together stand for a note.
const TEXT: f32 = 0.3;

pub(super) fn row(look: &Look<'_>) -> [f32; NAMES.len()] {
    let query = look.scene.query;
    let title = &query.index.title_topics[look.note];
    let text = &query.index.text_topics[look.note];
    let [sentence, _, third] = nearest(&query.sentence_topics, title);
    let titles = cosine(&query.title_topic, title);
    let title_text = cosine(&query.title_topic, text);
    let text_title = cosine(&query.text_topic, title);
    let texts = cosine(&query.text_topic, text);
    let own = cosine(&query.title_topic, &query.text_topic);
    let theirs = cosine(title, text);
    let both = titles + TEXT * (title_text + text_title) + TEXT * TEXT * texts;
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

/// The length of a title's direction and a text's share of its own, added; they have this cosine.
fn length(cosine: f32) -> f32 {
    (1.0 + 2.0 * TEXT * cosine + TEXT * TEXT).max(0.1).sqrt()
}

/// The cosines of the three nearest, the greatest first.
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
