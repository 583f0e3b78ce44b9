//! All rules on one note.

use kbnote_note::{Note, NotePart, conflict};

use crate::finding::{Findings, Fix};
use crate::ignores::Ignores;
use crate::rules::{anchors, front_matter, links, notes, words};
use crate::subject::Subject;
use crate::{CheckContext, Contradiction, Finding, Levels};

/// What is wrong with one note, in order of place. What the note tells to ignore, and what the
/// levels switch off, is left out. In a note with a conflict nothing has a fix, which would take both
/// sides for the note.
#[must_use]
pub fn check(note: &Note, around: &CheckContext<'_>, levels: &Levels) -> Vec<Finding> {
    let subject = Subject {
        note,
        text: note.text(),
        around,
        part: None,
    };
    let parts = around.recordings.map(|recordings| recordings.parts(note));
    let parts = parts.unwrap_or_default();
    let mut findings = Findings::default();
    if parts.is_empty() {
        front_matter::check(&subject, &mut findings);
    } else {
        let rest = note.rest(&parts);
        let rest = Subject {
            note: &rest,
            ..subject
        };
        front_matter::check(&rest, &mut findings);
    }
    if !notes::fenced::check(&subject, &mut findings) {
        if parts.is_empty() {
            anchors::check(&subject, &mut findings);
            words::check(&subject, &mut findings);
        } else {
            check_parts(&subject, &parts, &mut findings);
        }
        anchors::money::check(&subject, &mut findings);
        links::check(&subject, &mut findings);
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
    findings
        .iter_mut()
        .for_each(|finding| drop_idle_fix(finding, subject.text));
    if conflict::markers(note.bytes()).next().is_some() {
        findings.iter_mut().for_each(|finding| finding.fix = None);
    }
    findings
}

/// A fix that writes what is there already is none: it would be made, and counted, for ever.
fn drop_idle_fix(finding: &mut Finding, text: &str) {
    let changes = |fix: &mut Fix| {
        let mut splices = fix.splices.iter();
        splices.any(|splice| text.get(splice.range.clone()) != Some(splice.replacement.as_str()))
    };
    finding.fix = finding.fix.take_if(changes);
}

/// Holds each part of a note on several recordings against its own, and what is in none by itself.
fn check_parts(subject: &Subject<'_>, parts: &[NotePart], findings: &mut Findings) {
    let nothing_known = CheckContext {
        video: None,
        address: None,
        captions: None,
        contradictions: &[],
        ..*subject.around
    };
    let rest = subject.note.rest(parts);
    let rest = Subject {
        note: &rest,
        around: &nothing_known,
        ..*subject
    };
    anchors::check(&rest, findings);
    let Some(recordings) = subject.around.recordings else {
        return;
    };
    anchors::recordings::check_elsewhere(subject, recordings, findings);
    for part in parts {
        let known = recordings.recording(&part.video);
        let contradictions = of_part(subject, part);
        let around = CheckContext {
            video: Some(known.video),
            address: known.address,
            captions: known.captions,
            contradictions: &contradictions,
            ..nothing_known
        };
        let subject = Subject {
            note: &part.note,
            around: &around,
            part: Some(part),
            ..*subject
        };
        anchors::check(&subject, findings);
        words::check(&subject, findings);
        if !anchors::recordings::check_unstored(&subject, part, findings) {
            notes::transcript::check_part(&subject, part, findings);
        }
    }
}

/// The contradictions of a note that are of a part, with the numbers of its anchors.
fn of_part(subject: &Subject<'_>, part: &NotePart) -> Vec<Contradiction> {
    let all = subject.note.anchors();
    let here = |found: &Contradiction| {
        let range = &all.get(found.anchor)?.range;
        let mut anchors = part.note.anchors().iter();
        let anchor = anchors.position(|anchor| anchor.range == *range)?;
        Some(Contradiction { anchor, ..*found })
    };
    subject
        .around
        .contradictions
        .iter()
        .filter_map(here)
        .collect()
}

/// In order of place, then of code.
pub(crate) fn order(finding: &Finding) -> (usize, usize, &'static str) {
    let range = finding.place.range();
    (range.start, range.end, finding.rule.code)
}

#[cfg(test)]
mod tests {
    use kbnote_note::Splice;

    use super::*;

    #[test]
    fn a_fix_that_changes_nothing_is_none() {
        let note = Note::parse("Flocks are counted at dusk.\n");
        let levels = Levels::default();
        let finding = &check(&note, &CheckContext::default(), &levels)[0];
        for (replacement, is_kept) in [("Flocks", false), ("Herds", true)] {
            let splice = Splice::replace(0..6, replacement.to_owned());
            let mut finding = Finding {
                fix: Some(Fix::one("write it", splice)),
                ..finding.clone()
            };
            drop_idle_fix(&mut finding, note.text());
            assert_eq!(finding.fix.is_some(), is_kept, "{replacement}");
        }
    }
}
