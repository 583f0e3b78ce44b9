//! Failures on the command line: their exit codes, and those of printing itself.

use std::io;

use kbnote_app::{Error, ErrorKind};
use kbnote_engine::anchoring::CaptionsError;
use kbnote_engine::note_view::UnresolvedConflict;
use kbnote_note::EditError;
use kbnote_vault::{
    FileError, LockError, NotesError, OpenVaultError, RenameError, StateError, StoreError,
    WriteError,
};

use crate::exit::Exit;

/// A failure on the command line.
#[derive(Clone, Debug)]
pub(crate) enum CliError {
    /// A failure of what was to be done.
    App(Error),
    /// Standard output is closed: its reader has seen enough.
    ClosedPipe,
    /// The result cannot be printed.
    Output(Error),
}

impl CliError {
    pub(crate) fn new(kind: ErrorKind, code: &'static str, message: impl Into<String>) -> Self {
        Error::new(kind, code, message).into()
    }

    /// The same failure with advice on what to do next.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        self.map(|error| error.with_next_step(hint))
    }

    fn map(self, change: impl FnOnce(Error) -> Error) -> Self {
        match self {
            Self::App(error) => Self::App(change(error)),
            other => other,
        }
    }

    /// The failure of what was to be done; one of printing ends the run.
    pub(crate) fn app(self) -> Result<Error, Self> {
        match self {
            Self::App(error) => Ok(error),
            fatal => Err(fatal),
        }
    }

    /// The failure as it is printed; nothing if no reader is left.
    pub(crate) fn error(&self) -> Option<&Error> {
        match self {
            Self::App(error) | Self::Output(error) => Some(error),
            Self::ClosedPipe => None,
        }
    }

    /// What went wrong.
    pub(crate) fn message(&self) -> &str {
        self.error()
            .map_or("standard output is closed", Error::message)
    }

    /// The exit code of a run that fails so.
    pub(crate) fn exit(&self) -> Exit {
        self.error()
            .map_or(Exit::Done, |error| exit_of(error.kind()))
    }
}

/// The exit code of each kind of failure.
fn exit_of(kind: ErrorKind) -> Exit {
    match kind {
        ErrorKind::NotFound | ErrorKind::Offline | ErrorKind::InvalidData => Exit::Absent,
        ErrorKind::Declined | ErrorKind::Conflict | ErrorKind::Denied => Exit::Declined,
        ErrorKind::Usage | ErrorKind::InvalidEdit => Exit::Usage,
        ErrorKind::Interrupted => Exit::Interrupted,
        // Those of the server and of the system may not last.
        _ => Exit::Refused,
    }
}

impl From<Error> for CliError {
    fn from(error: Error) -> Self {
        Self::App(error)
    }
}

/// The failure as it is printed.
impl<'a> From<&'a CliError> for Option<&'a Error> {
    fn from(error: &'a CliError) -> Self {
        error.error()
    }
}

/// A failure to print.
impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::ClosedPipe;
        }
        let message = format!("cannot write the result: {error}");
        Self::Output(Error::new(ErrorKind::Io, "output", message))
    }
}

macro_rules! from_application {
    ($($error:ty),*) => {$(
        impl From<$error> for CliError {
            fn from(error: $error) -> Self {
                Error::from(error).into()
            }
        }
    )*};
}

from_application!(
    CaptionsError,
    EditError,
    FileError,
    LockError,
    NotesError,
    OpenVaultError,
    RenameError,
    StateError,
    StoreError,
    UnresolvedConflict,
    WriteError
);
