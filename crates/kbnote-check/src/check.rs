//! All rules on one note.

use kbnote_note::{Note, conflict};

use crate::finding::Findings;
use crate::ignores::Ignores;
use crate::rules::{anchors, front_matter, links, notes, words};
use crate::subject::Subject;
use crate::{CheckContext, Finding, Levels};

/// What is wrong with one note, in order of place. What the note tells to ignore, and what the
/// levels switch off, is left out. In a note with a conflict nothing has a fix, which would take both
/// sides for the note.
#[must_use]
pub fn check(note: &Note, around: &CheckContext<'_>, levels: &Levels) -> Vec<Finding> {
    let subject = Subject {
        note,
        text: note.text(),
        around,
    };
    let mut findings = Findings::default();
    front_matter::check(&subject, &mut findings);
    if !notes::fenced::check(&subject, &mut findings) {
        anchors::check(&subject, &mut findings);
        links::check(&subject, &mut findings);
        words::check(&subject, &mut findings);
    }
    notes::check(&subject, &mut findings);
    let ignores = Ignores::read(note);
    let mut findings: Vec<Finding> = findings
        .0
        .into_iter()
        .filter(|finding| !ignores.covers(finding))
        .filter_map(|finding| levels.applied(finding))
        .collect();
    findings.sort_by_key(order);
    if conflict::markers(note.bytes()).next().is_some() {
        findings.iter_mut().for_each(|finding| finding.fix = None);
    }
    findings
}

/// In order of place, then of code.
pub(crate) fn order(finding: &Finding) -> (usize, usize, &'static str) {
    let range = finding.place.range();
    (range.start, range.end, finding.rule.code)
}
