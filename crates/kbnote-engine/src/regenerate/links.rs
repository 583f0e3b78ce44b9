//! Wikilinks that the suggester would write.

use kbnote_note::{Claim, Note, Splice};

use super::change::{Change, ChangeId, ChangeKind, Evidence, Slot};

/// A link that a note could have, with the edit that writes it.
#[derive(Clone, Debug)]
pub struct LinkProposal {
    /// As the link names the note.
    pub target: String,
    /// The title of the note.
    pub title: String,
    /// The score of the suggestion.
    pub score: f64,
    /// The reason for it.
    pub why: String,
    /// The edit.
    pub splice: Splice,
}

/// The changes that write these links.
pub(super) fn propose(note: &Note, claims: &[Claim], links: &[LinkProposal]) -> Vec<Change> {
    links
        .iter()
        .map(|link| change(note, claims, link))
        .collect()
}

fn change(note: &Note, claims: &[Claim], link: &LinkProposal) -> Change {
    let words = link.splice.range.clone();
    let holds = |claim: &&Claim| claim.range.start <= words.start && words.end <= claim.range.end;
    let sentence = claims.iter().find(holds);
    Change {
        id: ChangeId::default(),
        kind: ChangeKind::Links,
        line: note.line_at(words.start),
        range: sentence.map_or(words.clone(), |claim| claim.range.clone()),
        what: note.text()[words.clone()].to_owned(),
        before: note.text()[words].to_owned(),
        after: link.splice.replacement.clone(),
        splices: vec![link.splice.clone()],
        conflict: false,
        evidence: Evidence::Note {
            target: link.target.clone(),
            title: link.title.clone(),
            score: link.score,
            why: link.why.clone(),
        },
        slot: Slot::Link(link.target.clone()),
    }
}
