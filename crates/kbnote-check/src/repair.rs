//! Making the fixes, until none is left.

use std::ops::Range;

use kbnote_note::{Note, Splice};

use crate::{CheckContext, Finding, Levels, Rule, check};

/// A note after its repair.
#[derive(Debug)]
pub struct RepairedNote {
    /// The note.
    pub note: Note,
    /// What is left.
    pub findings: Vec<Finding>,
    /// The findings that were put right, in the order in which that was done.
    pub repairs: Vec<Repair>,
}

/// A finding that was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// The rule.
    pub rule: &'static Rule,
    /// The line on which it was, from 1.
    pub line: usize,
    /// What stood there, from the first byte that was changed to the last; once, where several
    /// places were changed alike.
    pub old: String,
    /// What stands there now.
    pub new: String,
}

/// No note needs as many rounds; it is the end of a repair that would never come to one.
const MOST_ROUNDS: usize = 50;

/// Makes every fix; all other bytes stay. Of fixes that touch the same bytes the first is made, and
/// the note is looked at again.
#[must_use]
pub fn repair(note: Note, around: &CheckContext<'_>, levels: &Levels) -> RepairedNote {
    let mut repaired = RepairedNote {
        findings: check(&note, around, levels),
        note,
        repairs: Vec::new(),
    };
    for _ in 0..MOST_ROUNDS {
        let (splices, repairs) = compatible(&repaired.note, &repaired.findings);
        if splices.is_empty() {
            break;
        }
        // Rules make their edits from ranges of this very note. One that did not fit would leave
        // the note as it is, with its findings.
        let Ok(next) = repaired.note.edited(&splices) else {
            break;
        };
        // What the captions said was of the old note's anchors, which may be others now.
        let around = CheckContext {
            contradictions: &[],
            ..*around
        };
        repaired = RepairedNote {
            findings: check(&next, &around, levels),
            note: next,
            repairs: [repaired.repairs, repairs].concat(),
        };
    }
    repaired
}

/// The edits of the fixes that do not touch one before them, and what they put right.
fn compatible(note: &Note, findings: &[Finding]) -> (Vec<Splice>, Vec<Repair>) {
    let mut taken: Option<usize> = None;
    let mut splices = Vec::new();
    let mut repairs = Vec::new();
    for finding in findings {
        let Some(fix) = &finding.fix else { continue };
        let span = span(&fix.splices);
        if taken.is_none_or(|end| end < span.start) {
            taken = Some(span.end);
            splices.extend(fix.splices.iter().cloned());
            repairs.push(Repair::of(note, finding.rule, &fix.splices, span));
        }
    }
    (splices, repairs)
}

impl Repair {
    /// What some edits do to a note.
    fn of(note: &Note, rule: &'static Rule, splices: &[Splice], span: Range<usize>) -> Self {
        let text = note.text();
        let between = |range: Range<usize>| text.get(range).unwrap_or_default();
        let edit = |splice: &Splice| {
            (
                between(splice.range.clone()).to_owned(),
                splice.replacement.clone(),
            )
        };
        let mut edits: Vec<_> = splices.iter().map(edit).collect();
        edits.dedup();
        if let [(old, new)] = edits.as_slice() {
            // An anchor that holds its time twice gets the other one twice.
            let (line, old, new) = (note.line_at(span.start), old.clone(), new.clone());
            return Self {
                rule,
                line,
                old,
                new,
            };
        }
        let (mut new, mut at) = (String::new(), span.start);
        for splice in splices {
            new.push_str(between(at..splice.range.start));
            new.push_str(&splice.replacement);
            at = splice.range.end;
        }
        new.push_str(between(at..span.end));
        Self {
            rule,
            line: note.line_at(span.start),
            old: between(span).to_owned(),
            new,
        }
    }
}

/// From the first to the last byte that some edits touch.
fn span(splices: &[Splice]) -> Range<usize> {
    let starts = splices.iter().map(|splice| splice.range.start);
    let ends = splices.iter().map(|splice| splice.range.end);
    starts.min().unwrap_or(0)..ends.max().unwrap_or(0)
}
