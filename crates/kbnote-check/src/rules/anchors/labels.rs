//! KB204, KB205: what an anchor shows.

use kbnote_core::Timestamp;
use kbnote_note::{Anchor, AnchorForm, Splice, Stamp, StampPlace};

use super::times::TimeMeaning;
use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static DIFFERS: Rule = Rule {
    code: "KB204",
    name: "label-differs",
    severity: Severity::Warning,
    repairs: true,
    what: "An anchor shows one time and leads to another.",
    why: "A reader clicks one time and hears another. Often one is where a caption begins and the \
          other where it ends; which is meant, the author knows. It is repaired where only one of \
          the two is a time of the video.",
    example: Example::Body {
        bad: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:51]</a>.",
        good: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.",
    },
};

pub(crate) static LABEL_FORM: Rule = Rule {
    code: "KB205",
    name: "label-form",
    severity: Severity::Warning,
    repairs: true,
    what: "An anchor shows nothing, or its time without brackets or in double ones.",
    why: "There is nothing to click on, or the time reads as part of the sentence; Quartz and \
          Obsidian take double brackets for a link to a note.",
    example: Example::Body {
        bad: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:00:42\"></a>.",
        good: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:00:42\">[00:00:42]</a>.",
    },
};

pub(crate) fn check(
    subject: &Subject<'_>,
    anchor: &Anchor,
    reading: TimeMeaning,
    findings: &mut Findings,
) {
    if let TimeMeaning::Fits(time) = reading {
        difference(subject, anchor, time, findings);
    }
    if anchor.form == AnchorForm::Html {
        form(subject, anchor, reading, findings);
    }
}

fn label(anchor: &Anchor) -> Option<&Stamp> {
    let mut stamps = anchor.stamps.iter();
    stamps.find(|stamp| stamp.place == StampPlace::Label)
}

fn difference(subject: &Subject<'_>, anchor: &Anchor, time: Timestamp, findings: &mut Findings) {
    let differs = |stamp: &&Stamp| stamp.time.is_some_and(|own| own != time);
    let Some(stamp) = anchor.stamps.iter().find(differs) else {
        return;
    };
    let Some(own) = stamp.time else { return };
    let is_slip = own.as_secs() == 60 * time.as_secs();
    let is_settled = is_slip
        || !matches!(
            TimeMeaning::of_time(own, subject.around.end()),
            TimeMeaning::Fits(_)
        );
    let fix = is_settled.then(|| Fix::one(format!("write {time}"), stamp.rewrite(time)));
    let message = match stamp.place {
        StampPlace::Label => format!("shows {own} and leads to {time}"),
        _ => format!("leads to {time}, and its address to {own}"),
    };
    findings.fixable(&DIFFERS, stamp.range.clone(), message, fix);
}

fn form(subject: &Subject<'_>, anchor: &Anchor, reading: TimeMeaning, findings: &mut Findings) {
    let text = &subject.text[anchor.label.clone()];
    let shown = text.trim();
    if shown.is_empty() {
        let fix = reading.moment().map(|time| {
            let edit = Splice::replace(anchor.label.clone(), format!("[{time}]"));
            Fix::one(format!("show [{time}]"), edit)
        });
        let message = "the anchor shows nothing".to_owned();
        return findings.fixable(&LABEL_FORM, anchor.range.clone(), message, fix);
    }
    let Some(stamp) = label(anchor) else { return };
    let written = &subject.text[stamp.range.clone()];
    let bracketed = format!("[{written}]");
    let stands_in_brackets = subject.text[..anchor.range.start].ends_with('[')
        && subject.text[anchor.range.end..].starts_with(']');
    let fault = if shown == written && !stands_in_brackets {
        "without brackets"
    } else if shown.starts_with("[[") && shown.trim_matches(['[', ']']) == written {
        "in double brackets, as a link to a note"
    } else {
        return;
    };
    let edit = Splice::replace(anchor.label.clone(), &bracketed);
    let message = format!("the time is shown {fault}");
    let fix = Fix::one(format!("show {bracketed}"), edit);
    findings.fixable(&LABEL_FORM, anchor.label.clone(), message, fix);
}
