//! The entries of a channel's index note, as `kbnote index` writes them.

use kbnote_note::{Note, Splice};

use super::change::{Change, ChangeId, ChangeKind, Evidence, Slot};

/// A change for each edit of the note's entries.
pub(super) fn propose(note: &Note, splices: &[Splice]) -> Vec<Change> {
    let numbered = splices.iter().enumerate();
    numbered
        .map(|(n, splice)| change(note, n, splice))
        .collect()
}

fn change(note: &Note, number: usize, splice: &Splice) -> Change {
    let before = note.text()[splice.range.clone()].trim();
    let after = splice.replacement.trim();
    let what = if after.is_empty() { before } else { after };
    Change {
        id: ChangeId::default(),
        kind: ChangeKind::Index,
        line: note.line_at(splice.range.start),
        range: splice.range.clone(),
        what: what.lines().next().unwrap_or_default().to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
        splices: vec![splice.clone()],
        conflict: false,
        evidence: Evidence::Channel,
        slot: Slot::Entry(number),
    }
}
