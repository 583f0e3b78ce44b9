//! Making the fixes, until none is left.

use std::ops::Range;

use kbnote_note::{Note, Splice};

use crate::{Finding, Levels, Surroundings, check};

/// A note after its repair.
#[derive(Debug)]
pub struct Repaired {
    /// The note.
    pub note: Note,
    /// What is left.
    pub findings: Vec<Finding>,
    /// How many findings were put right.
    pub fixed: usize,
}

/// No note needs as many rounds; it is the end of a repair that would never come to one.
const MOST_ROUNDS: usize = 50;

/// Makes every fix; all other bytes stay. Of fixes that touch the same bytes the first is made, and
/// the note is looked at again.
#[must_use]
pub fn repair(note: Note, around: &Surroundings<'_>, levels: &Levels) -> Repaired {
    let mut repaired = Repaired {
        findings: check(&note, around, levels),
        note,
        fixed: 0,
    };
    for _ in 0..MOST_ROUNDS {
        let (splices, fixed) = compatible(&repaired.findings);
        if splices.is_empty() {
            break;
        }
        // Rules make their edits from ranges of this very note. One that did not fit would leave
        // the note as it is, with its findings.
        let Ok(next) = repaired.note.edited(&splices) else {
            break;
        };
        // What the captions said was of the old note's anchors, which may be others now.
        let around = Surroundings {
            contradictions: &[],
            ..*around
        };
        repaired = Repaired {
            findings: check(&next, &around, levels),
            note: next,
            fixed: repaired.fixed + fixed,
        };
    }
    repaired
}

/// The edits of the fixes that do not touch one before them, and how many fixes they are.
fn compatible(findings: &[Finding]) -> (Vec<Splice>, usize) {
    let mut taken: Option<usize> = None;
    let mut splices = Vec::new();
    let mut count = 0;
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let span = span(&fix.splices);
        if taken.is_none_or(|end| end < span.start) {
            taken = Some(span.end);
            splices.extend(fix.splices.iter().cloned());
            count += 1;
        }
    }
    (splices, count)
}

/// From the first to the last byte that some edits touch.
fn span(splices: &[Splice]) -> Range<usize> {
    let starts = splices.iter().map(|splice| splice.range.start);
    let ends = splices.iter().map(|splice| splice.range.end);
    starts.min().unwrap_or(0)..ends.max().unwrap_or(0)
}
