//! The evidences for a link, in words.

use crate::features::Candidate;
use crate::query::Query;
use crate::span::Span;
use crate::vault_scores::VaultScores;

/// The evidence for a link.
pub(crate) struct Evidence<'a> {
    pub(crate) query: &'a Query<'a>,
    pub(crate) scores: &'a VaultScores,
    pub(crate) candidate: &'a Candidate,
    /// The words that would become the link.
    pub(crate) display: &'a str,
    pub(crate) span: &'a Span,
    /// The number of equally good spans in the text.
    pub(crate) mentions: usize,
    /// The title of a nearly identical, but less likely candidate.
    pub(crate) nearly_same: Option<&'a str>,
    /// Whether the words are a single common word of a longer title.
    pub(crate) is_common_word: bool,
}

/// Describes the evidence; the parts are separated by `; `.
pub(crate) fn why(evidence: &Evidence<'_>) -> String {
    let parts = [
        same_video(evidence),
        words(evidence),
        titles(evidence),
        linked(evidence),
        nearly_same(evidence),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn same_video(evidence: &Evidence<'_>) -> Option<String> {
    let source = evidence
        .query
        .index
        .source_of
        .get(evidence.candidate.note as usize)?;
    (evidence.query.source == Some(*source)).then(|| "same video".to_owned())
}

/// The title's words in the text.
fn words(evidence: &Evidence<'_>) -> Option<String> {
    let note = evidence.candidate.note as usize;
    let all = evidence.query.index.title_terms.get(note).len();
    let (span, display) = (evidence.span, evidence.display);
    let mut words = match span.words {
        words if words == all && span.as_in_title => "its title".to_owned(),
        words if words == all => "all words of its title".to_owned(),
        _ if evidence.is_common_word => format!("only \"{display}\" of its title"),
        _ if span.as_in_title => format!("\"{display}\" in title"),
        words => format!("{words} of {all} words of its title"),
    };
    if evidence.mentions > 1 {
        words += &format!(", {} mentions", evidence.mentions);
    }
    Some(words)
}

/// The least cosine of titles that are reported as similar.
const SIMILAR_TITLE: f32 = 0.4;

fn titles(evidence: &Evidence<'_>) -> Option<String> {
    let likeness = evidence
        .scores
        .title_likeness
        .get(evidence.candidate.note as usize)?;
    (*likeness >= SIMILAR_TITLE).then(|| "similar title".to_owned())
}

fn linked(evidence: &Evidence<'_>) -> Option<String> {
    let linkers = evidence
        .query
        .index
        .linked_by
        .get(evidence.candidate.note as usize);
    let similar = evidence
        .scores
        .neighbours
        .iter()
        .take(20)
        .filter(|(note, _)| linkers.contains(note))
        .count();
    match similar {
        0 => None,
        1 => Some("linked from a similar note".to_owned()),
        count => Some(format!("linked from {count} similar notes")),
    }
}

fn nearly_same(evidence: &Evidence<'_>) -> Option<String> {
    evidence
        .nearly_same
        .map(|title| format!("nearly the same: \"{title}\""))
}
