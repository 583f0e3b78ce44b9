//! Ranks of the candidates in the most informative features.

use crate::numbers::ln_count;

pub(super) const NAMES: [&str; 17] = [
    "rank_title",
    "rank_sentence",
    "rank_phrase",
    "rank_text",
    "rank_votes",
    "rank_linkers",
    "rank_anchor",
    "rank_source_title",
    "rank_cosine",
    "rank_own_title",
    "rank_topic_titles",
    "rank_topic_both",
    "rank_topic_sentence",
    "rank_in_signature",
    "rank_title_votes",
    "rank_in_text",
    "rank_sibling",
];

/// The features by which candidates are ranked.
const RANKED: [&str; NAMES.len()] = [
    "title_saturated",
    "title_sentence",
    "phrase_rarity",
    "text_likeness",
    "votes_40",
    "linker_likeness_sum",
    "anchor_chance",
    "source_title",
    "title_cosine",
    "own_title_cosine",
    "topic_titles",
    "topic_both",
    "topic_sentence",
    "title_in_signature",
    "title_votes",
    "own_title_in_text",
    "sibling_title",
];

/// Adds the ranks to the rows of features of all candidates, behind the features of these names.
pub(super) fn add<const COUNT: usize>(rows: &mut [[f32; COUNT]], names: &[&str]) {
    for (place, name) in (names.len()..).zip(RANKED) {
        let Some(column) = names.iter().position(|&other| other == name) else {
            continue;
        };
        let mut values: Vec<f32> = rows.iter().map(|row| row[column]).collect();
        values.sort_by(|a, b| b.total_cmp(a));
        for row in rows.iter_mut() {
            let value = row[column];
            row[place] = ln_count(values.partition_point(|&other| other > value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::groups;
    use super::*;

    #[test]
    fn ranked_features_exist() {
        for name in RANKED {
            assert!(groups().any(|other| other == name), "{name}");
        }
    }
}
