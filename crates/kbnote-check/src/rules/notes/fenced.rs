//! KB405: notes that are code from beginning to end.

use std::ops::Range;

use kbnote_note::Splice;

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static FENCED: Rule = Rule {
    code: "KB405",
    name: "fenced-note",
    severity: Severity::Error,
    repairs: true,
    what: "The whole note is in a code fence.",
    why: "Its Markdown is shown letter by letter: no heading, no link and no anchor of it works. A \
          model that was asked for Markdown often hands it over like that.",
    example: Example::Body {
        bad: "```markdown\n## Roosts\n\nThey sleep in the reeds.\n```\n",
        good: "## Roosts\n\nThey sleep in the reeds.\n",
    },
};

/// Says whether the note is fenced.
pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) -> bool {
    let Some(fence) = subject.note.fence() else {
        return false;
    };
    let lines = std::iter::once(&fence.opening).chain(&fence.closing);
    let splices = lines.map(|line| Splice::remove(with_line_end(subject.text, line)));
    let fix = Fix::new("remove the fence", splices.collect());
    let message = "the whole note is in a code fence".to_owned();
    findings.fixable(&FENCED, fence.opening.clone(), message, fix);
    true
}

fn with_line_end(text: &str, line: &Range<usize>) -> Range<usize> {
    let rest = &text[line.end..];
    let end = rest.find('\n').map_or(text.len(), |at| line.end + at + 1);
    line.start..end
}
