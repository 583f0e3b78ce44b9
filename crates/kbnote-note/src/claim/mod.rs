//! Claims: what the author says, in pieces that are anchored one by one.

mod cut;
mod metadata;
#[cfg(test)]
mod odd_ends_test;
pub(crate) mod read;
#[cfg(test)]
mod tests;

use std::ops::Range;

use kbnote_core::Timestamp;

use crate::splice::Splice;

/// A sentence, or the part of one before an anchor in its middle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// From its first to its last character in the note, anchors at its ends not counted.
    pub range: Range<usize>,
    /// Its text without Markdown and anchors, white space folded to single blanks.
    pub text: String,
    /// The heading above it, as an index into [`crate::Note::headings`].
    pub heading: Option<usize>,
    /// The block it stands in, as an index into [`crate::Note::blocks`].
    pub block: usize,
    /// The sentence it belongs to, counted through the note from 0.
    pub sentence: usize,
    /// The line it begins on, from 1.
    pub line: usize,
    /// The anchors that stand for it, as indexes into [`crate::Note::anchors`]; none if empty.
    pub anchors: Range<usize>,
    /// The byte offset at which an anchor for it is inserted; `None` where none may be.
    pub place: Option<usize>,
    /// Further places, before the commas that are left right before its full stop where several
    /// anchors were taken out by search and replace: `at dusk,,.` had three.
    pub gaps: Vec<usize>,
    /// What kind of claim it is.
    pub role: ClaimRole,
}

/// What a claim is to its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ClaimRole {
    /// A whole sentence with its stop.
    Statement,
    /// A sentence that ends in a question mark.
    Question,
    /// Text without a stop at its end.
    Fragment,
    /// A sentence that ends in a colon: what it says follows.
    LeadIn,
    /// A label alone: nothing but strong text, be it with a stop where what follows explains it. A
    /// strong sentence behind others is none.
    Label,
    /// A link to a note and nothing else.
    Link,
    /// What is left of a sentence behind the anchor in its middle.
    Remainder,
    /// A sentence without an anchor of its own in a quotation whose last sentence has one.
    Quoted,
    /// Text that is not a sentence: a line of tags, a field of Dataview, a task, code alone.
    Metadata,
    /// Not prose: a heading or the like, here only because it holds an anchor.
    Aside,
}

impl Claim {
    /// Whether an anchor stands for it.
    #[must_use]
    pub fn is_anchored(&self) -> bool {
        !self.anchors.is_empty()
    }

    /// Whether an author would anchor it: prose that says something and has no anchor yet, nor an
    /// anchor in the same sentence. Labels, links alone and sentences that only introduce a list are
    /// left.
    #[must_use]
    pub fn wants_anchor(&self) -> bool {
        let says_something = matches!(
            self.role,
            ClaimRole::Statement | ClaimRole::Question | ClaimRole::Fragment
        );
        says_something && self.place.is_some() && !self.is_anchored()
    }

    /// How many anchors it is best given: one, and one for each gap.
    #[must_use]
    pub fn moments(&self) -> usize {
        self.gaps.len() + 1
    }

    /// Writes anchors to `times` behind it: into its gaps, the rest with `, ` between them at its
    /// place. `write` makes an anchor. Nothing where no anchor may be, or none is given.
    #[must_use]
    pub fn insert_anchors(
        &self,
        times: &[Timestamp],
        write: impl Fn(Timestamp) -> String,
    ) -> Vec<Splice> {
        let (Some(place), false) = (self.place, times.is_empty()) else {
            return Vec::new();
        };
        let write = |time: &Timestamp| write(*time);
        let (filling, rest) = times.split_at(self.gaps.len().min(times.len() - 1));
        let gaps = self.gaps[self.gaps.len() - filling.len()..]
            .iter()
            .zip(filling);
        let rest: Vec<String> = rest.iter().map(write).collect();
        gaps.map(|(&gap, time)| Splice::insert(gap, format!(" {}", write(time))))
            .chain([Splice::insert(place, format!(" {}", rest.join(", ")))])
            .collect()
    }
}
