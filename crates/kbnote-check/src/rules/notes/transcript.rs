//! KB408: notes whose video is not stored.

use kbnote_core::VideoId;
use kbnote_note::{NotePart, VIDEO_KEY};

use crate::finding::Findings;
use crate::subject::Subject;
use crate::{Example, Rule, Severity};

pub(crate) static NO_TRANSCRIPT: Rule = Rule {
    code: "KB408",
    name: "no-transcript",
    severity: Severity::Info,
    repairs: false,
    what: "No transcript of the note's video is stored.",
    why: "Without it the note cannot be aligned, and its times cannot be held against the length of \
          the video. `kbnote fetch --missing` gets it.",
    example: Example::Files {
        bad: "videoId: kbnoteDemo9, and no transcripts/kbnoteDemo9.json",
        good: "videoId: kbnoteDemo9, and transcripts/kbnoteDemo9.json",
    },
};

/// The same for a part of a note on several recordings, where that is named first.
pub(crate) fn check_part(subject: &Subject<'_>, part: &NotePart, findings: &mut Findings) {
    let is_missing = subject.around.video.is_some_and(|video| !video.is_stored);
    let name = part.name.as_deref().filter(|_| is_missing);
    if let Some((name, at)) = name.and_then(|name| Some((name, subject.text.find(name)?))) {
        let shown = if name.contains('/') && name.parse::<VideoId>().is_err() {
            name
        } else {
            part.video.as_str()
        };
        let message = format!("no transcript of {shown} is stored");
        findings.at(&NO_TRANSCRIPT, at..at + name.len(), message);
    }
}

pub(crate) fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let is_missing = subject.around.video.is_some_and(|video| !video.is_stored);
    let (true, Some(id)) = (
        is_missing && subject.is_on_recording(),
        subject.note.video_id(),
    ) else {
        return;
    };
    let key = subject.note.recording_key().unwrap_or(VIDEO_KEY);
    // Another value of `videoId` is reported as no id.
    if key == VIDEO_KEY && !id.has_youtube_form() {
        return;
    }
    let message = format!("no transcript of {id} is stored");
    findings.at(&NO_TRANSCRIPT, subject.place_of(key), message);
}
