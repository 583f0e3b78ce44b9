//! The way through the sentences in doubt of some notes.

use std::collections::BTreeSet;
use std::env;
use std::path::{Path, PathBuf};

use kbnote_app::{Error, ErrorKind, NotePlace, NoteService, OpenNote, commit, path_from_here};
use kbnote_core::{ParseTimestampError, Timestamp};
use kbnote_engine::note_view::{DoubtfulClaim, NoteEdit};
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
    /// The next one is shown.
    Next(ChoiceKind),
    Undo,
    Quit(Exit),
}

/// The way through all notes.
pub(super) struct Walk<'a> {
    cx: &'a Context,
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
        service: NoteService,
        notes: Vec<NoteInReview>,
        keys: Keys,
    ) -> Self {
        Self {
            cx,
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
        self.print_counts()?;
        Ok(exit)
    }

    /// Shows the next sentence of a note, and carries out what the person chooses.
    fn visit(&mut self, note: usize) -> Result<Visit, CliError> {
        let in_review = &self.notes[note];
        let open = match self.service.open(&in_review.name) {
            Ok(open) => open,
            Err(error) => {
                self.cx.ui.error(&error);
                return Ok(Visit::NextNote);
            }
        };
        let left = in_review.left(open.view.doubts());
        let Some((sentence, claim)) = left.first() else {
            return Ok(Visit::NextNote);
        };
        self.has_doubts = true;
        let seen = in_review.seen.len();
        self.show(note, claim, (seen + 1, seen + left.len()))?;
        Ok(match self.step(note, &open, claim) {
            Step::Stay => Visit::Again(note),
            Step::Next(kind) => {
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
        let place = format!("{}:{}", path_from_here(&self.notes[note].path), claim.line);
        let lines = screen::lines(&place, claim, numbers);
        lines.into_iter().try_for_each(|line| self.cx.ui.line(line))
    }

    /// Reads a key, and carries it out.
    fn step(&mut self, note: usize, open: &OpenNote, claim: &DoubtfulClaim) -> Step {
        let key = match self.keys.key() {
            Pressed::Key(key) => key,
            Pressed::End => return Step::Quit(Exit::Done),
            Pressed::Interrupt => return Step::Quit(Exit::Interrupted),
        };
        match key {
            'a' | 'y' if claim.anchors > 0 => {
                let keep = NoteEdit::Keep { claim: claim.index };
                self.edit(note, open, &keep, ChoiceKind::Pinned)
            }
            'a' | 'y' => self.take_place(note, open, claim, 1),
            '1'..='9' => {
                let number = key.to_digit(10).unwrap_or_default();
                self.take_place(note, open, claim, number as usize)
            }
            't' => self.type_time(note, claim),
            'd' | 'x' => {
                let decline = NoteEdit::Decline { claim: claim.index };
                let kind = match claim.anchors {
                    0 => ChoiceKind::WithoutAnchor,
                    _ => ChoiceKind::Removed,
                };
                self.edit(note, open, &decline, kind)
            }
            's' | ' ' => Step::Next(ChoiceKind::Skipped),
            'u' => Step::Undo,
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
        self.edit(note, open, &edit, ChoiceKind::Pinned)
    }

    fn edit(&mut self, note: usize, open: &OpenNote, edit: &NoteEdit, kind: ChoiceKind) -> Step {
        let name = &self.notes[note].name;
        match self.service.edit(name, &open.revision, edit) {
            Ok(_) => Step::Next(kind),
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
                Ok(()) => Step::Next(ChoiceKind::Pinned),
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
        self.notice = Some("undone".to_owned());
        self.notes[choice.note].seen.remove(&choice.sentence);
        choice.note
    }

    fn undo_write(&self, note: usize) -> Result<(), Error> {
        let name = &self.notes[note].name;
        let open = self.service.open(name)?;
        self.service.undo_last(name, &open.revision)?;
        Ok(())
    }

    fn print_counts(&self) -> Result<(), CliError> {
        let of_kind = |kind| {
            self.choices
                .iter()
                .filter(|choice| choice.kind == kind)
                .count()
        };
        let counts = [
            (of_kind(ChoiceKind::Pinned), "pinned"),
            (of_kind(ChoiceKind::Removed), "removed"),
            (of_kind(ChoiceKind::WithoutAnchor), "without an anchor"),
            (of_kind(ChoiceKind::Skipped), "skipped"),
        ];
        let counts = counts.iter().filter(|(n, _)| *n > 0);
        let counts: Vec<String> = counts.map(|(n, word)| format!("{n} {word}")).collect();
        if counts.is_empty() {
            let nothing = match self.has_doubts {
                true => "nothing was decided on",
                false => "no sentence is in doubt",
            };
            return self.cx.ui.line(nothing);
        }
        self.cx.ui.line(counts.join(", "))
    }
}

/// Where the way goes after a sentence.
enum Visit {
    NextNote,
    /// To the next sentence of this note.
    Again(usize),
    Quit(Exit),
}
