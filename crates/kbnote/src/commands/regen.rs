//! `kbnote regen`: all that regenerating would change, taken.

use std::collections::BTreeMap;
use std::path::PathBuf;

use kbnote_app::{
    Error, NoteFile, NoteFiles, WholeRun, plan_regeneration, regenerate_all, store_decisions,
};

use crate::context::Context;
use crate::documents::{ProposedNoteEntry, RegeneratedNoteEntry, lossy};
use crate::error::CliError;
use crate::exit::Exit;
use crate::kind_arg::{self, KindArg};
use crate::note_run::{NoteRun, once_more_if_written};
use crate::ui::{count, doubtful, line_number, shorten, strong};
use crate::write_args::WriteArgs;
use kbnote_engine::link_decisions::LinkDecisions;
use kbnote_engine::regenerate::{Change, ChangeKind, ConflictPolicy, Regeneration};
use kbnote_engine::text::shell_word;

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
    only: Vec<KindArg>,
    /// What to do where you and kbnote changed the same
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

impl From<ConflictWay> for ConflictPolicy {
    fn from(way: ConflictWay) -> Self {
        match way {
            ConflictWay::Keep => Self::Keep,
            ConflictWay::Markers => Self::Markers,
        }
    }
}

pub(crate) fn run(cx: &Context, args: &RegenArgs) -> Result<Exit, CliError> {
    let kinds = kind_arg::kinds(&args.only);
    let is_whole = args.write.in_place() && kinds.has(ChangeKind::Links);
    let begin = || WholeRun::begin(&cx.workspace, &args.notes, (&args.only, args.conflict));
    let mut whole = is_whole.then(begin).transpose()?;
    let notes = cx.workspace.read_notes_to_change(&args.notes)?;
    let mut report = Report::new(cx, args, notes.count());
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    let outcomes = regenerate_all(&cx.workspace, &kinds, &files)?;
    if let Some(whole) = &mut whole {
        plan_regeneration(
            &cx.workspace,
            args.conflict.into(),
            whole,
            files.iter().zip(&outcomes),
        )?;
    }
    for (file, outcome) in files.iter().zip(outcomes) {
        let done = report.outcome(file, outcome);
        let done = once_more_if_written(cx, file, done, |file| {
            let again = regenerate_all(&cx.workspace, &kinds, std::slice::from_ref(file))?;
            let mut outcomes = again
                .into_iter()
                .map(|outcome| report.outcome(file, outcome));
            outcomes.next().unwrap_or(Ok(()))
        });
        report.run.go_on(file, done)?;
    }
    report.run.unreadable(&unreadable);
    let exit = report.finish()?;
    whole.map_or(Ok(()), WholeRun::end)?;
    Ok(exit)
}

/// What the run did, note by note.
struct Report<'a> {
    cx: &'a Context,
    args: &'a RegenArgs,
    run: NoteRun<'a, RegeneratedNoteEntry>,
    /// The notes whose links are decided on.
    links: Option<LinkDecisions>,
}

impl<'a> Report<'a> {
    fn new(cx: &'a Context, args: &'a RegenArgs, note_count: usize) -> Self {
        Self {
            cx,
            args,
            run: NoteRun::new(cx, note_count),
            links: None,
        }
    }

    fn outcome(
        &mut self,
        file: &NoteFile,
        outcome: Result<Option<Regeneration>, Error>,
    ) -> Result<(), CliError> {
        match outcome? {
            Some(regeneration) => self.note(file, &regeneration),
            None => self.run.without_video(file),
        }
    }

    fn note(&mut self, file: &NoteFile, regeneration: &Regeneration) -> Result<(), CliError> {
        let (cx, in_place) = (self.cx, self.args.write.in_place());
        let mut applied = regeneration.apply_unattended(self.args.conflict.into())?;
        let changed = applied.note.bytes() != file.bytes;
        if in_place {
            let (links, note) = (&mut self.links, &regeneration.note);
            cx.workspace
                .settle_links(links, file.path(), note, &mut applied);
        }
        self.args.write.put(cx, file, &applied)?;
        self.run.count_changed(changed);
        if self.cx.ui.json {
            let is_printed = file.path().is_none() || self.args.write.prints_note();
            self.run.enter(RegeneratedNoteEntry {
                proposed: ProposedNoteEntry::new(
                    file.document_path(&cx.workspace.vault),
                    regeneration,
                ),
                changed,
                unanchored: regeneration.unanchored.clone().map(Into::into),
                text: is_printed.then(|| lossy(&applied.note)),
            });
            return Ok(());
        }
        self.print_note(file, regeneration)
    }

    /// What was taken, by kind, and each conflict with its place.
    fn print_note(&self, file: &NoteFile, regeneration: &Regeneration) -> Result<(), CliError> {
        let line = |text| self.run.line(self.args.write, file, text);
        if let Some(reason) = &regeneration.unanchored {
            self.cx
                .ui
                .warn(format_args!("{}: {}", file.shown(), reason));
        }
        if !regeneration.changes.is_empty() || self.run.is_on_one_note() {
            let summary = summary(&regeneration.changes, self.args.write.in_place());
            line(format!("{}: {summary}", strong(file.shown())))?;
        }
        remarks(&regeneration.changes)
            .into_iter()
            .try_for_each(line)?;
        self.hint_at_channel(file, regeneration);
        Ok(())
    }

    fn hint_at_channel(&self, file: &NoteFile, regeneration: &Regeneration) {
        let workspace = &self.cx.workspace;
        let folder = file
            .path()
            .and_then(|path| workspace.channel_folder_for(path, &regeneration.note));
        if let Some(folder) = folder {
            let path = file.shown();
            let (path, folder) = (shell_word(&path), shell_word(&folder));
            self.cx.ui.hint(format_args!(
                "`kbnote move {path} {folder}` takes the note to the folder of its channel, which is known now"
            ));
        }
    }

    fn finish(mut self) -> Result<Exit, CliError> {
        if let Some(links) = self.links.take() {
            store_decisions(&self.cx.workspace, links)?;
        }
        if self.cx.ui.json {
            self.run.document("kbnote.regen/1")?;
        } else {
            self.run.tell_counts(self.args.write);
        }
        Ok(self.run.exit(self.args.write))
    }
}

/// `3 anchors, 1 heading updated; 1 conflict left`.
pub(super) fn summary(changes: &[Change], writes: bool) -> String {
    let mut numbers: BTreeMap<(ChangeKind, &str), usize> = BTreeMap::new();
    for change in changes.iter().filter(|change| !change.conflict) {
        *numbers.entry((change.kind, change.noun())).or_default() += 1;
    }
    let taken = numbers.iter().map(|((_, noun), n)| count(*n, noun));
    let taken: Vec<String> = taken.collect();
    let conflicts = changes.iter().filter(|change| change.conflict).count();
    let mut parts = Vec::new();
    if !taken.is_empty() {
        let verb = if writes {
            "updated"
        } else {
            "would be updated"
        };
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

/// The lines for what a comparison of the notes does not show: why times move, and each conflict.
pub(super) fn remarks(changes: &[Change]) -> Vec<String> {
    let mut moved: Vec<(String, Vec<&Change>)> = Vec::new();
    for change in changes {
        let Some(reason) = change.reason() else {
            continue;
        };
        match moved.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, changes)) => changes.push(change),
            None => moved.push((reason, vec![change])),
        }
    }
    let moved = moved.iter().map(|(reason, changes)| match changes[..] {
        [change] => remark(change, reason),
        _ => format!(
            "{reason}: {}",
            count(changes.len(), ChangeKind::Times.noun())
        ),
    });
    let conflicts = changes.iter().filter(|change| change.conflict);
    moved.chain(conflicts.map(conflict)).collect()
}

/// The line for a change that was not made, as its author made another.
fn conflict(change: &Change) -> String {
    let proposal = match change.after.as_str() {
        "" => "kbnote would take it out".to_owned(),
        after => format!("kbnote has {}", shorten(after, 40)),
    };
    remark(change, &format!("yours stays; {proposal}"))
}

fn remark(change: &Change, text: &str) -> String {
    let line = line_number(change.line);
    let kind = doubtful(change.kind.word());
    format!("{line}  {kind}  {}: {text}", shorten(&change.what, 40))
}
