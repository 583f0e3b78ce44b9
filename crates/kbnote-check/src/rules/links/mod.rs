//! KB3xx: the links to other notes.

pub(crate) mod display;
pub(crate) mod scheme;
pub(crate) mod targets;

use kbnote_note::{DeadPlace, Note, Wikilink};

use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static IN_CODE: Rule = Rule {
    code: "KB307",
    name: "link-in-code",
    severity: Severity::Warning,
    repairs: false,
    what: "A link to a note is in code.",
    why: "Quartz looks for links before it looks for code, and rewrites what stands between the \
          brackets; Obsidian shows the brackets.",
    example: Example::Body {
        bad: "The list is in `[[roost_sites]]`.",
        good: "The list is in [[roost_sites | roost sites]].",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let note = subject.note;
    for link in note.wikilinks() {
        let dead = note.dead_place(link.range.start);
        if is_label(note, link) {
            continue;
        }
        if dead == Some(DeadPlace::Code) {
            let message = "a link in code: Quartz makes it a link, Obsidian does not";
            findings.at(&IN_CODE, link.range.clone(), message.to_owned());
        } else if link.live
            && !matches!(dead, Some(DeadPlace::ProseAsFormula | DeadPlace::HtmlBlock))
        {
            targets::check(subject, link, findings);
            display::in_table(subject, link, findings);
        }
    }
    for link in note.file_links().iter().filter(|link| link.live) {
        let dead = note.dead_place(link.range.start);
        if !matches!(dead, Some(DeadPlace::ProseAsFormula | DeadPlace::Formula)) {
            targets::check_file_link(subject, link, findings);
        }
    }
    display::unshown(subject, findings);
}

/// Whether it is the label of an anchor in double brackets.
fn is_label(note: &Note, link: &Wikilink) -> bool {
    let anchors = note.anchors();
    let next = anchors.partition_point(|anchor| anchor.range.start <= link.range.start);
    let before = anchors[..next].last();
    before.is_some_and(|anchor| link.range.start < anchor.range.end)
}
