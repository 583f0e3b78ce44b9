//! One change that kbnote proposes.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use kbnote_align::Confidence;
use kbnote_core::{Fingerprint, Timestamp};
use kbnote_note::{Note, Splice};

use super::offset_map::OffsetMap;
use crate::anchoring::MoveReason;
use crate::text::percent;

/// The kind of a change, by the slot that it is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    /// Anchors of sentences.
    Anchors,
    /// Times that kbnote wrote after sentences that did not change.
    Times,
    /// Wikilinks.
    Links,
    /// Keys of the front matter and the `From:` line.
    FrontMatter,
    /// Chapter headings and other lines of the template.
    Headings,
    /// Lines of a channel's index.
    Index,
}

impl ChangeKind {
    /// All kinds, in the order in which they are counted.
    pub const ALL: [Self; 6] = [
        Self::Anchors,
        Self::Times,
        Self::Links,
        Self::FrontMatter,
        Self::Headings,
        Self::Index,
    ];

    /// The word for it in JSON, in lists and on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Anchors => "anchors",
            Self::Times => "times",
            Self::Links => "links",
            Self::FrontMatter => "front-matter",
            Self::Headings => "headings",
            Self::Index => "index",
        }
    }

    /// What one of its slots is called.
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Anchors => "anchor",
            Self::Times => "anchor time",
            Self::Links => "link",
            Self::FrontMatter => "field",
            Self::Headings => "heading",
            Self::Index => "index line",
        }
    }

    /// The kind that it is a part of.
    #[must_use]
    pub const fn group(self) -> Self {
        match self {
            Self::Times => Self::Anchors,
            other => other,
        }
    }
}

/// The name of a change: the same as long as the change is the same, wherever in the note its
/// place has moved to.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeId(String);

impl fmt::Display for ChangeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A change that kbnote proposes. Where it stands is told in bytes of the note as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// Its kind.
    pub kind: ChangeKind,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// The span of the note that is to be shown with it: the sentence, the entry, the line.
    /// All its splices lie in it.
    pub range: Range<usize>,
    /// What it is a change of: the text of the sentence, the key, the heading, the words to link.
    pub what: String,
    /// What is there; empty if nothing is. For an anchor its times.
    pub before: String,
    /// What would be there; empty if nothing would be.
    pub after: String,
    /// The edits that make it.
    pub splices: Vec<Splice>,
    /// Whether the author changed the same slot in another way. It is then made only if it is
    /// accepted by name.
    pub conflict: bool,
    /// The evidence for it.
    pub evidence: Evidence,
    pub(super) slot: Slot,
}

/// The slot that a change is in, for what is to be remembered of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// A claim of the plan, by its number.
    Claim(usize),
    /// A link, by its target.
    Link(String),
    /// An entry of the front matter, by its key.
    Key(String),
    /// The `From:` line.
    From,
    /// An edit of the template's lines, by its number.
    Lines(usize),
    /// An edit of an index note's entries, by its number.
    Entry(usize),
}

impl Slot {
    /// The order of changes at one place of a note: lines of the template keep theirs.
    const fn order(&self) -> (u8, usize) {
        match self {
            Self::Key(_) => (0, 0),
            Self::Lines(number) => (1, *number),
            _ => (2, 0),
        }
    }
}

/// The evidence for a change.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// The captions behind a time.
    Captions {
        /// The times that stand there.
        old: Vec<Timestamp>,
        /// Those that would.
        new: Vec<Timestamp>,
        /// What is said then.
        text: String,
        /// The score of the alignment.
        score: f64,
        /// The confidence of the alignment.
        confidence: Confidence,
        /// Why it moves, if the sentence did not change.
        reason: Option<MoveReason>,
    },
    /// The note behind a link.
    Note {
        /// As the link names it.
        target: String,
        /// The title of the note.
        title: String,
        /// The score of the suggestion.
        score: f64,
        /// The reason for it.
        why: String,
    },
    /// The template, with what is known of the video now.
    Template,
    /// The notes that the channel has now.
    Channel,
}

impl Change {
    /// Why a time moves whose sentence did not change.
    #[must_use]
    pub fn reason(&self) -> Option<String> {
        let Evidence::Captions { score, reason, .. } = &self.evidence else {
            return None;
        };
        Some(match reason.as_ref()? {
            MoveReason::CaptionsChanged => "the captions changed".to_owned(),
            MoveReason::NewerAligner { score_before } => format!(
                "a newer version of the aligner finds the sentence at {} ({}, was {} at {})",
                self.after,
                percent(*score),
                percent(*score_before),
                self.before
            ),
        })
    }

    /// The stretch that it lies in, with it made.
    #[must_use]
    pub fn range_after(&self, note: &Note) -> String {
        spliced(note, &self.range, &self.splices)
    }

    /// What its slot is called.
    #[must_use]
    pub fn noun(&self) -> &'static str {
        let is_heading = [&self.before, &self.after]
            .iter()
            .any(|text| text.starts_with('#'));
        match self.kind {
            ChangeKind::Headings if !is_heading => "template line",
            kind => kind.noun(),
        }
    }

    /// The change of the note as it was, from that of the edited note; `None` if it is one of text
    /// that the edits wrote.
    pub(super) fn moved_back(mut self, note: &Note, back: &OffsetMap) -> Option<Self> {
        self.range = back.around(&self.range);
        for splice in &mut self.splices {
            splice.range = back.range(&splice.range)?;
        }
        self.line = note.line_at(self.range.start);
        Some(self)
    }

    /// What makes it the change that it is, whatever the reason. A link is the same one wherever it
    /// would be.
    fn key(&self) -> (ChangeKind, [&str; 3]) {
        let parts = match &self.evidence {
            Evidence::Note { target, .. } => [target.as_str(), "", ""],
            _ => [self.what.as_str(), &self.before, &self.after],
        };
        (self.kind.group(), parts)
    }
}

/// A change of the template's text.
pub(super) fn of_template(
    note: &Note,
    kind: ChangeKind,
    slot: Slot,
    range: Range<usize>,
) -> Change {
    Change {
        id: ChangeId::default(),
        kind,
        line: note.line_at(range.start),
        range,
        what: String::new(),
        before: String::new(),
        after: String::new(),
        splices: Vec::new(),
        conflict: false,
        evidence: Evidence::Template,
        slot,
    }
}

/// A stretch of the note with those edits made that lie in it.
pub(super) fn spliced(note: &Note, range: &Range<usize>, splices: &[Splice]) -> String {
    let lies_within =
        |splice: &&Splice| range.start <= splice.range.start && splice.range.end <= range.end;
    let mut within: Vec<&Splice> = splices.iter().filter(lies_within).collect();
    within.sort_by_key(|splice| splice.range.start);
    let (mut text, mut at) = (String::new(), range.start);
    for splice in within {
        text += note.text().get(at..splice.range.start).unwrap_or_default();
        text += &splice.replacement;
        at = splice.range.end;
    }
    text + note.text().get(at..range.end).unwrap_or_default()
}

/// The smallest edit that makes `new` of the stretch of the note.
pub(super) fn rewrite(note: &Note, range: Range<usize>, new: &str) -> Splice {
    let old = &note.text()[range.clone()];
    let same = |(a, b): &(char, char)| a == b;
    let length = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(same).map(|(c, _)| c.len_utf8()).sum()
    };
    let start = length(&mut old.chars().zip(new.chars()));
    let (old_rest, new_rest) = (&old[start..], &new[start..]);
    let end = length(&mut old_rest.chars().rev().zip(new_rest.chars().rev()));
    Splice::replace(
        range.start + start..range.end - end,
        &new_rest[..new_rest.len() - end],
    )
}

/// Puts changes in the order of the note and gives each its name; the same change to repeated
/// sentences is told apart by its number.
pub(super) fn name_all(changes: &mut [Change]) {
    changes.sort_by_key(|change| {
        (
            change.range.start,
            change.slot.order(),
            change.kind,
            change.range.end,
        )
    });
    let mut seen: BTreeMap<ChangeId, u64> = BTreeMap::new();
    for change in changes {
        let (kind, parts) = change.key();
        let print = parts
            .iter()
            .fold(Fingerprint::of(kind.word().as_bytes()), |print, part| {
                print.and(&[0]).and(part.as_bytes())
            });
        let number = seen.entry(ChangeId(print.to_string())).or_default();
        let numbered = match *number {
            0 => print,
            n => print.and(&[0]).and(&n.to_le_bytes()),
        };
        *number += 1;
        change.id = ChangeId(numbered.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(at: usize, what: &str, after: &str) -> Change {
        Change {
            id: ChangeId::default(),
            kind: ChangeKind::Headings,
            line: 1,
            range: at..at,
            what: what.to_owned(),
            before: String::new(),
            after: after.to_owned(),
            splices: vec![Splice::insert(at, after)],
            conflict: false,
            evidence: Evidence::Template,
            slot: Slot::Claim(0),
        }
    }

    #[test]
    fn a_change_keeps_its_name_wherever_it_moves() {
        let mut there = [change(0, "One", "## One")];
        let mut elsewhere = [change(0, "Zero", "## Zero"), change(9, "One", "## One")];
        name_all(&mut there);
        name_all(&mut elsewhere);
        assert_eq!(there[0].id, elsewhere[1].id);
        assert_ne!(there[0].id, elsewhere[0].id);
    }

    #[test]
    fn the_same_change_twice_has_two_names() {
        let mut twice = [change(0, "Tea", "x"), change(9, "Tea", "x")];
        name_all(&mut twice);
        assert_ne!(twice[0].id, twice[1].id);
    }

    #[test]
    fn the_text_around_a_change_is_shown_with_the_change_applied() {
        let note = Note::parse("Two count. Three rest.");
        let change = Change {
            range: 0..10,
            ..change(9, "Two count.", " [00:01]")
        };
        assert_eq!(change.range_after(&note), "Two count [00:01].");
    }
}
