//! The entries of a channel's index note, as `kbnote index` writes them.

use kbnote_note::{IndexPlan, IndexRecord, Note, Splice};

use super::Verdict;
use super::change::{Change, ChangeId, ChangeKind, Evidence, Slot};

/// The plan for the entries of a channel's index note.
#[derive(Debug)]
pub struct IndexEntries {
    /// The name of the index note in the vault.
    pub name: String,
    /// The edits.
    pub plan: IndexPlan,
    /// The record that is stored.
    pub earlier: IndexRecord,
}

/// A change of the record of an index note.
#[derive(Clone, Debug)]
pub struct IndexRecordChange {
    /// The name of the index note in the vault.
    pub name: String,
    /// The bytes of the note for which the earlier record holds.
    pub before: Vec<u8>,
    /// The record that is stored.
    pub earlier: IndexRecord,
    /// The record after the change.
    pub record: IndexRecord,
}

impl IndexEntries {
    /// The change of the record once the edits for which `is_decided` is true were made or refused:
    /// those that are not in the note are not proposed again. `before` is what the note was, if it is
    /// changed. `None` if the record stays as it is.
    #[must_use]
    pub fn record_change(
        &self,
        before: &[u8],
        is_decided: impl Fn(usize) -> bool,
    ) -> Option<IndexRecordChange> {
        let record = self.plan.record_of(&self.earlier, is_decided);
        (record != self.earlier).then(|| IndexRecordChange {
            name: self.name.clone(),
            before: before.to_owned(),
            earlier: self.earlier.clone(),
            record,
        })
    }

    /// The change of the record after verdicts. An entry that was refused is not proposed again; one
    /// that was left is.
    pub(super) fn record_after(
        &self,
        before: &[u8],
        verdicts: &[(&Change, Verdict)],
    ) -> Option<IndexRecordChange> {
        let left = verdicts
            .iter()
            .filter(|(_, verdict)| *verdict == Verdict::Leave);
        let left: Vec<&Slot> = left.map(|(change, _)| &change.slot).collect();
        self.record_change(before, |number| !left.contains(&&Slot::Entry(number)))
    }
}

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
