//! The share of the title that occurs in the text.

use super::context::{CandidateContext, flag};
use crate::numbers::ln_count;

pub(super) const NAMES: [&str; 15] = [
    "title_all",
    "title_sentence",
    "title_second",
    "title_half_sentences",
    "title_cosine",
    "title_window",
    "title_saturated",
    "title_heading",
    "title_heading_cosine",
    "title_words",
    "title_matched",
    "title_rarity",
    "title_missing",
    "title_rarest",
    "title_has_rarest",
];

pub(super) fn row(candidate: &CandidateContext<'_>) -> [f32; NAMES.len()] {
    let m = candidate.mention;
    [
        m.all,
        m.sentence,
        m.second_sentence,
        ln_count(m.half_sentences),
        m.cosine,
        m.window,
        m.saturated / m.title_rarity,
        m.heading,
        m.heading_cosine,
        candidate.title.len() as f32,
        m.matched as f32,
        m.title_rarity,
        m.title_rarity * (1.0 - m.all),
        m.rarest,
        flag(m.has_rarest),
    ]
}
