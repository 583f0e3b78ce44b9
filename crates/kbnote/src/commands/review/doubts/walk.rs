//! The way through the sentences in doubt of some notes.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use kbnote_app::{Error, ErrorKind, NotePlace, NoteService, OpenNote, commit, path_from_here};
use kbnote_core::{ParseTimestampError, Timestamp};
use kbnote_engine::note_view::{DoubtfulClaim, NoteEdit};
use kbnote_engine::text::shell_word;
use kbnote_vault::NoteWriter;

use super::keys::{Keys, Pressed};
use super::screen;
use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;
use crate::ui::count;

/// A note whose sentences are gone through.
pub(super) struct NoteInReview {
    path: PathBuf,
    /// Its name for the service.
    name: String,
    /// The sentences that were decided on or skipped.
    seen: BTreeSet<Sentence>,
    /// How many are in doubt, once it was opened.
    open: Option<usize>,
}

/// A sentence, however often the note is written: its words, and how many of the same were before it.
type Sentence = (String, usize);

/// A choice that can be undone.
struct Choice {
    note: usize,
    sentence: Sentence,
    kind: ChoiceKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ChoiceKind {
    Pinned,
    Removed,
    /// A sentence without an anchor is to stay so.
    WithoutAnchor,
    Skipped,
}

/// What is done after a key.
enum Step {
    /// The sentence is shown again.
    Stay,
    /// The next one is shown, with what was done to this one.
    Next(ChoiceKind, String),
    Undo,
    Quit(Exit),
}

/// The way through all notes.
pub(super) struct Walk<'a> {
    cx: &'a Context,
    /// The notes and folders as they were given.
    paths: &'a [PathBuf],
    service: NoteService,
    notes: Vec<NoteInReview>,
    keys: Keys,
    choices: Vec<Choice>,
    /// What is said with the next screen.
    notice: Option<String>,
    /// Whether any sentence was in doubt.
    has_doubts: bool,
}

impl NoteInReview {
    pub(super) fn new(path: &Path, name: String) -> Self {
        Self {
            path: path.to_owned(),
            name,
            seen: BTreeSet::new(),
            open: None,
        }
    }

    /// The sentences that are left, each with its identity.
    fn left(&self, doubts: Vec<DoubtfulClaim>) -> Vec<(Sentence, DoubtfulClaim)> {
        let mut earlier: Vec<String> = Vec::new();
        let mut left = Vec::new();
        let mut doubts = doubts;
        doubts.sort_by_key(|claim| claim.start);
        for claim in doubts {
            let same = earlier.iter().filter(|text| **text == claim.text).count();
            earlier.push(claim.text.clone());
            let sentence = (claim.text.clone(), same);
            if !self.seen.contains(&sentence) {
                left.push((sentence, claim));
            }
        }
        // Anchors in doubt first, then sentences without one.
        left.sort_by_key(|(_, claim)| claim.anchors == 0);
        left
    }
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        cx: &'a Context,
        paths: &'a [PathBuf],
        service: NoteService,
        notes: Vec<NoteInReview>,
        keys: Keys,
    ) -> Self {
        Self {
            cx,
            paths,
            service,
            notes,
            keys,
            choices: Vec::new(),
            notice: None,
            has_doubts: false,
        }
    }

    /// Goes through all notes, until there is nothing left or the person quits.
    pub(super) fn run(mut self) -> Result<Exit, CliError> {
        let mut at = 0;
        let mut exit = Exit::Done;
        while at < self.notes.len() {
            match self.visit(at)? {
                Visit::NextNote => at += 1,
                Visit::Again(note) => at = note,
                Visit::Quit(ended) => {
                    exit = ended;
                    break;
                }
            }
        }
        if let Some(notice) = self.notice.take() {
            self.cx.ui.line(notice)?;
        }
        self.print_counts()?;
        Ok(exit)
    }

    /// Shows the next sentence of a note, and carries out what the person chooses.
    fn visit(&mut self, note: usize) -> Result<Visit, CliError> {
        let in_review = &mut self.notes[note];
        let open = match self.service.open(&in_review.name) {
            Ok(open) => open,
            Err(error) => {
                self.cx.ui.error(&error);
                return Ok(Visit::NextNote);
            }
        };
        let doubts = open.view.doubts();
        in_review.open = Some(doubts.len());
        let left = in_review.left(doubts);
        let Some((sentence, claim)) = left.first() else {
            return Ok(Visit::NextNote);
        };
        self.has_doubts = true;
        let seen = in_review.seen.len();
        self.show(note, claim, (seen + 1, seen + left.len()))?;
        Ok(match self.step(note, &open, claim) {
            Step::Stay => Visit::Again(note),
            Step::Next(kind, done) => {
                self.notice = Some(format!("{}: {done}", self.place(note, claim)));
                self.notes[note].seen.insert(sentence.clone());
                let sentence = sentence.clone();
                self.choices.push(Choice {
                    note,
                    sentence,
                    kind,
                });
                Visit::Again(note)
            }
            Step::Undo => Visit::Again(self.undo(note)),
            Step::Quit(exit) => Visit::Quit(exit),
        })
    }

    fn show(
        &mut self,
        note: usize,
        claim: &DoubtfulClaim,
        numbers: (usize, usize),
    ) -> Result<(), CliError> {
        match self.keys.terminal() {
            // A terminal that cannot clear its screen gets one sentence below the other.
            Some(terminal) if env::var_os("TERM").is_some_and(|term| term != "dumb") => {
                terminal.clear_screen()?;
            }
            _ => self.cx.ui.line("")?,
        }
        if let Some(notice) = self.notice.take() {
            self.cx.ui.line(notice)?;
            self.cx.ui.line("")?;
        }
        let can_undo = !self.choices.is_empty();
        let lines = screen::lines(&self.place(note, claim), claim, numbers, can_undo);
        lines.into_iter().try_for_each(|line| self.cx.ui.line(line))
    }

    fn place(&self, note: usize, claim: &DoubtfulClaim) -> String {
        format!("{}:{}", path_from_here(&self.notes[note].path), claim.line)
    }

    /// Reads a key, and carries it out.
    fn step(&mut self, note: usize, open: &OpenNote, claim: &DoubtfulClaim) -> Step {
        let key = match self.keys.key() {
            Pressed::Key(key) => key,
            Pressed::End => return Step::Quit(Exit::Done),
            Pressed::Interrupt => return Step::Quit(Exit::Interrupted),
        };
        match key {
            'k' | 'a' | 'y' => match claim.time {
                Some(time) => {
                    let keep = NoteEdit::Keep { claim: claim.index };
                    let done = format!("kept: pinned at {time}");
                    self.edit(note, open, &keep, (ChoiceKind::Pinned, done))
                }
                None => self.stay(screen::nothing_to_keep(claim)),
            },
            '1'..='9' => {
                let number = key.to_digit(10).unwrap_or_default();
                self.take_place(note, open, claim, number as usize)
            }
            't' => self.type_time(note, claim),
            'x' | 'd' => {
                let decline = NoteEdit::Decline { claim: claim.index };
                let (kind, done) = match claim.anchors {
                    0 => (
                        ChoiceKind::WithoutAnchor,
                        "no anchor; kbnote will not add one",
                    ),
                    _ => (ChoiceKind::Removed, "removed; kbnote will not add it again"),
                };
                self.edit(note, open, &decline, (kind, done.to_owned()))
            }
            'n' | 's' | ' ' => Step::Next(
                ChoiceKind::Skipped,
                "open still; it comes again another time".to_owned(),
            ),
            'z' | 'u' => Step::Undo,
            'q' => Step::Quit(Exit::Done),
            '?' | 'h' => {
                let help: Vec<&str> = screen::help().collect();
                self.stay(help.join("\n"))
            }
            // Line ends between the keys of a pipe.
            '\n' | '\r' if self.keys.terminal().is_none() => self.step(note, open, claim),
            _ => self.stay("this key has no meaning here; ? lists those that have"),
        }
    }

    fn stay(&mut self, notice: impl Into<String>) -> Step {
        self.notice = Some(notice.into());
        Step::Stay
    }

    fn take_place(
        &mut self,
        note: usize,
        open: &OpenNote,
        claim: &DoubtfulClaim,
        number: usize,
    ) -> Step {
        let Some(place) = claim.places.get(number - 1) else {
            let places = count(claim.places.len(), "place");
            return self.stay(format!("only {places} in the captions"));
        };
        let edit = NoteEdit::Move {
            claim: claim.index,
            anchor: claim.anchor,
            time_ms: place.time.as_millis(),
            nearest: false,
        };
        let done = format!("pinned at {}", place.time);
        self.edit(note, open, &edit, (ChoiceKind::Pinned, done))
    }

    fn edit(
        &mut self,
        note: usize,
        open: &OpenNote,
        edit: &NoteEdit,
        (kind, done): (ChoiceKind, String),
    ) -> Step {
        let name = &self.notes[note].name;
        match self.service.edit(name, &open.revision, edit) {
            Ok(_) => Step::Next(kind, done),
            Err(error) if error.kind() == ErrorKind::Conflict => {
                self.stay("the note was changed meanwhile; this is how it is now")
            }
            Err(error) => self.stay(format!("not written: {}", error.message())),
        }
    }

    /// Pins the anchor at a time that the person types; it need not be a moment of the captions.
    fn type_time(&mut self, note: usize, claim: &DoubtfulClaim) -> Step {
        if self.keys.terminal().is_some() {
            self.cx.ui.say("time, such as 1:02 (empty: none):");
        }
        let typed = self.keys.line().unwrap_or_default();
        let typed = typed.trim();
        if typed.is_empty() {
            return Step::Stay;
        }
        let time: Result<Timestamp, ParseTimestampError> = typed.parse();
        match time {
            Err(error) => self.stay(error.to_string()),
            Ok(time) => match self.pin(note, claim, time) {
                Ok(()) => Step::Next(ChoiceKind::Pinned, format!("pinned at {time}")),
                Err(error) => self.stay(format!("not written: {}", error.message())),
            },
        }
    }

    fn pin(&self, note: usize, claim: &DoubtfulClaim, time: Timestamp) -> Result<(), Error> {
        let (workspace, path) = (&self.cx.workspace, &self.notes[note].path);
        let read = workspace.read_note_to_change(path)?;
        let place = NotePlace::at(path.clone(), read.text(), claim.start);
        let pinning = workspace.pin(&place, time)?;
        // A run of its own, so that it can be undone alone.
        let writer = NoteWriter::new("review");
        commit(&workspace.vault, &writer, &pinning.change(path))?;
        Ok(())
    }

    /// Undoes the last choice; returns the note that it was made in.
    fn undo(&mut self, current: usize) -> usize {
        let Some(choice) = self.choices.pop() else {
            self.notice = Some("nothing to undo".to_owned());
            return current;
        };
        if choice.kind != ChoiceKind::Skipped
            && let Err(error) = self.undo_write(choice.note)
        {
            self.notice = Some(format!("not undone: {}", error.message()));
            self.choices.push(choice);
            return current;
        }
        self.notice = Some("undone: this sentence is open again".to_owned());
        self.notes[choice.note].seen.remove(&choice.sentence);
        choice.note
    }

    fn undo_write(&self, note: usize) -> Result<(), Error> {
        let name = &self.notes[note].name;
        let open = self.service.open(name)?;
        self.service.undo_last(name, &open.revision)?;
        Ok(())
    }

    /// What was decided, what is open, and the next step.
    fn print_counts(&self) -> Result<(), CliError> {
        let ui = self.cx.ui;
        if !self.has_doubts {
            return ui.line("no sentence is in doubt");
        }
        let open: usize = self.notes.iter().filter_map(|note| note.open).sum();
        let unopened = self.notes.iter().filter(|note| note.open.is_none()).count();
        let mut counts = format!("{}, {open} still open", self.decided());
        if unopened > 0 {
            counts += &format!("; {} not looked at", count(unopened, "note"));
        }
        ui.line(counts)?;
        if open + unopened > 0 {
            let paths = self.paths.iter().map(|path| path.display().to_string());
            let paths: Vec<String> = paths.map(|path| shell_word(&path).into_owned()).collect();
            let paths = paths.join(" ");
            ui.hint(format_args!(
                "`kbnote review --doubts {paths}` goes on with the rest"
            ));
        } else {
            ui.hint("`kbnote status` shows what else there is to do");
        }
        Ok(())
    }

    /// `3 decided (2 pinned, 1 removed)`
    fn decided(&self) -> String {
        let of_kind = |kind| {
            let choices = self.choices.iter();
            choices.filter(|choice| choice.kind == kind).count()
        };
        let counts = [
            (of_kind(ChoiceKind::Pinned), "pinned"),
            (of_kind(ChoiceKind::Removed), "removed"),
            (of_kind(ChoiceKind::WithoutAnchor), "without an anchor"),
        ];
        let decided: usize = counts.iter().map(|(n, _)| n).sum();
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let counts: Vec<String> = counts.map(|(n, word)| format!("{n} {word}")).collect();
        match decided {
            0 => "nothing decided".to_owned(),
            decided => format!("{decided} decided ({})", counts.join(", ")),
        }
    }
}

/// Where the way goes after a sentence.
enum Visit {
    NextNote,
    /// To the next sentence of this note.
    Again(usize),
    Quit(Exit),
}
