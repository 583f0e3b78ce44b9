//! The steps of a rename in one run: texts are swapped in and the note is moved, or all is rolled back.

use std::io;
use std::path::PathBuf;

use super::paths::move_note;
use super::plan::Plan;
use super::staged_text::StagedText;
use crate::swap::Outcome;
use crate::{FileError, RenameError, Vault, WriteError, files};

/// A rename in progress.
pub(super) struct Transaction<'a> {
    pub(super) vault: &'a Vault,
    pub(super) plan: &'a Plan,
    pub(super) texts: &'a [StagedText<'a>],
}

/// The error of a rename, and whether it was rolled back completely.
pub(super) struct Failure {
    pub(super) error: RenameError,
    pub(super) is_whole: bool,
}

impl Transaction<'_> {
    pub(super) fn carry_out(&self) -> Result<(), Failure> {
        for (number, text) in self.texts.iter().enumerate() {
            let swapped = text.swap(&text.target).carry_out();
            self.check_outcome(text, swapped)
                .map_err(|error| self.roll_back(error, number, false))?;
        }
        let all = self.texts.len();
        let Plan { from, to, .. } = self.plan;
        move_note(from, to).map_err(|error| self.roll_back(error.into(), all, false))?;
        for text in self.texts {
            let looked = text.swap(&self.place_of(text)).check_again();
            self.check_outcome(text, looked)
                .map_err(|error| self.roll_back(error, all, true))?;
        }
        Ok(())
    }

    /// Checks the outcome of a swap.
    fn check_outcome(
        &self,
        text: &StagedText<'_>,
        swapped: io::Result<Outcome>,
    ) -> Result<(), RenameError> {
        let path = text.note.path.clone();
        match swapped {
            Ok(Outcome::Done) => Ok(()),
            Ok(Outcome::KeptOpen) => {
                let error = WriteError::KeptOpen { path };
                Err(RenameError::Write(Box::new(error)))
            }
            Ok(outcome) => {
                if outcome == Outcome::ChangedTwice {
                    self.vault
                        .keep_text(&path, &files::read(text.file.path())?)?;
                }
                Err(RenameError::Changed { path })
            }
            Err(source) => Err(FileError::Write { path, source }.into()),
        }
    }

    /// The path of a note after the rename.
    fn place_of(&self, text: &StagedText<'_>) -> PathBuf {
        if text.target == self.plan.from {
            self.plan.to.clone()
        } else {
            text.target.clone()
        }
    }

    /// Moves the note back, and restores the first `swapped` texts. A note written since keeps the
    /// author's text.
    fn roll_back(&self, error: RenameError, swapped: usize, is_moved: bool) -> Failure {
        let Plan { from, to, .. } = self.plan;
        let mut is_whole = !is_moved || move_note(to, from).is_ok();
        for text in self.texts[..swapped].iter().rev() {
            let place = if is_whole {
                text.target.clone()
            } else {
                self.place_of(text)
            };
            let back = text.swap_back(&place);
            // An editor may have opened the new text in the meantime.
            is_whole &= back
                .carry_out()
                .is_ok_and(|outcome| outcome != Outcome::Done || back.check_again().is_ok());
        }
        Failure { error, is_whole }
    }
}
