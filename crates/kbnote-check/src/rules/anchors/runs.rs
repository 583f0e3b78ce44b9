//! KB210: the same anchor twice at one place.

use kbnote_note::{Anchor, Splice};

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static DUPLICATE: Rule = Rule {
    code: "KB210",
    name: "duplicate-anchor",
    severity: Severity::Warning,
    repairs: true,
    what: "The same anchor is at one place twice.",
    why: "The second one leads a reader to what was heard already.",
    example: Example::Body {
        bad: "They sleep <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>, <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.",
        good: "They sleep <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.",
    },
};

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let anchors: Vec<&Anchor> = subject
        .note
        .anchors()
        .iter()
        .filter(|anchor| anchor.live && anchor.form.is_link())
        .collect();
    let mut run = 0;
    for (i, anchor) in anchors.iter().enumerate() {
        if i > 0 && !is_between_anchors(subject.text, anchors[i - 1], anchor) {
            run = i;
        }
        let twin = anchors[run..i].iter().find(|other| same(other, anchor));
        if let (Some(_), Some(time)) = (twin, anchor.time()) {
            let edit = Splice::remove(anchors[i - 1].range.end..anchor.range.end);
            let message = format!("{time} is here twice");
            let fix = Fix::one("take the second one away", edit);
            findings.fixable(&DUPLICATE, anchor.range.clone(), message, fix);
        }
    }
}

/// Whether nothing but a comma stands between two anchors.
fn is_between_anchors(text: &str, first: &Anchor, second: &Anchor) -> bool {
    let between = text.get(first.range.end..second.range.start);
    between.is_some_and(|between| {
        between
            .bytes()
            .all(|b| matches!(b, b' ' | b'\t' | b',' | b';'))
    })
}

/// Whether two anchors show the same time and lead to the same.
fn same(one: &Anchor, other: &Anchor) -> bool {
    let times = |anchor: &Anchor| {
        anchor
            .stamps
            .iter()
            .map(|stamp| stamp.time)
            .collect::<Vec<_>>()
    };
    one.time().is_some() && times(one) == times(other)
}
