//! KB406, KB407: the line that says which channel a note is from.

use kbnote_note::{BlockKind, Splice};

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static NO_INDEX: Rule = Rule {
    code: "KB406",
    name: "no-index-note",
    severity: Severity::Warning,
    repairs: false,
    what: "The `From:` line names an index note that is not there.",
    why: "A reader cannot go from the note to the others of its channel. `kbnote index` writes it.",
    example: Example::Body {
        bad: "From: [[seanotes]] <br/> \n\nFlocks are counted at dusk.",
        good: "From: [[birds]] <br/> \n\nFlocks are counted at dusk.",
    },
};

pub(crate) static GLUED: Rule = Rule {
    code: "KB407",
    name: "glued-from-line",
    severity: Severity::Warning,
    repairs: true,
    what: "The first paragraph is joined to the `From:` line.",
    why: "Without an empty line between them they are one paragraph: the excerpt that Quartz and \
          search engines show begins with the channel.",
    example: Example::Body {
        bad: "From: [[birds]] <br/> \nFlocks are counted at dusk.",
        good: "From: [[birds]] <br/> \n\nFlocks are counted at dusk.",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    for pair in subject.note.blocks().windows(2) {
        let [from, next] = pair else { continue };
        let is_glued = from.kind == BlockKind::FromLine
            && next.kind == BlockKind::Paragraph
            && from.range.end == next.range.start;
        if !is_glued {
            continue;
        }
        let start = next.range.start;
        let line_end = subject.note.line_end();
        let breaks_line = subject.text[..start].ends_with('\n');
        let missing = line_end.repeat(if breaks_line { 1 } else { 2 });
        let fix = Fix::one("put an empty line between", Splice::insert(start, missing));
        let first = subject.text[start..].lines().next().unwrap_or_default();
        let word = first.split(' ').next().unwrap_or_default();
        let message = "the first paragraph is joined to the `From:` line".to_owned();
        findings.fixable(&GLUED, start..start + word.len(), message, fix);
    }
}
