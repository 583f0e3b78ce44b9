//! `kbnote links`: which words of a note could link to which other notes.

use std::path::PathBuf;

use kbnote_app::{NoteFile, NoteFiles};
use kbnote_links::Suggestion;
use kbnote_note::{Note, NoteState};
use kbnote_vault::PlannedEdit;
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::linking::{Linker, MIN_SCORE, store_decisions};
use crate::note_run::NoteRun;
use crate::regenerating::LinkMemory;
use crate::ui::{count, faint, line_number, rounded, strong};
use crate::whole_run::WholeRun;
use crate::write_args::WriteArgs;
use kbnote_engine::link_decisions::LinkDecisions;

/// Suggest wikilinks to the other notes of the vault
#[derive(clap::Args, Debug)]
pub(crate) struct LinksArgs {
    /// Note, folder of notes, or - for standard input
    #[arg(required = true, value_name = "NOTE")]
    notes: Vec<PathBuf>,
    /// Write the suggestions into the notes
    #[arg(long)]
    apply: bool,
    /// Leave out suggestions with a lower score
    #[arg(long, value_name = "SCORE", default_value_t = MIN_SCORE)]
    min_score: f64,
    #[command(flatten)]
    write: WriteArgs,
}

/// Said where nothing is suggested for a note because it was looked at before.
const DECIDED: &str =
    "links of such a score were written before: a lower --min-score finds weaker ones";

pub(crate) fn run(cx: &Context, args: &LinksArgs) -> Result<Exit, CliError> {
    let in_place = args.apply && args.write.in_place();
    let begin = || WholeRun::begin(cx, &args.notes, args.min_score);
    let mut whole = in_place.then(begin).transpose()?;
    let notes = match args.writes_notes() {
        true => cx.read_notes_to_change(&args.notes)?,
        false => cx.read_notes(&args.notes)?,
    };
    let asked = notes.count();
    let NoteFiles { files, unreadable } = notes;
    args.write.accept(&files)?;
    let linker = Linker::new(cx)?;
    let looked = files.par_iter().map(|file| look(cx, &linker, args, file));
    let looked: Vec<Result<Looked, CliError>> = looked.collect();
    if let Some(whole) = &mut whole {
        decide(cx, args, &linker, whole, files.iter().zip(&looked))?;
    }
    let mut report = Report {
        cx,
        args,
        linker: &linker,
        looks: linker.decisions.clone(),
        read: files.len(),
        run: NoteRun::new(cx, asked),
    };
    for (file, looked) in files.iter().zip(looked) {
        let done = looked.and_then(|looked| report.note(file, &looked));
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
    args: &LinksArgs,
    linker: &Linker,
    whole: &mut WholeRun,
    notes: impl Iterator<Item = (&'a NoteFile, &'a Result<Looked, CliError>)>,
) -> Result<(), CliError> {
    let mut looks = linker.decisions.clone();
    let mut edits = Vec::new();
    for (file, looked) in notes {
        let (Some(path), Ok(looked)) = (file.path(), looked) else {
            continue;
        };
        let NoteEdit { new, state } = looked.written(linker)?;
        let name = cx.vault.note_name(path);
        looks.decide(name.as_deref(), (&looked.note, &new), args.min_score);
        if new.bytes() != file.bytes {
            edits.push(PlannedEdit::new(
                path,
                &file.bytes,
                new.bytes(),
                state.as_ref(),
            ));
        }
    }
    whole.decide(cx, edits, Some(&looks))
}

/// What the run did, note by note.
struct Report<'a> {
    cx: &'a Context,
    args: &'a LinksArgs,
    linker: &'a Linker,
    looks: LinkDecisions,
    /// How many notes could be read.
    read: usize,
    run: NoteRun<'a>,
}

impl Report<'_> {
    fn note(&mut self, file: &NoteFile, looked: &Looked) -> Result<(), CliError> {
        let (cx, args) = (self.cx, self.args);
        let (note, suggestions) = (&looked.note, &looked.suggestions);
        if args.writes_notes() {
            self.write(file, looked)?;
        }
        self.run.count_changed(!suggestions.is_empty());
        tell(cx, args, file, note, suggestions, self.read > 1)?;
        if looked.is_decided && self.read == 1 {
            cx.ui.hint(DECIDED);
        }
        let suggestions = to_json(note, suggestions);
        self.run
            .enter(json!({"path": file.shown(), "suggestions": suggestions}));
        Ok(())
    }

    /// Puts the suggestions into a note, and remembers that its links are decided on.
    fn write(&mut self, file: &NoteFile, looked: &Looked) -> Result<(), CliError> {
        let (cx, write) = (self.cx, self.args.write);
        let NoteEdit { new, state } = looked.written(self.linker)?;
        write.put_with_state(cx, file, new.bytes(), state.as_ref())?;
        let name = file.path().and_then(|path| cx.vault.note_name(path));
        let decided = (&looked.note, &new);
        self.looks
            .decide(name.as_deref(), decided, self.args.min_score);
        Ok(())
    }

    fn finish(mut self) -> Result<Exit, CliError> {
        if self.args.apply && self.args.write.in_place() {
            store_decisions(self.cx, self.looks)?;
        }
        if self.cx.ui.json {
            self.run.document("kbnote.links/1")?;
        }
        Ok(self.run.exit(self.args.write))
    }
}

/// A note with the links it could have, and what is known of it from earlier runs.
struct Looked {
    note: Note,
    known: Option<NoteState>,
    memory: LinkMemory,
    suggestions: Vec<Suggestion>,
    /// Whether there are none because such links are decided on.
    is_decided: bool,
}

/// What a note and its state become.
struct NoteEdit {
    new: Note,
    /// If it is to change.
    state: Option<NoteState>,
}

impl Looked {
    /// The note with its suggestions.
    fn written(&self, linker: &Linker) -> Result<NoteEdit, CliError> {
        let new = self
            .note
            .edited(&linker.splices(&self.note, &self.suggestions))?;
        let mut memory = self.memory.clone();
        for suggestion in &self.suggestions {
            memory.add(&suggestion.target, false);
        }
        let mut state = self.known.clone().unwrap_or_default();
        state.base.links = memory.into_states();
        let state = Some(state).filter(|state| self.known.as_ref() != Some(state));
        Ok(NoteEdit { new, state })
    }
}

fn look(
    cx: &Context,
    linker: &Linker,
    args: &LinksArgs,
    file: &NoteFile,
) -> Result<Looked, CliError> {
    let note = file.note();
    let known = file.state(cx)?;
    let memory = LinkMemory::new(&note, known.as_ref());
    let is_decided = linker.is_decided(cx, &note, file.path(), args.min_score);
    let suggestions = if is_decided {
        Vec::new()
    } else {
        let refused = memory.refused().map(str::to_owned).collect();
        let mut found = linker.suggest(cx, &note, file.path(), refused);
        found.retain(|suggestion| suggestion.score >= args.min_score);
        found
    };
    Ok(Looked {
        note,
        known,
        memory,
        suggestions,
        is_decided,
    })
}

impl LinksArgs {
    /// Without --apply only what is asked to be printed is made.
    fn writes_notes(&self) -> bool {
        self.apply || self.write.prints_note()
    }
}

fn tell(
    cx: &Context,
    args: &LinksArgs,
    file: &NoteFile,
    note: &Note,
    suggestions: &[Suggestion],
    is_one_of_many: bool,
) -> Result<(), CliError> {
    let prints_note = args.write.prints_note() || (args.apply && file.path().is_none());
    let nothing_to_tell = suggestions.is_empty() && is_one_of_many;
    if cx.ui.json || prints_note || nothing_to_tell {
        return Ok(());
    }
    let verb = if args.apply && args.write.in_place() {
        "written"
    } else {
        "suggested"
    };
    let summary = count(suggestions.len(), "link");
    cx.ui
        .line(format_args!("{}: {summary} {verb}", strong(file.shown())))?;
    for suggestion in suggestions {
        let line = line_number(note.line_at(suggestion.range.start));
        let (score, target, why) = (suggestion.score, &suggestion.target, &suggestion.why);
        cx.ui.line(format_args!(
            "{line}  {score:.2}  {} → {target}",
            suggestion.display
        ))?;
        cx.ui.line(format_args!("             {}", faint(why)))?;
    }
    Ok(())
}

fn to_json(note: &Note, suggestions: &[Suggestion]) -> Vec<Value> {
    let one = |s: &Suggestion| {
        json!({
            "start": s.range.start, "end": s.range.end, "text": &note.text()[s.range.clone()],
            "target": s.target, "title": s.title,
            "score": rounded(s.score), "why": s.why,
        })
    };
    suggestions.iter().map(one).collect()
}
