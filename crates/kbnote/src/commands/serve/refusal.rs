//! Why a request gets no answer but an error, as the page and scripts are told.

use std::path::Path;

use hyper::StatusCode;
use kbnote_app::ErrorKind;
use kbnote_vault::{
    FileError, LockError, NotesError, RenameError, StateError, StoreError, WriteError,
};
use serde_json::{Value, json};

use crate::error::CliError;
use crate::exit::Exit;
use kbnote_engine::note_view::{NoteEditError, RevisionConflict, UnresolvedConflict};

/// An error with the status that it is answered with.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub(super) status: StatusCode,
    error: CliError,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            error: CliError::new(ErrorKind::Usage, kind, message),
        }
    }

    /// A name that no note of the vault can have.
    pub(super) fn no_note_name(name: &str) -> Self {
        let message = format!("`{name}` names no note in the vault");
        Self::new(StatusCode::BAD_REQUEST, "outside", message)
    }

    /// A note that is not there.
    pub(super) fn no_note(name: &str) -> Self {
        let message = format!("there is no note {name}");
        Self::new(StatusCode::NOT_FOUND, "missing-note", message)
    }

    /// Nothing was changed last that the page could take back.
    pub(super) fn nothing_to_undo() -> Self {
        let message = "the last thing written is no change of this note on the page";
        let error = CliError::new(ErrorKind::NotFound, "nothing-to-undo", message);
        error
            .hint("`kbnote undo` takes back what other commands wrote")
            .into()
    }

    /// What is wrong, in words.
    pub(super) fn message(&self) -> &str {
        self.error.message()
    }

    /// A note that was saved twice while it was written: the text that is not in it is kept.
    pub(super) fn with_kept_text(error: CliError, kept: &Path) -> Self {
        let hint = format!("the text that is not in it is kept in {}", kept.display());
        error.hint(hint).into()
    }

    /// The document that is answered.
    pub(super) fn document(&self) -> Value {
        json!({ "schema": "kbnote.error/1", "error": self.error.to_json() })
    }
}

/// A failure of a command, as the status that comes closest.
impl From<CliError> for Refusal {
    fn from(error: CliError) -> Self {
        let status = match error.exit() {
            Exit::Usage => StatusCode::BAD_REQUEST,
            Exit::Absent => StatusCode::NOT_FOUND,
            Exit::Declined => StatusCode::CONFLICT,
            Exit::Refused => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Self { status, error }
    }
}

impl From<RevisionConflict> for Refusal {
    fn from(conflict: RevisionConflict) -> Self {
        let error = CliError::from_error(ErrorKind::Declined, "changed-meanwhile", &conflict);
        error.hint("nothing was written; look at it anew").into()
    }
}

impl From<NoteEditError> for Refusal {
    fn from(error: NoteEditError) -> Self {
        let error = CliError::from_error(ErrorKind::Usage, "change", &error);
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            error: error.hint("nothing was written"),
        }
    }
}

macro_rules! by_the_command_line {
    ($($error:ty),*) => {$(
        impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                CliError::from(error).into()
            }
        }
    )*};
}

by_the_command_line!(
    FileError,
    LockError,
    NotesError,
    RenameError,
    StateError,
    StoreError,
    WriteError,
    UnresolvedConflict
);
