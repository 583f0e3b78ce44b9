//! KB203: anchors that are not written as the player reads them.

use kbnote_core::Timestamp;
use kbnote_note::{Anchor, AnchorForm, Splice, Stamp, StampForm, StampPlace};

use super::tag::says_only_time;
use super::times::TimeMeaning;
use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static FORM: Rule = Rule {
    code: "KB203",
    name: "anchor-form",
    severity: Severity::Error,
    repairs: true,
    what: "An anchor is not written as `HH:MM:SS`, or its tag is none that the site's script finds.",
    why: "The player reads `26:02` as hour 26, and does nothing at a tag without the class \
          `yt-timestamp` and the attribute `data-t`.",
    example: Example::Body {
        bad: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"16:02\">[16:02]</a>.",
        good: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:16:02\">[00:16:02]</a>.",
    },
};

pub(crate) fn check(
    subject: &Subject<'_>,
    anchor: &Anchor,
    reading: TimeMeaning,
    findings: &mut Findings,
) {
    match (anchor.form, reading) {
        (AnchorForm::Broken, _) => broken(subject, anchor, reading, findings),
        (AnchorForm::Html, TimeMeaning::Unreadable) => unreadable(subject, anchor, findings),
        (AnchorForm::Html, TimeMeaning::Fits(time)) => irregular(subject, anchor, time, findings),
        _ => {}
    }
}

fn broken(subject: &Subject<'_>, anchor: &Anchor, reading: TimeMeaning, findings: &mut Findings) {
    let is_clear = says_only_time(subject.text, anchor);
    let fix = reading.moment().filter(|_| is_clear).map(|time| {
        let written = subject.anchor(time);
        let edit = Splice::replace(anchor.range.clone(), written);
        Fix::one(format!("write an anchor to {time}"), edit)
    });
    let message = "no script takes this tag for an anchor".to_owned();
    findings.fixable(&FORM, anchor.range.clone(), message, fix);
}

fn unreadable(subject: &Subject<'_>, anchor: &Anchor, findings: &mut Findings) {
    let stamp = anchor.stamps.first();
    let range = stamp.map_or(&anchor.range, |stamp| &stamp.range).clone();
    let written = stamp.map_or("", |stamp| &subject.text[stamp.range.clone()]);
    let (range, message) = if written.is_empty() {
        (anchor.range.clone(), "the anchor names no time".to_owned())
    } else {
        (range, format!("`{written}` is not a time"))
    };
    findings.at(&FORM, range, message);
}

fn irregular(subject: &Subject<'_>, anchor: &Anchor, time: Timestamp, findings: &mut Findings) {
    let stamps = || anchor.stamps.iter().filter(|stamp| is_irregular(stamp));
    let Some(first) = stamps().next() else { return };
    let end = subject.around.end();
    let meant = |stamp: &Stamp| match stamp.time {
        None => Some(time),
        Some(own) if subject.around.is_pinned(own) => Some(own),
        Some(own) if end.is_none() && may_be_slipped(stamp, own) => None,
        Some(own) => TimeMeaning::of_time(own, end).moment(),
    };
    let splices: Option<Vec<Splice>> = stamps()
        .map(|stamp| {
            Some(Splice::replace(
                stamp.range.clone(),
                meant(stamp)?.to_string(),
            ))
        })
        .collect();
    let description = meant(first).map(|meant| format!("write {meant}"));
    let fix = splices
        .zip(description)
        .map(|(splices, description)| Fix::new(description, splices));
    let written = &subject.text[first.range.clone()];
    let message = format!("`{written}` {}", fault(first.form));
    findings.fixable(&FORM, first.range.clone(), message, fix);
}

/// Whether only the length of the video tells what a time means: `3:14:00` may be 3 min 14 s.
fn may_be_slipped(stamp: &Stamp, time: Timestamp) -> bool {
    let ends_in_zeros = time.as_secs().is_multiple_of(60) && time.as_secs() >= 3_600;
    match stamp.form {
        StampForm::FieldTooLarge => true,
        StampForm::ShortFields => ends_in_zeros,
        _ => false,
    }
}

/// Whether a time is not of two digits each. An address counts in seconds.
fn is_irregular(stamp: &Stamp) -> bool {
    stamp.place != StampPlace::Address && stamp.form != StampForm::Regular
}

const fn fault(form: StampForm) -> &'static str {
    match form {
        StampForm::MinutesSeconds => "has no hours: the player takes the minutes for hours",
        StampForm::FourFields => "has four fields",
        StampForm::FieldTooLarge => "has a field over 59",
        StampForm::Seconds | StampForm::SecondsWithUnit => "is a count of seconds, not HH:MM:SS",
        StampForm::Unreadable => "is not a time",
        _ => "is not of two digits each",
    }
}
