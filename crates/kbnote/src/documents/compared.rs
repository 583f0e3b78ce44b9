//! `kbnote.compare/1`.

use std::ops::Range;

use kbnote_core::Timestamp;
use kbnote_note::Note;
use kbnote_note::diff::{
    AnchorChange, Change, ChangeKind, LinkChange, NoteDiff, PlacedAnchor, Unit, UnitKind,
    WordChange,
};
use serde::Serialize;

/// `kbnote diff A B` and `kbnote diff --git REV NOTE…`: what differs between two notes, by sentence.
///
/// A change with none of `words`, `anchors` and `links` is one of blanks, list marks or the spelling
/// of links.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct ComparedNotesEntry {
    /// The old note, as it was given.
    old: String,
    /// The new note, as it was given.
    new: String,
    /// What differs.
    changes: Vec<UnitChangeEntry>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnitChangeEntry {
    /// `changed`, `inserted`, `deleted` or `moved`.
    kind: &'static str,
    /// `sentence`, `heading`, `front-matter`, `from-line`, `line` (of code and the like) or `markup`.
    unit: Option<&'static str>,
    /// The sentence, or other unit, in the old note; null if it is only in the new one.
    old: Option<UnitEntry>,
    /// The same in the new note; null if it is only in the old one.
    new: Option<UnitEntry>,
    /// The ranges of the words that differ.
    words: Vec<Sides<[usize; 2]>>,
    /// The anchors that differ.
    anchors: Vec<AnchorChangeEntry>,
    /// The links that differ.
    links: Vec<Sides<Option<LinkEntry>>>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct UnitEntry {
    /// The line on which it starts.
    line: usize,
    /// Where it starts.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Its text without anchors.
    text: String,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Sides<T> {
    /// In the old note.
    old: T,
    /// In the new note.
    new: T,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct AnchorChangeEntry {
    #[serde(flatten)]
    sides: Sides<Option<PlacedAnchorEntry>>,
    /// By how much its time moved.
    shift_ms: Option<i64>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct PlacedAnchorEntry {
    /// Where it starts.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Its time; null if it cannot be read.
    time_ms: Option<u64>,
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct LinkEntry {
    /// Where it starts.
    start: usize,
    /// Where it ends.
    end: usize,
    /// Its source.
    text: String,
}

impl ComparedNotesEntry {
    pub(crate) fn new(diff: &NoteDiff<'_>, old: &str, new: &str) -> Self {
        let changes = diff.changes().iter();
        Self {
            old: old.to_owned(),
            new: new.to_owned(),
            changes: changes.map(|one| UnitChangeEntry::new(diff, one)).collect(),
        }
    }
}

impl UnitChangeEntry {
    fn new(diff: &NoteDiff<'_>, change: &Change) -> Self {
        let (old, new) = (diff.old_unit(change), diff.new_unit(change));
        let links = change.links.iter();
        Self {
            kind: match change.kind {
                ChangeKind::Inserted => "inserted",
                ChangeKind::Deleted => "deleted",
                ChangeKind::Moved => "moved",
                _ => "changed",
            },
            unit: new.or(old).map(|unit| unit_word(unit.kind)),
            old: old.map(|unit| UnitEntry::new(diff.old, unit)),
            new: new.map(|unit| UnitEntry::new(diff.new, unit)),
            words: change.words.iter().map(Sides::from).collect(),
            anchors: change.anchors.iter().map(AnchorChangeEntry::from).collect(),
            links: links.map(|link| Sides::of_link(diff, link)).collect(),
        }
    }
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

impl UnitEntry {
    fn new(note: &Note, unit: &Unit) -> Self {
        Self {
            line: unit.line,
            start: unit.range.start,
            end: unit.range.end,
            text: unit.text(note),
        }
    }
}

impl From<&WordChange> for Sides<[usize; 2]> {
    fn from(word: &WordChange) -> Self {
        let ends = |range: &Range<usize>| [range.start, range.end];
        Self {
            old: ends(&word.old),
            new: ends(&word.new),
        }
    }
}

impl From<&AnchorChange> for AnchorChangeEntry {
    fn from(change: &AnchorChange) -> Self {
        let placed = |anchor: &PlacedAnchor| PlacedAnchorEntry {
            start: anchor.range.start,
            end: anchor.range.end,
            time_ms: anchor.time.map(Timestamp::as_millis),
        };
        Self {
            sides: Sides {
                old: change.old.as_ref().map(placed),
                new: change.new.as_ref().map(placed),
            },
            shift_ms: change.shift_ms(),
        }
    }
}

impl Sides<Option<LinkEntry>> {
    fn of_link(diff: &NoteDiff<'_>, change: &LinkChange) -> Self {
        let link = |note: &Note, range: &Range<usize>| LinkEntry {
            start: range.start,
            end: range.end,
            text: note.text()[range.clone()].to_owned(),
        };
        Self {
            old: change.old.as_ref().map(|range| link(diff.old, range)),
            new: change.new.as_ref().map(|range| link(diff.new, range)),
        }
    }
}
