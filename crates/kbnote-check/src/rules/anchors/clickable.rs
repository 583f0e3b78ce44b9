//! KB214: anchors that cannot be clicked.

use kbnote_note::{AnchorChange, AnchorFormat, NotePart};

use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static NO_ADDRESS: Rule = Rule {
    code: "KB214",
    name: "no-address",
    severity: Severity::Info,
    repairs: false,
    what: "Anchors cannot be clicked: the style of the vault is one of links, and no address of the recording is known.",
    why: "They are plain text in Obsidian and elsewhere. Write `media: talk.mp4` for a file, or import the captions \
          again with the `--url` of a page; then `kbnote convert NOTE --anchors STYLE` makes links of them.",
    example: Example::Files {
        bad: "`media: talk` in a vault with `anchor.style = \"markdown\"`, where `talk` was imported without `--url`",
        good: "`media: talks/talk.mp4`, and anchors such as `[00:01:20](talks/talk.mp4#t=80)`",
    },
};

/// Finds the anchors of a note on one recording at once.
pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let around = subject.around;
    let is_stored = around.video.is_some_and(|video| video.is_stored);
    if !is_stored || !around.anchor_style.needs_address() {
        return;
    }
    let video = match subject.part {
        Some(part) => Some(part.video.clone()),
        None => subject.note.video_id(),
    };
    // The address of a video on YouTube is always known.
    if video.is_none_or(|id| id.has_youtube_form()) {
        return;
    }
    let other_video = subject.part.and_then(NotePart::other_video);
    let own = || subject.note.address().filter(|_| other_video.is_none());
    let address = around.address.map(str::to_owned).or_else(own);
    let format = AnchorFormat {
        style: around.anchor_style,
        address: address.as_deref(),
        other_video,
    };
    let anchors = subject.note.anchors().iter();
    let lacking = anchors
        .filter(|anchor| format.change(subject.text, anchor) == AnchorChange::WithoutAddress)
        .count();
    if lacking > 0 {
        let plural = if lacking == 1 { "" } else { "s" };
        let message = format!(
            "{lacking} anchor{plural} cannot be clicked, as no address of the recording is known"
        );
        let key = subject.note.recording_key().unwrap_or("media");
        findings.at(&NO_ADDRESS, subject.place_of(key), message);
    }
}
