//! What a new vault is made of, each piece made only where nothing is.

use std::borrow::Cow;
use std::path::PathBuf;

use kbnote_vault::{BuiltInTemplate, NoteWriter, Vault, files};

use crate::error::CliError;
use crate::regenerating::BUILT_IN_TEMPLATES;

/// The example: an invented talk of less than a minute, a note on it, and the index of its channel.
const EXAMPLE_TRANSCRIPT: &str = include_str!("example/transcript.json");
const EXAMPLE_NOTE: &str = include_str!("example/note.md");
const EXAMPLE_INDEX: &str = include_str!("example/index.md");

/// The channel of the example.
const CHANNEL: &str = "workbench";

/// A line of the example's note that has anchors.
pub(super) const EXAMPLE_LINE: usize = 10;

/// A piece of a new vault.
pub(super) struct Piece {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

/// What a piece is.
pub(super) enum Kind {
    Folder,
    /// Settings, a template, a transcript.
    File(Cow<'static, str>),
    Note(&'static str),
}

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Created,
    /// It was there as it should be.
    Unchanged,
    /// Something else is in its place, and was left.
    Left,
}

impl Status {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Unchanged => "unchanged",
            Self::Left => "left",
        }
    }
}

impl Piece {
    /// The pieces of a vault, in the order in which they are made.
    pub(super) fn all(vault: &Vault, with_templates: bool, with_example: bool) -> Vec<Self> {
        let settings = vault.settings().new_file();
        let mut pieces = vec![Self::file(vault.settings_path(), settings)];
        pieces.extend(Self::folders(vault));
        if with_templates {
            pieces.extend(Self::templates(vault));
        }
        if with_example {
            pieces.extend(Self::example(vault));
        }
        pieces
    }

    fn folders(vault: &Vault) -> impl Iterator<Item = Self> {
        let folders = [
            vault.notes_dir(),
            vault.transcripts_dir(),
            vault.drafts_dir(),
        ];
        let below = folders.into_iter().filter(|path| path != vault.root());
        below.map(|path| Self {
            path,
            kind: Kind::Folder,
        })
    }

    fn templates(vault: &Vault) -> impl Iterator<Item = Self> {
        let dir = vault.templates_dir();
        let of =
            move |template: &BuiltInTemplate| Self::file(dir.join(template.name), template.text);
        BUILT_IN_TEMPLATES.iter().map(of)
    }

    fn example(vault: &Vault) -> [Self; 3] {
        let transcript = vault.transcripts_dir().join("kbnoteDemo0.json");
        [
            Self::file(transcript, EXAMPLE_TRANSCRIPT),
            Self::note(example_note(vault), EXAMPLE_NOTE),
            Self::note(vault.note_path(CHANNEL, CHANNEL), EXAMPLE_INDEX),
        ]
    }

    fn file(path: PathBuf, text: impl Into<Cow<'static, str>>) -> Self {
        let kind = Kind::File(text.into());
        Self { path, kind }
    }

    const fn note(path: PathBuf, text: &'static str) -> Self {
        let kind = Kind::Note(text);
        Self { path, kind }
    }

    /// Makes it, unless something is there.
    pub(super) fn make(&self, vault: &Vault, writer: &NoteWriter) -> Result<Status, CliError> {
        match &self.kind {
            Kind::Folder => Ok(match files::create_folder(&self.path)? {
                true => Status::Created,
                false => Status::Unchanged,
            }),
            Kind::File(text) => {
                self.make_file(text, || Ok(files::create(&self.path, text.as_bytes())?))
            }
            Kind::Note(text) => self.make_file(text, || {
                Ok(writer.create(vault, &self.path, text.as_bytes(), None)?)
            }),
        }
    }

    fn make_file(
        &self,
        text: &str,
        create: impl FnOnce() -> Result<(), CliError>,
    ) -> Result<Status, CliError> {
        match files::read_if_present(&self.path)? {
            Some(bytes) if bytes == text.as_bytes() => Ok(Status::Unchanged),
            Some(_) => Ok(Status::Left),
            None => create().map(|()| Status::Created),
        }
    }
}

/// Where the note of the example is.
pub(super) fn example_note(vault: &Vault) -> PathBuf {
    vault.note_path(CHANNEL, "a_point_without_a_sharpener")
}
