//! The commands to run next.

use kbnote_core::VideoId;
use kbnote_engine::text::{count, shell_word};

use super::note_status::NoteStatus;
use super::report::{StatusReport, StatusStep};

/// How many notes or recordings a command names.
const MOST_NAMED: usize = 5;

/// The commands to run next, the most useful first. `paths` name all that is looked at, `given` what the
/// person named.
pub(super) fn of(report: &StatusReport, paths: &[String], given: &[String]) -> Vec<StatusStep> {
    let mut steps = to_store(report);
    steps.extend(on_notes(report, paths));
    steps.extend(to_move(report));
    steps.extend(to_index(report));
    steps.extend(to_check(report, given));
    steps.extend(to_write(report));
    steps
}

fn step(command: impl Into<String>, reason: impl Into<String>) -> StatusStep {
    StatusStep {
        command: command.into(),
        reason: reason.into(),
    }
}

/// Recordings and captions that are to be stored.
fn to_store(report: &StatusReport) -> Vec<StatusStep> {
    let mut steps = Vec::new();
    if !report.missing.is_empty() {
        let videos = count(report.missing.len(), "recording");
        let reason = format!("{videos} to store");
        steps.push(step("kbnote fetch --missing", reason));
    }
    let without_captions = on_youtube(&report.without_captions);
    if !without_captions.is_empty() {
        let recordings = count(report.without_captions.len(), "stored recording");
        let command = with_words("kbnote fetch --refetch --", without_captions);
        steps.push(step(command, format!("{recordings} without captions")));
    }
    steps
}

/// What is to be done with the anchors of notes.
fn on_notes(report: &StatusReport, paths: &[String]) -> Vec<StatusStep> {
    let mut steps = Vec::new();
    let notes = |applies: fn(&NoteStatus) -> bool| Notes::new(report, paths, applies);
    if let Some(notes) = notes(NoteStatus::wants_align) {
        let sentences = count(notes.sum(|note| note.unanchored), "sentence");
        let reason = format!("{sentences} without an anchor");
        steps.push(step(notes.command("kbnote align"), reason));
    }
    if let Some(notes) = notes(NoteStatus::wants_refresh) {
        let reason = "the captions changed, and no time with them";
        steps.push(step(notes.command("kbnote align"), reason));
    }
    if let Some(notes) = notes(|note| note.pending > 0) {
        let times = count(notes.sum(|note| note.pending), "time");
        let command = notes.command("kbnote review --only anchors");
        steps.push(step(command, format!("{times} would change")));
    }
    if let Some(notes) = notes(|note| note.wants_review() || note.has_unfound()) {
        let doubtful = notes.sum(|note| note.doubtful.unwrap_or(0));
        let unfound = notes.sum(|note| {
            if note.has_unfound() {
                note.unanchored
            } else {
                0
            }
        });
        let anchors = format!("{} in doubt", count(doubtful, "anchor"));
        let sentences = format!("{} not found", count(unfound, "sentence"));
        let reasons = [(doubtful, anchors), (unfound, sentences)].into_iter();
        let reasons = reasons.filter(|(n, _)| *n > 0).map(|(_, reason)| reason);
        let reasons: Vec<String> = reasons.collect();
        let command = notes.command("kbnote review --doubts");
        steps.push(step(command, reasons.join(", ")));
    }
    steps
}

/// Notes whose channel became known.
fn to_move(report: &StatusReport) -> impl Iterator<Item = StatusStep> {
    report.to_do.iter().filter_map(|note| {
        let (path, folder) = (shell_word(&note.typed), note.channel_folder.as_ref()?);
        let command = format!("kbnote move {path} {}", shell_word(folder));
        Some(step(command, "its channel is known now"))
    })
}

/// Index notes that are missing or out of date.
fn to_index(report: &StatusReport) -> Option<StatusStep> {
    let findings = report.findings.of_indexes;
    let reason = format!("{} on index notes", count(findings, "finding"));
    (findings > 0).then(|| step("kbnote index", reason))
}

/// Findings, in what the person named.
fn to_check(report: &StatusReport, given: &[String]) -> Option<StatusStep> {
    let findings = report.findings;
    let counts = [(findings.error, "error"), (findings.warning, "warning")];
    let counts = counts.iter().filter(|(n, _)| *n > 0);
    let counts: Vec<String> = counts.map(|(n, word)| count(*n, word)).collect();
    let command = with_words("kbnote check", given.iter().cloned());
    let others = findings.error + findings.warning > findings.of_indexes;
    others.then(|| step(command, counts.join(", ")))
}

/// Recordings without a note.
fn to_write(report: &StatusReport) -> Option<StatusStep> {
    let first = report.without_note.first()?;
    let recordings = count(report.without_note.len(), "recording");
    let command = match first.starts_with('-') {
        true => format!("kbnote new --video={}", shell_word(first)),
        false => with_words("kbnote new", [first.clone()]),
    };
    Some(step(command, format!("{recordings} without a note")))
}

/// The notes that a command is for.
struct Notes<'a> {
    notes: Vec<&'a NoteStatus>,
    /// What names all of them, where they are many.
    all: &'a [String],
}

impl<'a> Notes<'a> {
    fn new(
        report: &'a StatusReport,
        all: &'a [String],
        applies: fn(&NoteStatus) -> bool,
    ) -> Option<Self> {
        let notes = report.to_do.iter().filter(|note| applies(note));
        let notes: Vec<&NoteStatus> = notes.collect();
        (!notes.is_empty()).then_some(Self { notes, all })
    }

    fn sum(&self, number: fn(&NoteStatus) -> usize) -> usize {
        self.notes.iter().map(|note| number(note)).sum()
    }

    /// The command with the notes; with what was given, or the first ones, where they are many.
    fn command(&self, command: &str) -> String {
        let named = self.notes.iter().map(|note| note.typed.clone());
        match self.notes.len() > MOST_NAMED {
            true => with_words(command, self.all.iter().cloned()),
            false => with_words(command, named),
        }
    }
}

fn on_youtube(videos: &[String]) -> Vec<String> {
    let is_on_youtube = |id: &&String| {
        let id = id.parse::<VideoId>();
        id.is_ok_and(|id| id.has_youtube_form())
    };
    videos
        .iter()
        .filter(is_on_youtube)
        .take(MOST_NAMED)
        .cloned()
        .collect()
}

fn with_words(command: &str, words: impl IntoIterator<Item = String>) -> String {
    let mut line = command.to_owned();
    for word in words {
        line.push(' ');
        line += &shell_word(&word);
    }
    line
}
