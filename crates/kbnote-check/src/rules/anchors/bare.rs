//! KB209: times in brackets that are no anchors.

use kbnote_note::{Anchor, BlockKind, Splice, Stamp, StampForm};

use super::tag::is_within_tag;
use super::times::TimeMeaning;
use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static BARE: Rule = Rule {
    code: "KB209",
    name: "bare-stamp",
    severity: Severity::Warning,
    repairs: true,
    what: "A time in brackets is not an anchor.",
    why: "It cannot be clicked. Each time of a list or range becomes an anchor of its own; `[26:02]` \
          alone may be something else than a time of the video and is left to you.",
    example: Example::Body {
        bad: "Flocks are counted at dusk [00:08:41].",
        good: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:08:41\">[00:08:41]</a>.",
    },
};

pub(crate) fn check(subject: &Subject<'_>, anchor: &Anchor, findings: &mut Findings) {
    let note = subject.note;
    // Inside the bracket: it may be the text of a reference link.
    let places = [anchor.range.start, anchor.range.start + 1];
    let is_prose = anchor.live
        && places.iter().all(|place| note.dead_place(*place).is_none())
        // The definition of a reference link is in no block.
        && note.block_at(anchor.range.start).is_some();
    if !is_prose || !subject.is_on_recording() || !is_meant(subject, anchor) {
        return;
    }
    let message = match anchor.stamps.len() {
        1 => "a time that cannot be clicked",
        _ => "times that cannot be clicked",
    };
    findings.fixable(
        &BARE,
        anchor.range.clone(),
        message.to_owned(),
        fix(subject, anchor),
    );
}

/// Whether it is surely meant as a time of the video: with hours, or at least within its length.
fn is_meant(subject: &Subject<'_>, anchor: &Anchor) -> bool {
    let end = subject.around.end();
    let within = |stamp: &Stamp| {
        stamp
            .time
            .is_some_and(|time| matches!(TimeMeaning::of_time(time, end), TimeMeaning::Fits(_)))
    };
    anchor.stamps.iter().all(|stamp| match stamp.form {
        StampForm::MinutesSeconds => end.is_some() && within(stamp),
        StampForm::Regular | StampForm::ShortFields => true,
        _ => false,
    })
}

fn fix(subject: &Subject<'_>, anchor: &Anchor) -> Option<Fix> {
    let block = subject.note.block_at(anchor.range.start)?;
    let is_anchored_here = block.kind.is_prose() || block.kind == BlockKind::TableHead;
    let has_hours = |stamp: &Stamp| stamp.form != StampForm::MinutesSeconds;
    if !is_anchored_here
        || !anchor.stamps.iter().all(has_hours)
        || is_within_tag(subject.text, &anchor.range)
    {
        return None;
    }
    let mut written = String::new();
    let mut last = None;
    for stamp in &anchor.stamps {
        let shown = stamp.time?;
        let time = TimeMeaning::of_time(shown, subject.around.end()).moment()?;
        if time != shown && subject.around.is_pinned(shown) {
            return None;
        }
        if let Some(last) = last {
            written.push_str(&subject.text[last..stamp.range.start]);
        }
        written.push_str(&subject.anchor(time));
        last = Some(stamp.range.end);
    }
    let what = if anchor.stamps.len() == 1 {
        "an anchor"
    } else {
        "anchors"
    };
    let edit = Splice::replace(anchor.range.clone(), written);
    Some(Fix::one(format!("make it {what}"), edit))
}
