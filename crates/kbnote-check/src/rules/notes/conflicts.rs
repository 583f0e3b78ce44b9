//! KB409: conflicts that wait for their author.

use kbnote_note::conflict::markers;

use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static UNSETTLED: Rule = Rule {
    code: "KB409",
    name: "unsettled-conflict",
    severity: Severity::Error,
    repairs: false,
    what: "A conflict that git or `kbnote regen --conflict markers` marked is not resolved.",
    why: "Readers see both sides and the markers. Keep one side and take the markers out; until then \
          nothing is aligned, linked, regenerated or repaired in the note.",
    example: Example::Body {
        bad: "<<<<<<< yours\n## Roosts\n=======\n## Roost sites\n>>>>>>> kbnote\n\nThey sleep in the reeds.\n",
        good: "## Roost sites\n\nThey sleep in the reeds.\n",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let mut is_open = false;
    for marker in markers(subject.text.as_bytes()) {
        let opens = marker.opens(subject.text.as_bytes());
        // A conflict is told where it begins, and where it ends only if that alone is left.
        if opens || !is_open {
            let message = "a conflict is marked here and not resolved".to_owned();
            findings.at(&UNSETTLED, marker.range, message);
        }
        is_open = opens;
    }
}
