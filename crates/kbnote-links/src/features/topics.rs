//! Where both notes lie among the topics of the vault.

use super::Look;
use crate::topics::{Direction, cosine};

pub(super) const NAMES: [&str; 7] = [
    "topic_titles",
    "topic_title_text",
    "topic_text_title",
    "topic_texts",
    "topic_sentence",
    "topic_sentence_third",
    "topic_heading",
];

pub(super) fn row(look: &Look<'_>) -> [f32; NAMES.len()] {
    let query = look.scene.query;
    let title = &query.index.title_topics[look.note];
    let text = &query.index.text_topics[look.note];
    let [sentence, _, third] = nearest(&query.sentence_topics, title);
    [
        cosine(&query.title_topic, title),
        cosine(&query.title_topic, text),
        cosine(&query.text_topic, title),
        cosine(&query.text_topic, text),
        sentence,
        third,
        nearest(&query.heading_topics, title)[0],
    ]
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
