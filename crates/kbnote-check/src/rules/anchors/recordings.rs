//! KB212, KB213: the recordings that anchors are on, in notes on several.

use kbnote_core::names_recording;
use kbnote_note::{Anchor, AnchorForm, AnchorFormat, Note, NotePart, Splice};

use crate::finding::{Findings, Fix};
use crate::subject::Subject;
use crate::{Example, Recordings, Rule, SaidElsewhere, Severity};

pub(crate) static OTHER_RECORDING: Rule = Rule {
    code: "KB212",
    name: "other-recording",
    severity: Severity::Warning,
    repairs: true,
    what: "An anchor is in the section of one recording, and another recording of the note says its sentence at its time.",
    why: "An anchor that names no recording is on that of its section: after a sentence was moved, a click on its \
          time plays something else. The repair names the recording in the anchor.",
    example: Example::Files {
        bad: "“Feed the culture with rye flour [00:01:20]” below a heading for another recording, which talks of \
              birds at 00:01:20",
        good: "the same anchor with `data-video`, on the recording about bread",
    },
};

pub(crate) static UNKNOWN_RECORDING: Rule = Rule {
    code: "KB213",
    name: "unknown-recording",
    severity: Severity::Warning,
    repairs: false,
    what: "`data-video` of an anchor is neither an id nor the address of a recording, or an id that is not stored.",
    why: "kbnote then reads the anchor as one on the recording of its section, or cannot hold it against captions; a \
          site's script cannot play it. `kbnote list` shows the ids of stored recordings.",
    example: Example::Body {
        bad: "Feed it with rye flour <a class=\"yt-timestamp\" data-t=\"00:01:20\" data-video=\"the bread talk\">[00:01:20]</a>.",
        good: "Feed it with rye flour <a class=\"yt-timestamp\" data-t=\"00:01:20\" data-video=\"kbnoteDemo2\">[00:01:20]</a>.",
    },
};

/// The anchors of a note whose sentences another of its recordings says.
pub(crate) fn check_elsewhere(
    subject: &Subject<'_>,
    recordings: &dyn Recordings,
    findings: &mut Findings,
) {
    for SaidElsewhere { anchor, video } in recordings.said_elsewhere() {
        let anchor = subject.note.anchors().get(*anchor);
        let Some(anchor) = anchor.filter(|anchor| anchor.recording.is_none()) else {
            continue;
        };
        let Some(time) = anchor.time() else { continue };
        let known = recordings.recording(video);
        let format = AnchorFormat {
            style: subject
                .note
                .style_of(anchor)
                .unwrap_or(subject.around.anchor_style),
            address: known.address,
            other_video: Some(video),
        };
        let splice = match anchor.form {
            // All else in the tag stays.
            AnchorForm::Html => {
                let end_of_tag = anchor.label.start.saturating_sub(1);
                Splice::insert(end_of_tag, format!(" data-video=\"{video}\""))
            }
            _ => Splice::replace(anchor.range.clone(), format.write(time)),
        };
        let message = format!("{video} says this at {time}, and not the recording of this section");
        let fix = Fix::one(format!("name {video} in the anchor"), splice);
        findings.fixable(&OTHER_RECORDING, anchor.range.clone(), message, fix);
    }
}

/// An anchor whose `data-video` is neither an id nor an address.
pub(crate) fn check_name(subject: &Subject<'_>, anchor: &Anchor, findings: &mut Findings) {
    let Some(range) = anchor.recording.clone() else {
        return;
    };
    let name = &subject.text[range.clone()];
    if is_in_data_video(subject.text, range.start) && !names_recording(name) {
        let message = format!("`{name}` is neither the id nor the address of a recording");
        findings.at(&UNKNOWN_RECORDING, range, message);
    }
}

/// The anchors of a part that name it by an id that is not stored, and that no site has. Whether there are any.
pub(crate) fn check_unstored(
    subject: &Subject<'_>,
    part: &NotePart,
    findings: &mut Findings,
) -> bool {
    let is_missing = subject.around.video.is_some_and(|video| !video.is_stored);
    if !is_missing || part.is_own || part.video.has_youtube_form() {
        return false;
    }
    let named = named_by_id(&part.note, part.video.as_str());
    let count = findings.0.len();
    for range in named {
        let message = format!("no recording with the id `{}` is stored", part.video);
        findings.at(&UNKNOWN_RECORDING, range, message);
    }
    findings.0.len() > count
}

fn named_by_id<'a>(
    note: &'a Note,
    id: &'a str,
) -> impl Iterator<Item = std::ops::Range<usize>> + 'a {
    let names = note
        .anchors()
        .iter()
        .filter_map(|anchor| anchor.recording.clone());
    names.filter(move |name| note.text().get(name.clone()) == Some(id))
}

/// Whether a value that begins at an offset is that of the attribute `data-video`, and not an address in `href`.
fn is_in_data_video(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches(['"', '\'']).trim_end();
    let name = before.strip_suffix('=').unwrap_or_default().trim_end();
    let attribute = name.rsplit(char::is_whitespace).next().unwrap_or_default();
    attribute.starts_with("data-video")
}
