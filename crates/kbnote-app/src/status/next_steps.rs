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
    let mut steps = Vec::new();
    let mut add = |command: String, reason: String| steps.push(StatusStep { command, reason });
    let notes = |applies: fn(&NoteStatus) -> bool| Notes::new(report, paths, applies);

    if !report.missing.is_empty() {
        let videos = count(report.missing.len(), "recording");
        add(
            "kbnote fetch --missing".into(),
            format!("{videos} to store"),
        );
    }
    let without_captions = on_youtube(&report.without_captions);
    if !without_captions.is_empty() {
        let recordings = count(report.without_captions.len(), "stored recording");
        let command = with_words("kbnote fetch --refetch --", without_captions);
        add(command, format!("{recordings} without captions"));
    }
    if let Some(notes) = notes(NoteStatus::wants_align) {
        let sentences = count(notes.sum(|note| note.unanchored), "sentence");
        add(
            notes.command("kbnote align"),
            format!("{sentences} without an anchor"),
        );
    }
    if let Some(notes) = notes(NoteStatus::wants_refresh) {
        let reason = "the captions changed, and no time with them";
        add(notes.command("kbnote align"), reason.into());
    }
    if let Some(notes) = notes(|note| note.pending > 0) {
        let times = count(notes.sum(|note| note.pending), "time");
        add(
            notes.command("kbnote review --only anchors"),
            format!("{times} would change"),
        );
    }
    if let Some(notes) = notes(NoteStatus::wants_review) {
        let anchors = count(notes.sum(|note| note.doubtful.unwrap_or(0)), "anchor");
        add(
            notes.command("kbnote review --doubts"),
            format!("{anchors} in doubt"),
        );
    }
    for note in &report.to_do {
        if let Some(folder) = &note.channel_folder {
            let (path, folder) = (shell_word(&note.typed), shell_word(folder));
            add(
                format!("kbnote move {path} {folder}"),
                "its channel is known now".into(),
            );
        }
    }
    let findings = report.findings;
    if findings.error + findings.warning > 0 {
        let counts = [(findings.error, "error"), (findings.warning, "warning")];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let counts: Vec<String> = counts.map(|(n, word)| count(*n, word)).collect();
        add(
            with_words("kbnote check", given.iter().cloned()),
            counts.join(", "),
        );
    }
    if let Some(first) = ids(&report.without_note).next() {
        let recordings = count(report.without_note.len(), "recording");
        let command = match first.starts_with('-') {
            true => format!("kbnote new --video={first}"),
            false => format!("kbnote new {first}"),
        };
        add(command, format!("{recordings} without a note"));
    }
    steps
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
    ids(videos)
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

/// The videos that a report names, as arguments of a command.
fn ids(videos: &[String]) -> impl Iterator<Item = &String> {
    videos.iter().filter(|id| id.parse::<VideoId>().is_ok())
}
