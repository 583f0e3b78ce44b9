//! The comparisons of a run, told to people and to scripts.

use std::path::Path;

use kbnote_note::Note;
use kbnote_note::diff::{NoteDiff, compare};

use super::args::DiffArgs;
use crate::commands::regen::{remarks, summary};
use crate::context::Context;
use crate::diff_view::{NoteComparison, ShowArgs, Totals, ViewStyle};
use crate::documents::{ComparedNotesEntry, DiffEntry, ProposedNoteEntry};
use crate::error::CliError;
use crate::exit::Exit;
use crate::note_run::NoteRun;
use crate::ui::strong;
use kbnote_engine::regenerate::Change;

/// Two notes with their names.
pub(super) struct NotePair<'a> {
    pub(super) title: String,
    pub(super) old_name: String,
    pub(super) new_name: String,
    /// The file that a patch is for.
    pub(super) path: &'a Path,
    pub(super) old: Note,
    pub(super) new: Note,
}

/// What is printed at the end of a run.
pub(super) struct Report<'a> {
    cx: &'a Context,
    args: &'a DiffArgs,
    show: ShowArgs,
    look: ViewStyle,
    text: Vec<u8>,
    /// What the entries of the document are.
    schema: &'static str,
    totals: Totals,
    pub(super) run: NoteRun<'a, DiffEntry>,
}

impl<'a> Report<'a> {
    pub(super) fn new(cx: &'a Context, args: &'a DiffArgs, note_count: usize) -> Self {
        let look = ViewStyle::of(cx.ui);
        let show = if cx.ui.json {
            ShowArgs::default()
        } else {
            args.show.accept(cx.ui, look)
        };
        Self {
            cx,
            args,
            show,
            look,
            text: Vec::new(),
            schema: "kbnote.compare/1",
            totals: Totals::default(),
            run: NoteRun::new(cx, note_count),
        }
    }

    pub(super) fn note(&mut self, compared: &NotePair<'_>) {
        let diff = compare(&compared.old, &compared.new);
        self.show(compared, &diff, None);
        if self.cx.ui.json {
            let (old, new) = (&compared.old_name, &compared.new_name);
            let entry = ComparedNotesEntry::new(&diff, old, new);
            self.run.enter(DiffEntry::Compared(entry));
        }
    }

    fn show(&mut self, compared: &NotePair<'_>, diff: &NoteDiff<'_>, counts: Option<&str>) {
        let shown = NoteComparison {
            title: &compared.title,
            name: &self.cx.workspace.vault.name_below_root(compared.path),
            diff,
            counts,
        };
        let text = self.show.show(shown, self.look, &mut self.totals);
        self.text.extend(text);
    }

    /// A note and what regenerating would make of it; the reasons for new times, and what is the
    /// author's decision, follow it, but in a patch.
    pub(super) fn proposal(
        &mut self,
        compared: &NotePair<'_>,
        changes: &[Change],
        entry: ProposedNoteEntry,
    ) {
        self.schema = "kbnote.diff/1";
        let diff = compare(&compared.old, &compared.new);
        let counts = summary(changes, false);
        self.show(compared, &diff, Some(&counts));
        if self.cx.ui.json {
            self.run.enter(DiffEntry::Proposed(entry));
        } else if self.show.unified {
            for remark in remarks(changes) {
                self.cx.ui.warn(remark);
            }
        } else {
            if diff.is_empty() && !changes.is_empty() {
                let line = format!("{}: {counts}\n", strong(&compared.title));
                self.text.extend(line.bytes());
            }
            let lines = remarks(changes).into_iter().map(|remark| remark + "\n");
            self.text.extend(lines.collect::<String>().bytes());
        }
    }

    pub(super) fn finish(mut self) -> Result<Exit, CliError> {
        if self.cx.ui.json {
            self.run.document(self.schema)?;
        } else {
            self.text.extend(self.show.end(&self.totals).bytes());
            // A patch is for programs: it may hold any bytes, and none of them is a colour.
            let text = if self.show.unified {
                self.cx.ui.as_content(&self.text).into_owned()
            } else {
                self.cx.ui.as_terminal(&self.text)
            };
            self.cx.ui.bytes(&text)?;
        }
        let differs = self.args.check && self.totals.changed > 0;
        Ok(if self.run.has_failures() || differs {
            Exit::Found
        } else {
            Exit::Done
        })
    }
}
