//! KB201, KB202: times that the video does not have.

use kbnote_core::Timestamp;
use kbnote_note::{Anchor, StampForm};

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{CheckContext, Example, Rule, Severity};

pub(crate) static PAST_END: Rule = Rule {
    code: "KB201",
    name: "past-end",
    severity: Severity::Error,
    repairs: false,
    what: "The time of an anchor is past the end of the video.",
    why: "A click on it ends the video. `kbnote align --retime` finds the moment again.",
    example: Example::Body {
        bad: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:42:07\">[00:42:07]</a>.",
        good: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:02:07\">[00:02:07]</a>.",
    },
};

pub(crate) static UNIT_SLIP: Rule = Rule {
    code: "KB202",
    name: "unit-slip",
    severity: Severity::Error,
    repairs: true,
    what: "The time of an anchor has its minutes where the hours belong.",
    why: "A click on it ends the video: `18:49:00` is hour 18. The length of the video settles what \
          is meant, so it is repaired only where that is known.",
    example: Example::Body {
        bad: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"18:49:00\">[18:49:00]</a>.",
        good: "Flocks are counted at dusk <a class=\"yt-timestamp\" data-t=\"00:18:49\">[00:18:49]</a>.",
    },
};

/// How far behind the end a time may lie, in milliseconds: lengths are rounded, and captions end
/// before the video does.
const SLACK_MILLIS: u64 = 2_000;

/// What the time of an anchor means, the length of the video considered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeMeaning {
    /// This moment.
    Fits(Timestamp),
    /// This moment, with the units of the one that is written shifted.
    Slipped(Timestamp),
    /// A moment that the video does not have.
    Past(Timestamp),
    /// Nothing.
    Unreadable,
}

impl TimeMeaning {
    pub(crate) fn of(anchor: &Anchor, around: &CheckContext<'_>) -> Self {
        let Some(time) = anchor.time() else {
            return Self::Unreadable;
        };
        let end = around.end();
        let mut stamps = anchor
            .stamps
            .iter()
            .filter(|stamp| stamp.time == Some(time));
        // A count of seconds has no fields that could be mistaken for others.
        let has_fields = stamps.any(|stamp| !is_count(stamp.form));
        match Self::of_time(time, end) {
            Self::Slipped(_) if !has_fields || around.is_pinned(time) => Self::Past(time),
            reading => reading,
        }
    }

    /// What a time means in a video that ends at `end`, where that is known.
    pub(crate) fn of_time(time: Timestamp, end: Option<Timestamp>) -> Self {
        let Some(end) = end.map(|end| end.saturating_add(SLACK_MILLIS)) else {
            return Self::Fits(time);
        };
        let seconds = time.as_secs();
        let shifted = Timestamp::from_secs(seconds / 60);
        if time <= end {
            Self::Fits(time)
        } else if seconds.is_multiple_of(60) && shifted <= end {
            Self::Slipped(shifted)
        } else {
            Self::Past(time)
        }
    }

    /// The moment meant, if it is one of the video.
    pub(crate) const fn moment(self) -> Option<Timestamp> {
        match self {
            Self::Fits(time) | Self::Slipped(time) => Some(time),
            Self::Past(_) | Self::Unreadable => None,
        }
    }
}

/// Whether a time is written as a count of seconds.
const fn is_count(form: StampForm) -> bool {
    matches!(
        form,
        StampForm::Seconds | StampForm::SecondsWithUnit | StampForm::Milliseconds
    )
}

pub(crate) fn check(
    subject: &Subject<'_>,
    anchor: &Anchor,
    reading: TimeMeaning,
    findings: &mut Findings,
) {
    let written = anchor
        .stamps
        .iter()
        .find(|stamp| stamp.time == anchor.time());
    let Some(place) = written.map(|stamp| stamp.range.clone()) else {
        return;
    };
    match (reading, anchor.time()) {
        (TimeMeaning::Past(time), _) => {
            let pinned = if subject.around.is_pinned(time) {
                "; it is pinned, and no repair changes it"
            } else {
                ""
            };
            let message = format!("{time} is past the end of the video{pinned}");
            findings.at(&PAST_END, place, message);
        }
        (TimeMeaning::Slipped(meant), Some(time)) => {
            let slipped = anchor
                .stamps
                .iter()
                .filter(|stamp| stamp.time == Some(time));
            let splices = slipped.map(|stamp| stamp.rewrite(meant)).collect();
            let message = format!("{time} is past the end of the video; probably {meant}");
            let fix = Fix::new(format!("write {meant}"), splices);
            findings.fixable(&UNIT_SLIP, place, message, fix);
        }
        _ => {}
    }
}
