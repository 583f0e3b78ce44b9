//! The files and folders of a new vault, each created only if nothing is in its place.

use std::borrow::Cow;
use std::path::PathBuf;

use kbnote_vault::{BuiltInTemplate, NoteWriter, Vault, files};
use serde::Serialize;

use crate::Error;

/// The example: an invented talk of less than a minute, a note on it, and the index of its channel.
const EXAMPLE_TRANSCRIPT: &str = include_str!("example/transcript.json");
const EXAMPLE_NOTE: &str = include_str!("example/note.md");
const EXAMPLE_INDEX: &str = include_str!("example/index.md");

/// The channel of the example.
const CHANNEL: &str = "workbench";

/// A line of the example's note that has anchors.
pub const EXAMPLE_LINE: usize = 10;

/// A file or folder of a new vault.
pub(super) struct ScaffoldItem {
    pub(super) path: PathBuf,
    pub(super) kind: ItemKind,
}

/// The kind of a scaffold item.
pub(super) enum ItemKind {
    Folder,
    /// Settings, a template, a transcript.
    File(Cow<'static, str>),
    Note(&'static str),
}

/// Whether a file or folder was created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScaffoldStatus {
    /// It was created.
    Created,
    /// It existed with the right content.
    Unchanged,
    /// It existed with other content, which was kept.
    Left,
}

impl ScaffoldItem {
    /// The items of a vault, in the order in which they are created.
    pub(super) fn all(
        vault: &Vault,
        templates: &[BuiltInTemplate],
        with_example: bool,
    ) -> Vec<Self> {
        let settings = vault.settings().new_file();
        let mut items = vec![Self::file(vault.settings_path(), settings)];
        items.extend(Self::folders(vault));
        let dir = vault.templates_dir();
        let templates = templates.iter();
        items.extend(templates.map(|template| Self::file(dir.join(template.name), template.text)));
        if with_example {
            items.extend(Self::example(vault));
        }
        items
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
            kind: ItemKind::Folder,
        })
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
        let kind = ItemKind::File(text.into());
        Self { path, kind }
    }

    const fn note(path: PathBuf, text: &'static str) -> Self {
        let kind = ItemKind::Note(text);
        Self { path, kind }
    }

    /// Its path from the root; that of a folder ends with a slash.
    pub(super) fn display_path(&self, vault: &Vault) -> String {
        let path = vault.display_path(&self.path);
        match self.kind {
            ItemKind::Folder => format!("{path}/"),
            _ => path.to_string(),
        }
    }

    /// Creates it, unless something is in its place.
    pub(super) fn create(
        &self,
        vault: &Vault,
        writer: &NoteWriter,
    ) -> Result<ScaffoldStatus, Error> {
        match &self.kind {
            ItemKind::Folder => Ok(if files::create_folder(&self.path)? {
                ScaffoldStatus::Created
            } else {
                ScaffoldStatus::Unchanged
            }),
            ItemKind::File(text) => {
                self.create_file(text, || Ok(files::create(&self.path, text.as_bytes())?))
            }
            ItemKind::Note(text) => self.create_file(text, || {
                Ok(writer.create(vault, &self.path, text.as_bytes(), None)?)
            }),
        }
    }

    fn create_file(
        &self,
        text: &str,
        create: impl FnOnce() -> Result<(), Error>,
    ) -> Result<ScaffoldStatus, Error> {
        match files::read_if_present(&self.path)? {
            Some(bytes) if bytes == text.as_bytes() => Ok(ScaffoldStatus::Unchanged),
            Some(_) => Ok(ScaffoldStatus::Left),
            None => create().map(|()| ScaffoldStatus::Created),
        }
    }
}

/// Path of the example's note.
#[must_use]
pub fn example_note(vault: &Vault) -> PathBuf {
    vault.note_path(CHANNEL, "a_point_without_a_sharpener")
}
