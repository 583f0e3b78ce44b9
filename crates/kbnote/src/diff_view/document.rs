//! The comparison of two notes for scripts: `kbnote.compare/1`.

use std::ops::Range;

use kbnote_core::Timestamp;
use kbnote_note::Note;
use kbnote_note::diff::{
    AnchorChange, Change, ChangeKind, LinkChange, NoteDiff, PlacedAnchor, Unit, UnitKind,
};
use serde_json::{Value, json};

/// The entry of two notes, which are named as given.
pub(crate) fn to_json(diff: &NoteDiff<'_>, old: &str, new: &str) -> Value {
    let changes: Vec<Value> = diff.changes().iter().map(|one| change(diff, one)).collect();
    json!({ "old": old, "new": new, "changes": changes })
}

fn change(diff: &NoteDiff<'_>, change: &Change) -> Value {
    let kind = match change.kind {
        ChangeKind::Inserted => "inserted",
        ChangeKind::Deleted => "deleted",
        ChangeKind::Moved => "moved",
        _ => "changed",
    };
    let unit = diff.new_unit(change).or(diff.old_unit(change));
    let words = change.words.iter();
    json!({
        "kind": kind,
        "unit": unit.map(|unit| unit_word(unit.kind)),
        "old": diff.old_unit(change).map(|unit| place(diff.old, unit)),
        "new": diff.new_unit(change).map(|unit| place(diff.new, unit)),
        "words": words.map(|word| json!({ "old": ends(&word.old), "new": ends(&word.new) })).collect::<Vec<_>>(),
        "anchors": change.anchors.iter().map(anchor).collect::<Vec<_>>(),
        "links": change.links.iter().map(|one| link(diff, one)).collect::<Vec<_>>(),
    })
}

const fn unit_word(kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Entry => "front-matter",
        UnitKind::FromLine => "from-line",
        UnitKind::Heading => "heading",
        UnitKind::Sentence => "sentence",
        UnitKind::Line => "line",
        _ => "markup",
    }
}

fn place(note: &Note, unit: &Unit) -> Value {
    json!({
        "line": unit.line, "start": unit.range.start, "end": unit.range.end,
        "text": unit.text(note),
    })
}

fn ends(range: &Range<usize>) -> Value {
    json!([range.start, range.end])
}

fn anchor(change: &AnchorChange) -> Value {
    let side = |anchor: &Option<PlacedAnchor>| {
        let anchor = anchor.as_ref()?;
        Some(json!({
            "start": anchor.range.start, "end": anchor.range.end,
            "time_ms": anchor.time.map(Timestamp::as_millis),
        }))
    };
    json!({ "old": side(&change.old), "new": side(&change.new), "shift_ms": change.shift_ms() })
}

fn link(diff: &NoteDiff<'_>, change: &LinkChange) -> Value {
    let side = |note: &Note, range: &Option<Range<usize>>| {
        let range = range.clone()?;
        Some(json!({ "start": range.start, "end": range.end, "text": note.text()[range] }))
    };
    json!({ "old": side(diff.old, &change.old), "new": side(diff.new, &change.new) })
}
