//! The neighbours of both notes: notes with a similar title, notes linked with the candidate, and notes
//! of the same source.

use super::context::CandidateContext;
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

/// The maximum number of notes of a source that are compared.
const MAX_SIBLINGS: usize = 30;

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let (scores, index) = (candidate.context.scores, candidate.context.query.index);
    let linkers = index.linked_by.get(candidate.note).iter();
    let links = index.links.get(candidate.note);
    let linked: f32 = links.iter().map(|&to| scores.likeness[to as usize]).sum();
    let [best, mean, best_topic, mean_topic] = siblings(candidate);
    [
        scores.title_votes[candidate.note],
        linkers
            .map(|&by| scores.title_likeness[by as usize])
            .fold(0.0, f32::max),
        best,
        mean,
        best_topic,
        mean_topic,
        linked / links.len().max(1) as f32,
    ]
}

/// The likeness of the candidate's title to the titles of this note's source, by words and by topic:
/// maximum and mean.
fn siblings(candidate: &CandidateContext<'_>) -> [f32; 4] {
    let index = candidate.context.query.index;
    let is_other = |sibling: &&NoteId| **sibling as usize != candidate.note;
    let (mut best, mut sum, mut best_topic, mut topic_sum, mut count) =
        (0.0_f32, 0.0, 0.0_f32, 0.0, 0.0_f32);
    for &sibling in candidate
        .context
        .siblings
        .iter()
        .filter(is_other)
        .take(MAX_SIBLINGS)
    {
        let theirs = index.title_terms.get(sibling as usize);
        let square = |term: &TermId| index.title_rarity(*term).powi(2);
        let common: f32 = theirs
            .iter()
            .filter(|term| candidate.title.contains(term))
            .map(square)
            .sum();
        let norm = theirs.iter().map(square).sum::<f32>().sqrt() * candidate.mention.title_norm;
        let likeness = common / norm.max(1e-6);
        let topics = &index.title_topics;
        let topic = cosine(&topics[sibling as usize], &topics[candidate.note]);
        (best, best_topic) = (best.max(likeness), best_topic.max(topic));
        sum += likeness;
        topic_sum += topic;
        count += 1.0;
    }
    let count = count.max(1.0);
    [best, sum / count, best_topic, topic_sum / count]
}
