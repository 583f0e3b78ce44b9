//! Suggesting links for many notes at once.

use std::fmt;

use kbnote_engine::link_decisions::{LinkDecisions, MIN_LISTED_SCORE};
use kbnote_engine::regenerate::{Applied, LinkMemory};
use kbnote_links::Suggestion;
use kbnote_note::{Note, NoteState};
use kbnote_vault::PlannedEdit;
use rayon::prelude::*;

use crate::{Error, Linker, NoteFile, WholeRun, Workspace};

/// The scores from which on links are written and listed.
#[derive(Clone, Copy, Debug)]
pub struct LinkScores {
    written: f64,
    listed: f64,
}

impl LinkScores {
    /// Only links that are written are listed.
    #[must_use]
    pub const fn written(least: f64) -> Self {
        Self {
            written: least,
            listed: least,
        }
    }

    /// Weaker links are listed too.
    #[must_use]
    pub const fn with_weaker(least: f64) -> Self {
        Self {
            written: least,
            listed: least.min(MIN_LISTED_SCORE),
        }
    }
}

/// A note with the links it could have.
#[derive(Debug)]
pub struct LinkedNote {
    /// The note.
    pub note: Note,
    /// The links that it could have, in its order.
    pub suggestions: Vec<Suggestion>,
    /// Whether none is written because links of such a score are settled.
    pub is_settled: bool,
    /// The score from which on they are written.
    least: f64,
    known: Option<NoteState>,
    memory: LinkMemory,
}

/// Why a suggestion is not written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NotWritten {
    /// Its score is below that from which on links are written.
    BelowScore(f64),
    /// The words are a single common word of a longer title.
    CommonWord,
    /// An earlier run settled the links of this note, and neither it nor the names of the notes have changed since.
    Settled,
}

impl fmt::Display for NotWritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BelowScore(least) => write!(f, "its score is below {least:.2}"),
            Self::CommonWord => f.write_str("one common word of a longer title"),
            Self::Settled => f.write_str("the links of this note are settled"),
        }
    }
}

impl LinkedNote {
    /// Whether a suggestion is strong enough to be written.
    #[must_use]
    pub fn is_written(&self, suggestion: &Suggestion) -> bool {
        self.why_not(suggestion).is_none()
    }

    /// Why a suggestion is not written, if it is not.
    #[must_use]
    pub fn why_not(&self, suggestion: &Suggestion) -> Option<NotWritten> {
        if suggestion.score < self.least {
            Some(NotWritten::BelowScore(self.least))
        } else if !suggestion.is_worth_writing(self.least) {
            Some(NotWritten::CommonWord)
        } else {
            self.is_settled.then_some(NotWritten::Settled)
        }
    }

    /// The targets that are not suggested again, since the author removed or rejected the links.
    pub fn refused(&self) -> impl Iterator<Item = &str> {
        self.memory.refused()
    }

    /// The suggestions that are written.
    #[must_use]
    pub fn written(&self) -> Vec<Suggestion> {
        let all = self.suggestions.iter();
        all.filter(|suggestion| self.is_written(suggestion))
            .cloned()
            .collect()
    }
}

/// The suggestions for the notes of a run.
#[derive(Debug)]
pub struct LinkRun {
    /// The outcome of each note, in the order of the notes.
    pub notes: Vec<Result<LinkedNote, Error>>,
    /// The decisions on links, to which those of written notes are added.
    pub decisions: LinkDecisions,
    linker: Linker,
    scores: LinkScores,
}

impl LinkRun {
    /// Suggests links with at least these scores.
    ///
    /// # Errors
    /// If the names of the vault's notes cannot be read.
    pub fn new(
        workspace: &Workspace,
        files: &[NoteFile],
        scores: LinkScores,
    ) -> Result<Self, Error> {
        let linker = Linker::new(workspace)?;
        let progress = workspace.progress("looking for links in notes:", files.len());
        let suggest = |file| {
            let suggested = suggest(workspace, &linker, scores, file);
            progress.advance();
            suggested
        };
        Ok(Self {
            notes: files.par_iter().map(suggest).collect(),
            decisions: linker.decisions.clone(),
            linker,
            scores,
        })
    }

    /// A note with its suggestions written into it.
    ///
    /// # Errors
    /// If they cannot be written together.
    pub fn apply(&self, linked: &LinkedNote) -> Result<Applied, Error> {
        let written = linked.written();
        let splices = self.linker.splices(&linked.note, &written);
        let new = linked.note.edited(&splices)?;
        let mut memory = linked.memory.clone();
        for suggestion in &written {
            memory.add(&suggestion.target, false);
        }
        let mut state = linked.known.clone().unwrap_or_default();
        state.base.links = memory.into_states();
        let state = Some(state).filter(|state| linked.known.as_ref() != Some(state));
        Ok(Applied::new(new, state))
    }

    /// Adds to the decisions that the links of a note are settled, to be stored with the note.
    pub fn settle(
        &mut self,
        workspace: &Workspace,
        file: &NoteFile,
        linked: &LinkedNote,
        applied: &mut Applied,
    ) {
        let least = self.scores.written;
        settle(
            &mut self.decisions,
            workspace,
            file,
            (linked, applied),
            least,
        );
        applied.links = self.decisions.take_unstored();
    }

    /// Stores what is about to be written into all notes, so that an interrupted run can be finished.
    ///
    /// # Errors
    /// If a note cannot be edited, or the plan cannot be stored.
    pub fn plan(
        &self,
        workspace: &Workspace,
        files: &[NoteFile],
        whole: &mut WholeRun,
    ) -> Result<(), Error> {
        let mut decisions = self.decisions.clone();
        let mut edits = Vec::new();
        for (file, linked) in files.iter().zip(&self.notes) {
            let (Some(path), Ok(linked)) = (file.path(), linked) else {
                continue;
            };
            let applied = self.apply(linked)?;
            settle(
                &mut decisions,
                workspace,
                file,
                (linked, &applied),
                self.scores.written,
            );
            let (new, state) = (applied.note.bytes(), applied.state.as_ref());
            if new != file.bytes {
                edits.push(PlannedEdit::new(path, &file.bytes, new, state));
            }
        }
        whole.decide(workspace, edits, Some(&decisions))
    }
}

fn settle(
    decisions: &mut LinkDecisions,
    workspace: &Workspace,
    file: &NoteFile,
    (linked, applied): (&LinkedNote, &Applied),
    least: f64,
) {
    let name = file.path().and_then(|path| workspace.vault.note_name(path));
    decisions.decide(name.as_deref(), (&linked.note, &applied.note), least);
}

fn suggest(
    workspace: &Workspace,
    linker: &Linker,
    scores: LinkScores,
    file: &NoteFile,
) -> Result<LinkedNote, Error> {
    let note = file.note();
    let known = file.state(workspace)?;
    let memory = LinkMemory::new(&note, known.as_ref());
    let LinkScores { written, listed } = scores;
    let is_settled = linker.is_decided(workspace, &note, file.path(), written);
    let mut suggestions = Vec::new();
    if !is_settled || listed < written {
        let refused = memory.refused().map(str::to_owned).collect();
        suggestions = linker.suggest(workspace, &note, file.path(), refused);
        suggestions.retain(|suggestion| suggestion.score >= listed);
    }
    Ok(LinkedNote {
        note,
        suggestions,
        is_settled,
        least: written,
        known,
        memory,
    })
}
