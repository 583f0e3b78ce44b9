//! What stands around both notes: those with a title like this one's, those that link to the
//! candidate or are linked from it, and those of this one's source.

use super::Look;
use crate::index::{NoteId, TermId};
use crate::topics::cosine;

pub(super) const NAMES: [&str; 7] = [
    "title_votes",
    "linker_title",
    "sibling_title",
    "sibling_title_mean",
    "sibling_topic",
    "sibling_topic_mean",
    "linked_likeness",
];

/// Of a source with more notes than these, the first are looked at.
const MOST: usize = 30;

pub(super) fn row(look: &Look<'_>) -> [f32; NAMES.len()] {
    let (field, index) = (look.scene.field, look.scene.query.index);
    let linkers = index.linked_by.get(look.note).iter();
    let links = index.links.get(look.note);
    let linked: f32 = links.iter().map(|&to| field.likeness[to as usize]).sum();
    let [best, mean, best_topic, mean_topic] = siblings(look);
    [
        field.title_votes[look.note],
        linkers
            .map(|&by| field.title_likeness[by as usize])
            .fold(0.0, f32::max),
        best,
        mean,
        best_topic,
        mean_topic,
        linked / links.len().max(1) as f32,
    ]
}

/// How alike the candidate's title is to those of the notes of this one's source, by words and by
/// topic: the most and the mean.
fn siblings(look: &Look<'_>) -> [f32; 4] {
    let index = look.scene.query.index;
    let is_other = |sibling: &&NoteId| **sibling as usize != look.note;
    let (mut best, mut sum, mut best_topic, mut topic_sum, mut count) =
        (0.0_f32, 0.0, 0.0_f32, 0.0, 0.0_f32);
    for &sibling in look.scene.siblings.iter().filter(is_other).take(MOST) {
        let theirs = index.title_terms.get(sibling as usize);
        let square = |term: &TermId| index.title_rarity(*term).powi(2);
        let common: f32 = theirs
            .iter()
            .filter(|term| look.title.contains(term))
            .map(square)
            .sum();
        let norm = theirs.iter().map(square).sum::<f32>().sqrt() * look.mention.title_norm;
        let likeness = common / norm.max(1e-6);
        let topics = &index.title_topics;
        let topic = cosine(&topics[sibling as usize], &topics[look.note]);
        (best, best_topic) = (best.max(likeness), best_topic.max(topic));
        sum += likeness;
        topic_sum += topic;
        count += 1.0;
    }
    let count = count.max(1.0);
    [best, sum / count, best_topic, topic_sum / count]
}
