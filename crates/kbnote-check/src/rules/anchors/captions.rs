//! KB211: anchors that the captions contradict.

use kbnote_core::Timestamp;

use super::times::TimeMeaning;
use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static CONTRADICTED: Rule = Rule {
    code: "KB211",
    name: "captions-disagree",
    severity: Severity::Warning,
    repairs: false,
    what: "The captions have what a sentence says at quite another place than its anchor.",
    why: "A reader who clicks hears something else. `kbnote why NOTE:LINE` shows the captions of both \
          places, `kbnote align --pin NOTE:LINE TIME` sets the time. Only what is sure and far off \
          is told.",
    example: Example::Files {
        bad: "Flocks are counted at dusk [00:05:30], where the captions at 00:00:42 say “we count \
              the flocks at dusk”",
        good: "Flocks are counted at dusk [00:00:42]",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for contradiction in subject.around.contradictions {
        let Some(anchor) = subject.note.anchors().get(contradiction.anchor) else {
            continue;
        };
        let TimeMeaning::Fits(time) = TimeMeaning::of(anchor, subject.around) else {
            continue;
        };
        let found = contradiction.found;
        let message = format!(
            "the captions have this at {found}, {} {time}",
            distance(time, found)
        );
        findings.at(&CONTRADICTED, anchor.range.clone(), message);
    }
}

/// `40 s before`, `12 min behind`.
fn distance(time: Timestamp, found: Timestamp) -> String {
    let seconds = time.abs_diff(found) / 1000;
    let side = if found < time { "before" } else { "after" };
    match seconds {
        0..120 => format!("{seconds} s {side}"),
        _ => format!("{} min {side}", (seconds + 30) / 60),
    }
}
