//! What is told when something fails: the thing, the cause once, the next step, the exit code.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::Display;
use std::io;

use kbnote_core::TranscriptError;
use kbnote_note::{EditError, conflict};
use kbnote_vault::{
    FileError, LockError, NotesError, OpenVaultError, RenameError, StateError, StoreError,
    WriteError,
};
use serde_json::{Value, json};

use crate::exit::Exit;

/// A failure as a person or a script is told of it.
#[derive(Clone, Debug)]
pub(crate) struct CliError {
    pub(crate) exit: Exit,
    /// A stable word for scripts.
    pub(crate) kind: Cow<'static, str>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
}

impl CliError {
    pub(crate) fn new(exit: Exit, kind: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit,
            kind: kind.into(),
            message: message.into(),
            hint: None,
        }
    }

    /// A failure whose message is that of `error` and of what caused it, each once.
    pub(crate) fn from_error(exit: Exit, kind: &'static str, error: &dyn Error) -> Self {
        Self::new(exit, kind, with_causes(error))
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The value of `error` in a JSON document.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "kind": self.kind, "message": self.message, "hint": self.hint })
    }

    /// The same failure, said of something: `what: message`.
    pub(crate) fn of(self, what: impl Display) -> Self {
        Self {
            message: format!("{what}: {}", self.message),
            ..self
        }
    }

    /// The same failure, said of a note among several.
    pub(crate) fn of_note(&self, shown: &str) -> Self {
        match self.message.contains(shown) {
            true => self.clone(),
            false => self.clone().of(shown),
        }
    }

    /// Whether it is no failure of one thing among several, but the end of the run: nothing more
    /// can be told.
    pub(crate) fn ends_run(&self) -> bool {
        self.kind == CLOSED_PIPE || self.kind == OUTPUT
    }

    /// Standard output is closed: whoever read it has seen enough.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        self.kind == CLOSED_PIPE
    }
}

const CLOSED_PIPE: &str = "closed-pipe";
const OUTPUT: &str = "output";

/// The message of an error followed by that of its root cause, if that says something new. What
/// lies between are the layers that passed it on.
fn with_causes(error: &dyn Error) -> String {
    let told = error.to_string();
    let root = std::iter::successors(error.source(), |&error| error.source()).last();
    match root.map(|root| root.to_string().trim_end().to_owned()) {
        Some(root) if !told.contains(&root) => format!("{told}: {root}"),
        _ => told,
    }
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Done, CLOSED_PIPE, "standard output is closed");
        }
        Self::new(
            Exit::Found,
            OUTPUT,
            format!("cannot write the result: {error}"),
        )
    }
}

impl From<FileError> for CliError {
    fn from(error: FileError) -> Self {
        match &error {
            FileError::Exists { .. } => Self::from_error(Exit::Declined, "exists", &error),
            FileError::LeadsOut { .. } => Self::from_error(Exit::Usage, "outside", &error)
                .hint("it was not used: what lies in a vault leads to no other place; name that place itself"),
            FileError::Hidden { .. } => Self::from_error(Exit::Usage, "hidden", &error)
                .hint("hidden files are no notes; it was left as it is"),
            FileError::NoStateFolder => Self::from_error(Exit::Found, "file", &error)
                .hint("nothing was written; set XDG_STATE_HOME to a folder of yours"),
            _ if error.is_missing() => Self::from_error(Exit::Absent, "missing-file", &error),
            _ => Self::from_error(Exit::Found, "file", &error),
        }
    }
}

impl From<OpenVaultError> for CliError {
    fn from(error: OpenVaultError) -> Self {
        match &error {
            OpenVaultError::File(FileError::LeadsOut { .. }) => {
                Self::from_error(Exit::Usage, "outside", &error).hint(
                    "kbnote reads and writes nothing outside a vault because of what lies in it",
                )
            }
            OpenVaultError::Folder { .. } => Self::from_error(Exit::Usage, "settings", &error)
                .hint("name a folder inside the vault, by its path from the vault's root"),
            OpenVaultError::Foreign { path } => {
                Self::from_error(Exit::Usage, "foreign-vault", &error).hint(format!(
                    "if you trust it, name it: `--vault {}`",
                    path.display()
                ))
            }
            _ => Self::from_error(Exit::Usage, "settings", &error),
        }
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::File(error) => error.into(),
            StoreError::Content {
                ref path,
                source: TranscriptError::Newer { .. },
            } => Self::from_error(Exit::Declined, "newer-transcript", &error).hint(format!(
                "{} was left as it is; update kbnote",
                path.display()
            )),
            StoreError::Foreign { .. } => Self::from_error(Exit::Declined, "exists", &error)
                .hint("it was left as it is; move it away, or set another folder of transcripts"),
            _ => Self::from_error(Exit::Found, "transcript", &error)
                .hint("fetch it anew with `kbnote fetch --refetch`, or import the captions again"),
        }
    }
}

impl From<RenameError> for CliError {
    fn from(error: RenameError) -> Self {
        match error {
            RenameError::File(error) => error.into(),
            RenameError::State(error) => error.into(),
            RenameError::Write(error) => (*error).into(),
            RenameError::Changed { .. } => Self::from_error(Exit::Declined, "changed", &error)
                .hint("nothing was renamed; run it again"),
            RenameError::NotInVault { .. } => Self::from_error(Exit::Declined, "outside", &error)
                .hint("nothing was renamed; only notes inside the vault are rewritten"),
            _ => Self::from_error(Exit::Declined, "rename-plan", &error),
        }
    }
}

impl From<LockError> for CliError {
    fn from(error: LockError) -> Self {
        match error {
            LockError::File(error) => error.into(),
            LockError::Recovery(error) => (*error).into(),
            _ => Self::from_error(Exit::Refused, "busy", &error)
                .hint("nothing was written; run the command again when the other one has ended"),
        }
    }
}

impl From<NotesError> for CliError {
    fn from(error: NotesError) -> Self {
        match error {
            NotesError::File(error) => error.into(),
            NotesError::Missing { .. } => Self::from_error(Exit::Absent, "missing-note", &error),
            _ => Self::from_error(Exit::Found, "file", &error),
        }
    }
}

impl From<StateError> for CliError {
    fn from(error: StateError) -> Self {
        match error {
            StateError::File(error) => error.into(),
            StateError::Ambiguous {
                ref note,
                ref former,
            } => {
                let former = former.first().map(|path| path.display().to_string());
                let hint = format!(
                    "say which with `kbnote align --moved-from {} {}`, or `--moved-from none` if it \
                     is a new note; it was left as it is",
                    former.unwrap_or_default(),
                    note.display()
                );
                Self::from_error(Exit::Declined, "moved-note", &error).hint(hint)
            }
            StateError::NothingKnown { .. } => {
                Self::from_error(Exit::Absent, "missing-note", &error)
                    .hint("name the path at which the note lay, or `none` if it is a new one")
            }
            _ => Self::from_error(Exit::Declined, "newer-state", &error)
                .hint("update kbnote; the note was left as it is"),
        }
    }
}

impl From<WriteError> for CliError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::File(error) => error.into(),
            WriteError::State(error) => error.into(),
            WriteError::Lock(error) => error.into(),
            WriteError::Renamed { .. } => {
                Self::from_error(Exit::Refused, "renamed-meanwhile", &error)
                    .hint("the note was left as it is; run the command again")
            }
            WriteError::Utf16 { path } => in_utf16(&path.display().to_string()),
            WriteError::Name { .. } => Self::from_error(Exit::Declined, "file-name", &error)
                .hint("it was left as it is; rename the file first"),
            WriteError::ReadOnly { .. } => Self::from_error(Exit::Declined, "read-only", &error)
                .hint("it was left as it is; give yourself the right to write it first"),
            _ => Self::from_error(Exit::Declined, "changed-meanwhile", &error)
                .hint("the note was left as it is; run the command again"),
        }
    }
}

impl From<EditError> for CliError {
    fn from(error: EditError) -> Self {
        Self::from_error(Exit::Declined, "edit", &error).hint("the note was left as it is")
    }
}

/// A note that nothing can be written into.
pub(crate) fn in_utf16(note: &str) -> CliError {
    CliError::new(Exit::Declined, "encoding", format!("{note} is in UTF-16"))
        .hint("save it as UTF-8; it was left as it is")
}

/// Refuses the bytes of a note with a conflict that waits for its author.
pub(crate) fn settled(note: &[u8]) -> Result<(), CliError> {
    match conflict::markers(note).next() {
        Some(marker) => Err(unsettled(marker.line)),
        None => Ok(()),
    }
}

/// A note with a conflict that waits for its author, marked at this line.
pub(crate) fn unsettled(line: usize) -> CliError {
    let message = format!("a conflict is marked at line {line}, and not settled yet");
    CliError::new(Exit::Declined, "conflict", message)
        .hint("keep one side of each, take the markers out, and run it again")
}

/// A note that names no video.
pub(crate) fn no_video_id(note: &str) -> CliError {
    CliError::new(
        Exit::Absent,
        "no-video-id",
        format!("{note} names no video"),
    )
    .hint("add `videoId: …` to its front matter")
}
