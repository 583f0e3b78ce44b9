//! One change of a note: staged beside its place, then swapped in unless its author was quicker.

use std::path::{Path, PathBuf};

use kbnote_note::NoteState;

use super::run::{Origin, Run};
use crate::notice::Notice;
use crate::staging::StagedFile;
use crate::state::{PendingState, StagedState};
use crate::swap::{Outcome, Swap};
use crate::undo::NoteChange;
use crate::write_lock::VaultLock;
use crate::{FileError, Vault, WriteError, files};

/// A change of a note that is about to be made.
pub(super) struct Commit<'a> {
    origin: &'a Origin,
    vault: &'a Vault,
    note: &'a Path,
    /// The target of the note's path, if that is a symbolic link.
    target: PathBuf,
    old: &'a [u8],
    new: &'a [u8],
}

impl<'a> Commit<'a> {
    pub(super) fn new(
        origin: &'a Origin,
        vault: &'a Vault,
        note: &'a Path,
        (old, new): (&'a [u8], &'a [u8]),
    ) -> Self {
        Self {
            origin,
            vault,
            note,
            target: files::resolve_symlink(note),
            old,
            new,
        }
    }

    pub(super) fn stage(&self, run: &mut Run) -> Result<StagedFile, WriteError> {
        let staging = run.staging(self.vault)?;
        Ok(staging.stage(&self.target, self.new, &self.target)?)
    }

    pub(super) fn stage_state(
        &self,
        run: &mut Run,
        state: Option<&NoteState>,
    ) -> Result<StagedState, WriteError> {
        let Some(state) = state else {
            return Ok(StagedState::SummaryPart);
        };
        let staging = run.staging(self.vault)?;
        let staged = self.vault.stage_state(self.note, state, staging)?;
        Ok(staged.map_or(StagedState::SummaryPart, StagedState::Announced))
    }

    /// Makes the change, unless the note changed since it was read.
    pub(super) fn carry_out(
        &self,
        run: &mut Run,
        _lock: &VaultLock,
        text: StagedFile,
        state: StagedState,
    ) -> Result<(), WriteError> {
        let Self { vault, note, .. } = *self;
        if files::resolve_symlink(note) != self.target || files::read(note)? != self.old {
            return Err(WriteError::changed(note));
        }
        vault.adopt_state(note)?;
        let known = vault.state_bytes(note)?;
        let swap = self.swap(&text);
        let pending = self.announce(run, &swap, state)?;
        match swap_and_settle(vault, note, &swap, pending) {
            Ok(Outcome::Done) => Ok(()),
            Ok(outcome) => self.withdraw(run, &outcome, &text, known.as_deref()),
            Err(error) => {
                // What the staged file holds by now is looked at by the next run, as if this one
                // had been killed.
                run.staging(vault)?.leave_to_next_run();
                text.keep();
                Err(error)
            }
        }
    }

    fn swap<'s>(&'s self, text: &'s StagedFile) -> Swap<'s> {
        Swap {
            staged: text.path(),
            target: &self.target,
            old: self.old,
            new: self.new,
        }
    }

    /// Records what is about to happen: what undoes it, the pending state, the swap.
    fn announce(
        &self,
        run: &mut Run,
        swap: &Swap<'_>,
        state: StagedState,
    ) -> Result<PendingState, WriteError> {
        let Self { vault, note, .. } = *self;
        let (old, new) = (Some(self.old), Some(self.new));
        run.record(vault, self.origin, NoteChange { note, old, new })?;
        let pending = vault
            .set_pending_state(note, state)
            .and_then(|rest| Ok(run.staging(vault)?.will_swap(swap).map(|()| rest)?));
        pending.or_else(|error| {
            run.void_record()?;
            vault.withdraw_pending_state(note)?;
            Err(error.into())
        })
    }

    /// The author was quicker: the note has their text, and the state goes back to what was known.
    fn withdraw(
        &self,
        run: &mut Run,
        outcome: &Outcome,
        text: &StagedFile,
        known: Option<&[u8]>,
    ) -> Result<(), WriteError> {
        let Self { vault, note, .. } = *self;
        run.void_record()?;
        vault.restore_state(note, known)?;
        if *outcome == Outcome::ChangedTwice {
            let kept = vault.keep_text(note, &files::read(text.path())?)?;
            let note = note.to_owned();
            run.notices.push(Notice::TextKept { note, kept });
        }
        Err(refusal(outcome, note))
    }
}

/// Why a note keeps the author's text.
fn refusal(outcome: &Outcome, note: &Path) -> WriteError {
    if *outcome == Outcome::KeptOpen {
        let path = note.to_owned();
        WriteError::KeptOpen { path }
    } else {
        WriteError::changed(note)
    }
}

/// Swaps the text in, settles the new state, and checks the displaced text again.
fn swap_and_settle(
    vault: &Vault,
    note: &Path,
    swap: &Swap<'_>,
    state: PendingState,
) -> Result<Outcome, WriteError> {
    let failed = |source| FileError::write(note, source);
    match swap.carry_out().map_err(failed)? {
        Outcome::Done => {
            state.settle(vault, note)?;
            Ok(swap.check_again().map_err(failed)?)
        }
        outcome => Ok(outcome),
    }
}
