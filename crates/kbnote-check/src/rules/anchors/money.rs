//! KB208: amounts of money that make a formula of the prose between them.

use std::ops::Range;

use kbnote_note::{DeadPlace, Splice};

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static MONEY: Rule = Rule {
    code: "KB208",
    name: "money-as-formula",
    severity: Severity::Error,
    repairs: true,
    what: "The prose between two amounts of money is read as a formula.",
    why: "Quartz opens a formula at `$` almost anywhere: `$5 … $10` sets what is between as \
          mathematics, and the anchors and links in it are lost. `\\$` is a dollar sign.",
    example: Example::Body {
        bad: "A bag costs $5 in the shop and only $2 from the mill.",
        good: "A bag costs \\$5 in the shop and only \\$2 from the mill.",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let place = |range: &Range<usize>| subject.note.dead_place(range.start);
    let swallowed = subject.note.prose_as_formula().iter();
    // What no reader sees swallows nothing.
    for range in swallowed.filter(|range| place(range) == Some(DeadPlace::ProseAsFormula)) {
        let inside = |at: usize| range.contains(&at);
        let note = subject.note;
        let anchors = note
            .anchors()
            .iter()
            .filter(|anchor| inside(anchor.range.start))
            .count();
        let links = note
            .wikilinks()
            .iter()
            .filter(|link| inside(link.range.start))
            .count();
        let lost = match (anchors, links) {
            (0, 0) => String::new(),
            (anchors, 0) => format!(", and {} lost", counted(anchors, "anchor")),
            (0, links) => format!(", and {} lost", counted(links, "link")),
            (anchors, links) => {
                format!(
                    ", and {} and {} lost",
                    counted(anchors, "anchor"),
                    counted(links, "link")
                )
            }
        };
        let message = format!("the prose between two dollar signs is read as a formula{lost}");
        let fix = Fix::new("write \\$", escapes(subject.text, range));
        findings.fixable(&MONEY, range.clone(), message, fix);
    }
}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// A backslash before each dollar sign that opens, and before those that close if they look like
/// money, too: they might open the next one.
fn escapes(text: &str, range: &Range<usize>) -> Vec<Splice> {
    let content = &text[range.clone()];
    let opening = content.len() - content.trim_start_matches('$').len();
    let closing = content.len() - content.trim_end_matches('$').len();
    let close = range.end - closing;
    let is_money = text[range.end..].starts_with(|c: char| c.is_ascii_digit())
        && !text[..close].ends_with('\\');
    let closing = if is_money {
        close..range.end
    } else {
        close..close
    };
    (range.start..range.start + opening)
        .chain(closing)
        .map(|at| Splice::insert(at, "\\"))
        .collect()
}
