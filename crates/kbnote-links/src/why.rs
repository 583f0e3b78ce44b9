//! What speaks for a link, in words.

use crate::features::Candidate;
use crate::field::Field;
use crate::query::Query;
use crate::span::Span;

/// What a reason is made of.
pub(crate) struct Reason<'a> {
    pub(crate) query: &'a Query<'a>,
    pub(crate) field: &'a Field,
    pub(crate) candidate: &'a Candidate,
    /// The words that would become the link, as they stand.
    pub(crate) display: &'a str,
    pub(crate) span: &'a Span,
    /// How often the text names the note as well as there.
    pub(crate) mentions: usize,
    /// The title of a note that is nearly the same, but less likely meant.
    pub(crate) nearly_same: Option<&'a str>,
}

/// The evidence as a person would put it, the parts apart by `; `.
pub(crate) fn why(reason: &Reason<'_>) -> String {
    let parts = [
        same_video(reason),
        words(reason),
        titles(reason),
        linked(reason),
        nearly_same(reason),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn same_video(reason: &Reason<'_>) -> Option<String> {
    let source = reason
        .query
        .index
        .source_of
        .get(reason.candidate.note as usize)?;
    (reason.query.source == Some(*source)).then(|| "same video".to_owned())
}

/// The title's words in the text.
fn words(reason: &Reason<'_>) -> Option<String> {
    let note = reason.candidate.note as usize;
    let all = reason.query.index.title_terms.get(note).len();
    let (span, display) = (reason.span, reason.display);
    let mut words = match span.words {
        words if words == all && span.as_in_title => "its title".to_owned(),
        words if words == all => "all words of its title".to_owned(),
        _ if span.as_in_title => format!("\"{display}\" in title"),
        words => format!("{words} of {all} words of its title"),
    };
    if reason.mentions > 1 {
        words += &format!(", {} mentions", reason.mentions);
    }
    Some(words)
}

/// From this cosine on two titles are called alike.
const ALIKE: f32 = 0.4;

fn titles(reason: &Reason<'_>) -> Option<String> {
    let likeness = reason
        .field
        .title_likeness
        .get(reason.candidate.note as usize)?;
    (*likeness >= ALIKE).then(|| "titles alike".to_owned())
}

fn linked(reason: &Reason<'_>) -> Option<String> {
    let linkers = reason
        .query
        .index
        .linked_by
        .get(reason.candidate.note as usize);
    let similar = reason
        .field
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

fn nearly_same(reason: &Reason<'_>) -> Option<String> {
    reason
        .nearly_same
        .map(|title| format!("nearly the same: \"{title}\""))
}
