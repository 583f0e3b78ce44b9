//! `kbnote regen`: all that regenerating would change, taken.

use std::path::PathBuf;

use kbnote_app::{NoteChange, NoteFile, NoteFiles, StateChange};
use kbnote_vault::PlannedEdit;
use serde_json::json;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::linking::store_decisions;
use crate::note_run::NoteRun;
use crate::regenerating::{
    Change, ChangeKind, Decided, Kinds, Outcome, Regeneration, Verdict, regenerate_all,
};
use crate::ui::{count, doubtful, line_number, shorten, strong};
use crate::whole_run::WholeRun;
use crate::write_args::WriteArgs;
use kbnote_engine::link_decisions::LinkDecisions;

/// Bring notes up to date with captions, metadata, template and vault
///
/// What only kbnote would change is written; what you changed stays. Where both changed, yours
/// stays and the proposal is shown.
#[derive(clap::Args, Debug)]
pub(crate) struct RegenArgs {
    /// Note, folder of notes, or - for standard input
    #[arg(required = true, value_name = "NOTE")]
    notes: Vec<PathBuf>,
    /// Change only these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    only: Vec<ChangeKind>,
    /// What is done where you changed the same as kbnote
    #[arg(long, value_name = "WAY", default_value = "keep")]
    conflict: ConflictWay,
    #[command(flatten)]
    write: WriteArgs,
}

/// What is done where the author changed the same as kbnote.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ConflictWay {
    /// Yours stays
    Keep,
    /// Both stand in the note, between markers
    Markers,
}

pub(crate) fn run(cx: &Context, args: &RegenArgs) -> Result<Exit, CliError> {
    let kinds = Kinds::new(&args.only);
    let is_whole = args.write.in_place() && kinds.has(ChangeKind::Links);
    let begin = || WholeRun::begin(cx, &args.notes, (&args.only, args.conflict));
    let mut whole = is_whole.then(begin).transpose()?;
    let notes = cx.read_notes_to_change(&args.notes)?;
    let mut report = Report::new(cx, args, notes.count());
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    let outcomes = regenerate_all(cx, &kinds, &files)?;
    if let Some(whole) = &mut whole {
        decide(cx, args, whole, files.iter().zip(&outcomes))?;
    }
    for (file, outcome) in files.iter().zip(outcomes) {
        let done = match outcome {
            Ok(Some(regeneration)) => report.note(file, &regeneration),
            Ok(None) => report.run.without_video(file),
            Err(error) => Err(error),
        };
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    let exit = report.finish()?;
    whole.map_or(Ok(()), WholeRun::end)?;
    Ok(exit)
}

/// Writes down what is about to be written into all notes.
fn decide<'a>(
    cx: &Context,
    args: &RegenArgs,
    whole: &mut WholeRun,
    notes: impl Iterator<Item = (&'a NoteFile, &'a Outcome)>,
) -> Result<(), CliError> {
    let mut looks = None;
    let mut edits = Vec::new();
    for (file, outcome) in notes {
        let (Some(path), Ok(Some(regeneration))) = (file.path(), outcome) else {
            continue;
        };
        let Decided { note, state } = args.decided(regeneration)?;
        regeneration.remember_links(cx, &mut looks, (Some(path), &note), verdict);
        if note.bytes() != file.bytes {
            let state = regeneration.kept(&state);
            edits.push(PlannedEdit::new(path, &file.bytes, note.bytes(), state));
        }
    }
    whole.decide(cx, edits, looks.as_ref())
}

impl RegenArgs {
    /// What a note and its state become.
    fn decided(&self, regeneration: &Regeneration) -> Result<Decided, CliError> {
        let mut decided = regeneration.decided(verdict)?;
        if self.conflict == ConflictWay::Markers {
            decided.note = regeneration.with_markers()?;
        }
        Ok(decided)
    }
}

/// What is not in conflict with the author is taken.
pub(super) fn verdict(change: &Change) -> Verdict {
    if change.conflict {
        Verdict::Leave
    } else {
        Verdict::Accept
    }
}

/// What the run did, note by note.
struct Report<'a> {
    cx: &'a Context,
    args: &'a RegenArgs,
    run: NoteRun<'a>,
    /// The notes whose links are decided on.
    looks: Option<LinkDecisions>,
}

impl<'a> Report<'a> {
    fn new(cx: &'a Context, args: &'a RegenArgs, asked: usize) -> Self {
        Self {
            cx,
            args,
            run: NoteRun::new(cx, asked),
            looks: None,
        }
    }

    fn note(&mut self, file: &NoteFile, regeneration: &Regeneration) -> Result<(), CliError> {
        let (cx, in_place) = (self.cx, self.args.write.in_place());
        let Decided { note, state } = self.args.decided(regeneration)?;
        let changed = note.bytes() != file.bytes;
        let state = regeneration.kept(&state);
        match file.path().filter(|_| in_place) {
            Some(path) => drop(cx.commit(&NoteChange {
                state: state.map(StateChange::Follows),
                index: regeneration.index_change(changed, verdict),
                ..NoteChange::edit(path, &file.bytes, note.bytes())
            })?),
            None => self.args.write.put(cx, file, note.bytes())?,
        }
        self.run.count_changed(changed);
        if in_place {
            let written = (file.path(), &note);
            regeneration.remember_links(self.cx, &mut self.looks, written, verdict);
        }
        if self.cx.ui.json {
            let mut entry = regeneration.to_json(&file.shown());
            entry["changed"] = json!(changed);
            let reason = regeneration.unanchored.as_ref().map(CliError::to_json);
            entry["unanchored"] = json!(reason);
            if file.path().is_none() || self.args.write.prints_note() {
                entry["text"] = json!(String::from_utf8_lossy(note.bytes()));
            }
            self.run.enter(entry);
            return Ok(());
        }
        self.tell(file, regeneration)
    }

    /// What was taken, by kind, and each conflict with its place.
    fn tell(&self, file: &NoteFile, regeneration: &Regeneration) -> Result<(), CliError> {
        let line = |text| self.run.line(self.args.write, file, text);
        if let Some(reason) = &regeneration.unanchored {
            self.cx
                .ui
                .warn(format_args!("{}: {}", file.shown(), reason.message()));
        }
        if !regeneration.changes.is_empty() || self.run.is_on_one_note() {
            let summary = summary(&regeneration.changes, self.args.write.in_place());
            line(format!("{}: {summary}", strong(file.shown())))?;
        }
        let mut conflicts = regeneration.changes.iter().filter(|change| change.conflict);
        conflicts.try_for_each(|change| line(conflict(change)))
    }

    fn finish(mut self) -> Result<Exit, CliError> {
        if let Some(looks) = self.looks.take() {
            store_decisions(self.cx, looks)?;
        }
        if self.cx.ui.json {
            self.run.document("kbnote.regen/1")?;
        } else {
            self.run.tell_counts(self.args.write);
        }
        Ok(self.run.exit(self.args.write))
    }
}

/// `3 anchors, 1 heading taken; 1 conflict left`.
fn summary(changes: &[Change], writes: bool) -> String {
    let taken = ChangeKind::ALL.iter().filter_map(|&kind| {
        let is_taken = |change: &&Change| change.kind == kind && !change.conflict;
        let n = changes.iter().filter(is_taken).count();
        (n > 0).then(|| count(n, kind.noun()))
    });
    let taken: Vec<String> = taken.collect();
    let conflicts = changes.iter().filter(|change| change.conflict).count();
    let mut parts = Vec::new();
    if !taken.is_empty() {
        let verb = if writes { "taken" } else { "to be taken" };
        parts.push(format!("{} {verb}", taken.join(", ")));
    }
    if conflicts > 0 {
        parts.push(format!("{} left", count(conflicts, "conflict")));
    }
    if parts.is_empty() {
        "up to date".to_owned()
    } else {
        parts.join("; ")
    }
}

/// The line for a change that was not made, as its author made another.
pub(super) fn conflict(change: &Change) -> String {
    let line = line_number(change.line);
    let kind = doubtful(change.kind.word());
    let proposal = match change.after.as_str() {
        "" => "kbnote would take it out".to_owned(),
        after => format!("kbnote has {}", shorten(after, 40)),
    };
    format!(
        "{line}  {kind}  {}: yours stays; {proposal}",
        shorten(&change.what, 40)
    )
}
