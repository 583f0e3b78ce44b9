//! Failures: what went wrong with what, the cause once, a stable code and the next step.

use std::borrow::Cow;
use std::fmt::{self, Display};

use kbnote_core::TranscriptError;
use kbnote_engine::anchoring::CaptionsError;
use kbnote_engine::note_view::UnresolvedConflict;
use kbnote_note::{EditError, conflict};
use kbnote_vault::{
    FileError, LockError, NotesError, OpenVaultError, RenameError, SettingsError, ShownPath,
    StateError, StoreError, WriteError,
};
use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

/// A failure of something the application does.
///
/// Serialized, it is the `error` of a JSON document.
#[derive(Clone, Debug)]
pub struct Error {
    kind: ErrorKind,
    code: Cow<'static, str>,
    message: String,
    next_step: Option<String>,
}

/// The kinds of failure that front ends tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// It does not exist, or is not available to the user.
    NotFound,
    /// It would have to be fetched, and the run is offline.
    Offline,
    /// It was refused for now; a later attempt may succeed.
    Refused,
    /// The server blocks this client; further requests only make it worse.
    Blocked,
    /// It would overwrite or lose something, and was not done.
    Declined,
    /// It has changed since the caller read it.
    Conflict,
    /// The edit cannot be made.
    InvalidEdit,
    /// The request, the settings or a template is not valid.
    Usage,
    /// The user is not permitted to write there.
    Denied,
    /// A file or the system failed.
    Io,
    /// Stored or given data cannot be understood.
    InvalidData,
    /// The user interrupted it.
    Interrupted,
}

impl Error {
    /// A failure with a stable code for scripts and a message for people.
    pub fn new(
        kind: ErrorKind,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            kind,
            code: code.into(),
            message: message.into(),
            next_step: None,
        }
    }

    /// A failure whose message is that of `error` followed by that of its root cause.
    pub fn from_error(
        kind: ErrorKind,
        code: impl Into<Cow<'static, str>>,
        error: &dyn std::error::Error,
    ) -> Self {
        Self::new(kind, code, with_root_cause(error))
    }

    /// The same failure with advice on what to do next.
    #[must_use]
    pub fn with_next_step(mut self, next_step: impl Into<String>) -> Self {
        self.next_step = Some(next_step.into());
        self
    }

    /// The same failure with its subject before the message: `subject: message`.
    #[must_use]
    pub fn with_subject(mut self, subject: impl Display) -> Self {
        self.message = format!("{subject}: {}", self.message);
        self
    }

    /// The same failure with an addition after the message: `message; addition`.
    #[must_use]
    pub fn with_addition(mut self, addition: impl Display) -> Self {
        self.message = format!("{}; {addition}", self.message);
        self
    }

    /// The same failure, naming the note unless its message does already.
    #[must_use]
    pub fn with_note(&self, note: &str) -> Self {
        let error = self.clone();
        if self.message.contains(note) {
            error
        } else {
            error.with_subject(note)
        }
    }

    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether it is this machine that cannot read or write.
    pub(crate) fn is_of_the_system(&self) -> bool {
        matches!(self.kind, ErrorKind::Io | ErrorKind::Denied) || self.code == "file"
    }

    /// A stable word for scripts.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// What went wrong, with what.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do next, where there is advice.
    #[must_use]
    pub fn next_step(&self) -> Option<&str> {
        self.next_step.as_deref()
    }
}

impl Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// An error as documents contain it.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct ErrorEntry {
    /// A stable word for scripts.
    kind: String,
    /// What went wrong.
    message: String,
    /// What to do next.
    hint: Option<String>,
}

#[cfg(test)]
impl schemars::JsonSchema for Error {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        ErrorEntry::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ErrorEntry::json_schema(generator)
    }
}

/// Any command that was given one thing to do and failed.
///
/// `kind` is a stable word for scripts; `hint`, the next step, may be null. The exit code says whether
/// it was not found or cannot be read (3), refused for now (4), declined (5), or wrong usage (2).
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ErrorDocument<'a> {
    schema: &'static str,
    /// What went wrong.
    error: &'a Error,
}

impl<'a> ErrorDocument<'a> {
    /// The document of an error.
    #[must_use]
    pub const fn new(error: &'a Error) -> Self {
        Self {
            schema: "kbnote.error/1",
            error,
        }
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut error = serializer.serialize_struct("Error", 3)?;
        error.serialize_field("kind", &self.code)?;
        error.serialize_field("message", &self.message)?;
        error.serialize_field("hint", &self.next_step)?;
        error.end()
    }
}

/// The message of an error followed by that of its root cause, if that adds anything. The errors
/// between them only pass it on.
fn with_root_cause(error: &dyn std::error::Error) -> String {
    let message = error.to_string();
    let root = std::iter::successors(error.source(), |&error| error.source()).last();
    match root.map(|root| root.to_string().trim_end().to_owned()) {
        Some(root) if !message.contains(&root) => format!("{message}: {root}"),
        _ => message,
    }
}

impl From<FileError> for Error {
    fn from(error: FileError) -> Self {
        match &error {
            FileError::Exists { .. } => Self::from_error(ErrorKind::Declined, "exists", &error),
            FileError::LeadsOut { .. } => Self::from_error(ErrorKind::Usage, "outside", &error)
                .with_next_step("it was not used: paths in a vault must not lead out of it; name the target itself"),
            FileError::Hidden { .. } => Self::from_error(ErrorKind::Usage, "hidden", &error)
                .with_next_step("hidden files are not notes; it was not changed"),
            FileError::NoStateFolder => Self::from_error(ErrorKind::Io, "file", &error)
                .with_next_step("nothing was written; set XDG_STATE_HOME to a folder of yours"),
            FileError::Read { path, .. } if error.is_missing() => {
                let message = format!("{} does not exist", path.display());
                Self::new(ErrorKind::NotFound, "missing-file", message)
            }
            _ => Self::from_error(kind_of(&error), "file", &error),
        }
    }
}

/// The kind of failure to read or write a file that is there.
fn kind_of(error: &FileError) -> ErrorKind {
    use std::io::ErrorKind as Is;
    let is_read = matches!(error, FileError::Read { .. });
    match error.cause() {
        Some(Is::PermissionDenied) if is_read => ErrorKind::NotFound,
        Some(Is::PermissionDenied | Is::ReadOnlyFilesystem) => ErrorKind::Denied,
        Some(
            Is::IsADirectory
            | Is::NotADirectory
            | Is::AlreadyExists
            | Is::InvalidFilename
            | Is::NotFound,
        ) => ErrorKind::Usage,
        _ => ErrorKind::Io,
    }
}

impl From<OpenVaultError> for Error {
    fn from(error: OpenVaultError) -> Self {
        match &error {
            OpenVaultError::File(FileError::LeadsOut { .. }) => {
                Self::from_error(ErrorKind::Usage, "outside", &error)
                    .with_next_step("nothing in a vault makes kbnote read or write outside it")
            }
            OpenVaultError::Folder { .. } => Self::from_error(ErrorKind::Usage, "settings", &error)
                .with_next_step(
                    "name a folder inside the vault, by its path from the vault's root",
                ),
            OpenVaultError::Foreign { path } => {
                Self::from_error(ErrorKind::Usage, "foreign-vault", &error).with_next_step(format!(
                    "if you trust it, name it: `--vault {}`",
                    path.display()
                ))
            }
            OpenVaultError::UserOnly { key, .. } => {
                Self::from_error(ErrorKind::Usage, "settings", &error).with_next_step(format!(
                    "a vault cannot set it; move `{key}` to your own settings, `kbnote help settings` says where"
                ))
            }
            OpenVaultError::Settings(SettingsError::Invalid {
                meant: Some(meant), ..
            }) => Self::from_error(ErrorKind::Usage, "settings", &error)
                .with_next_step(format!("did you mean `{meant}`?")),
            _ => Self::from_error(ErrorKind::Usage, "settings", &error),
        }
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::File(error) => error.into(),
            StoreError::Content {
                ref path,
                source: TranscriptError::Newer { .. },
            } => Self::from_error(ErrorKind::Declined, "newer-transcript", &error)
                .with_next_step(format!("{} was not changed; update kbnote", path.display())),
            StoreError::Foreign { .. } => Self::from_error(ErrorKind::Declined, "exists", &error)
                .with_next_step(
                    "it was not changed; move it away, or set another folder of transcripts",
                ),
            _ => Self::from_error(ErrorKind::InvalidData, "transcript", &error).with_next_step(
                "fetch it again with `kbnote fetch --refetch`, or import the captions again",
            ),
        }
    }
}

impl From<RenameError> for Error {
    fn from(error: RenameError) -> Self {
        match error {
            RenameError::File(error) => error.into(),
            RenameError::State(error) => error.into(),
            RenameError::Write(error) => (*error).into(),
            RenameError::Changed { .. } => Self::from_error(ErrorKind::Declined, "changed", &error)
                .with_next_step("nothing was renamed; run it again"),
            RenameError::NotInVault { .. } => {
                Self::from_error(ErrorKind::Declined, "outside", &error).with_next_step(
                    "nothing was renamed; only notes inside the vault are rewritten",
                )
            }
            _ => Self::from_error(ErrorKind::Declined, "rename-plan", &error),
        }
    }
}

impl From<LockError> for Error {
    fn from(error: LockError) -> Self {
        match error {
            LockError::File(error) => error.into(),
            LockError::Recovery(error) => (*error).into(),
            _ => Self::from_error(ErrorKind::Refused, "busy", &error).with_next_step(
                "nothing was written; run the command again when the other one has ended",
            ),
        }
    }
}

impl From<NotesError> for Error {
    fn from(error: NotesError) -> Self {
        match error {
            NotesError::File(error) => error.into(),
            NotesError::Missing { ref meant, .. } => {
                let meant = meant.as_ref().map(|path| ShownPath::new(path));
                let missing = Self::from_error(ErrorKind::NotFound, "missing-note", &error);
                match meant {
                    Some(meant) => missing.with_next_step(format!("did you mean `{meant}`?")),
                    None => missing,
                }
            }
            _ => Self::from_error(ErrorKind::Io, "file", &error),
        }
    }
}

impl From<StateError> for Error {
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
                     is a new note; it was not changed",
                    former.unwrap_or_default(),
                    note.display()
                );
                Self::from_error(ErrorKind::Declined, "moved-note", &error).with_next_step(hint)
            }
            StateError::NothingKnown { .. } => {
                Self::from_error(ErrorKind::NotFound, "missing-note", &error).with_next_step(
                    "name the former path of the note, or `none` if it is a new one",
                )
            }
            _ => Self::from_error(ErrorKind::Declined, "newer-state", &error)
                .with_next_step("update kbnote; the note was not changed"),
        }
    }
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::File(error) => error.into(),
            WriteError::State(error) => error.into(),
            WriteError::Lock(error) => error.into(),
            WriteError::Renamed { .. } => {
                Self::from_error(ErrorKind::Refused, "renamed-meanwhile", &error)
                    .with_next_step("the note was not changed; run the command again")
            }
            WriteError::Utf16 { path } => utf16_error(&path.display().to_string()),
            WriteError::Name { .. } => Self::from_error(ErrorKind::Declined, "file-name", &error)
                .with_next_step("it was not changed; rename the file first"),
            WriteError::ReadOnly { .. } => {
                Self::from_error(ErrorKind::Declined, "read-only", &error)
                    .with_next_step("it was not changed; give yourself write permission first")
            }
            WriteError::KeptOpen { .. } => {
                Self::from_error(ErrorKind::Declined, "open-elsewhere", &error).with_next_step(
                    "the note was not changed; close it there, then run the command again",
                )
            }
            _ => Self::from_error(ErrorKind::Conflict, "changed-meanwhile", &error)
                .with_next_step("the note was not changed; run the command again"),
        }
    }
}

impl From<EditError> for Error {
    fn from(error: EditError) -> Self {
        Self::from_error(ErrorKind::Declined, "edit", &error)
            .with_next_step("the note was not changed")
    }
}

impl From<CaptionsError> for Error {
    fn from(error: CaptionsError) -> Self {
        Self::from_error(ErrorKind::NotFound, error.code(), &error)
            .with_next_step(error.next_step())
    }
}

impl From<UnresolvedConflict> for Error {
    fn from(error: UnresolvedConflict) -> Self {
        Self::from_error(ErrorKind::Declined, UnresolvedConflict::CODE, &error)
            .with_next_step(UnresolvedConflict::NEXT_STEP)
    }
}

/// The failure to write into a note in UTF-16.
#[must_use]
pub fn utf16_error(note: &str) -> Error {
    Error::new(
        ErrorKind::Declined,
        "encoding",
        format!("{note} is in UTF-16"),
    )
    .with_next_step("save it as UTF-8; it was not changed")
}

/// Refuses a note with unresolved conflict markers.
///
/// # Errors
/// If it has any.
pub fn reject_conflict_markers(note: &[u8]) -> Result<(), Error> {
    match conflict::markers(note).next() {
        Some(marker) => Err(conflict_error(marker.line)),
        None => Ok(()),
    }
}

/// The failure to change a note with an unresolved conflict at this line.
#[must_use]
pub fn conflict_error(line: usize) -> Error {
    Error::from(UnresolvedConflict { line }).with_next_step(
        "keep one side of each conflict, delete the markers, and run the command again",
    )
}

/// The failure of a note without a video id.
#[must_use]
pub fn no_video_id(note: &str) -> Error {
    Error::new(
        ErrorKind::NotFound,
        "no-video-id",
        format!("{note} names no video"),
    )
    .with_next_step("add `videoId: …`, or `media: ADDRESS` for a recording that is not on YouTube, to its front matter")
}
