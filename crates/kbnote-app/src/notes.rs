//! Notes as they are given: files, folders of notes, standard input.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use kbnote_note::{CustomStyles, Note, NoteState, is_utf16};
use kbnote_vault::{ShownPath, Vault, WriteError, files};
use rayon::iter::Either;
use rayon::prelude::*;

use crate::{Error, ErrorKind, Workspace, reject_conflict_markers, utf16_error};

/// Name of standard input among the notes.
pub(crate) const STDIN: &str = "-";

/// A note and the bytes it was read with.
#[derive(Clone, Debug)]
pub struct NoteFile {
    /// Its file; none for standard input.
    path: Option<PathBuf>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its state, where an editor has a newer one than is stored.
    unsaved_state: Option<NoteState>,
    /// The styles of anchors that its vault defines.
    styles: CustomStyles,
}

impl NoteFile {
    /// A note with the bytes read from its file.
    #[must_use]
    pub fn new(path: PathBuf, bytes: Vec<u8>) -> Self {
        Self::open(Some(path), bytes, None)
    }

    /// A note as an editor has it, which may differ from its file; `state` is its state if kbnote has
    /// changed it in the editor since it was saved.
    #[must_use]
    pub fn open(path: Option<PathBuf>, bytes: Vec<u8>, state: Option<NoteState>) -> Self {
        Self {
            path,
            bytes,
            unsaved_state: state,
            styles: CustomStyles::default(),
        }
    }

    /// The same note as one of a vault that defines these styles of anchors.
    #[must_use]
    pub fn with_styles(self, styles: &CustomStyles) -> Self {
        Self {
            styles: styles.clone(),
            ..self
        }
    }

    /// Its file; none for standard input.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Its path as it was given; `-` for standard input.
    #[must_use]
    pub fn shown(&self) -> String {
        ShownPath::new(self.path.as_deref().unwrap_or(Path::new(STDIN))).to_string()
    }

    /// Its path as documents have it; `-` for standard input.
    #[must_use]
    pub fn document_path(&self, vault: &Vault) -> String {
        let path = self.path.as_deref();
        path.map_or_else(|| STDIN.to_owned(), |path| vault.document_path(path))
    }

    /// Parses its bytes.
    #[must_use]
    pub fn note(&self) -> Note {
        Note::parse_with(self.bytes.as_slice(), &self.styles)
    }

    /// Its state: that of the editor, else the stored one.
    ///
    /// # Errors
    /// As [`Workspace::state`].
    pub fn state(&self, workspace: &Workspace) -> Result<Option<NoteState>, Error> {
        match (&self.unsaved_state, &self.path) {
            (Some(state), _) => Ok(Some(state.clone())),
            (None, Some(path)) => workspace.state(path),
            (None, None) => Ok(None),
        }
    }

    /// The state that an editor has of it, if that is newer than the stored one.
    pub(crate) fn unsaved_state(&self) -> Option<&NoteState> {
        self.unsaved_state.as_ref()
    }

    /// Why it cannot be changed, if it cannot.
    pub(crate) fn unwritable(&self) -> Option<Error> {
        let named = || match self.path {
            Some(_) => self.shown(),
            None => "standard input".to_owned(),
        };
        if let Some(error) = self.path().and_then(unwritable_name) {
            return Some(error);
        }
        if is_utf16(&self.bytes) {
            return Some(utf16_error(&named()));
        }
        let settled = reject_conflict_markers(&self.bytes);
        settled.map_err(|error| error.with_subject(named())).err()
    }

    /// Reads a listed note.
    pub(crate) fn read(workspace: &Workspace, path: &Path) -> Result<Self, Unreadable> {
        let read = if path.as_os_str() == STDIN {
            read_input(path).map(|bytes| Self::open(None, bytes, None))
        } else {
            let bytes = workspace.vault.read_note(path).map_err(Error::from);
            bytes.map(|bytes| Self::new(path.to_owned(), bytes))
        };
        let styles = &workspace.vault.settings().anchor.styles;
        read.map(|file| file.with_styles(styles))
            .map_err(|error| Unreadable::new(path, error))
    }
}

/// The notes that were given, read.
#[derive(Debug, Default)]
pub struct NoteFiles {
    /// Those that can be read.
    pub files: Vec<NoteFile>,
    /// The others, with the reason.
    pub unreadable: Vec<Unreadable>,
}

/// A note that was given and cannot be read.
#[derive(Clone, Debug)]
pub struct Unreadable {
    /// Its path as it was given.
    pub path: String,
    /// Why it cannot be read.
    pub error: Error,
}

impl Unreadable {
    pub(crate) fn new(path: &Path, error: impl Into<Error>) -> Self {
        Self {
            path: path.display().to_string(),
            error: error.into(),
        }
    }
}

impl Workspace {
    /// Reads the notes at these paths for a command that changes them: notes that cannot be changed
    /// count as unreadable.
    ///
    /// # Errors
    /// If a single note was given and cannot be read or changed.
    pub fn read_notes_to_change(&self, paths: &[PathBuf]) -> Result<NoteFiles, Error> {
        self.announce_places(paths);
        self.read_notes(paths)?.without_unwritable()
    }

    /// Reads the notes at these paths: files, folders with all notes below them, `-` for standard
    /// input. One that cannot be read does not stop the others.
    ///
    /// # Errors
    /// If a single note was given and cannot be read.
    pub fn read_notes(&self, paths: &[PathBuf]) -> Result<NoteFiles, Error> {
        let given = paths;
        let (paths, unreadable) = self.list_notes(paths);
        if paths.is_empty() && unreadable.is_empty() {
            self.announce_no_notes(given);
        }
        let read = paths.par_iter().map(|path| NoteFile::read(self, path));
        let (files, unread): (Vec<NoteFile>, Vec<Unreadable>) =
            read.partition_map(|read| match read {
                Ok(file) => Either::Left(file),
                Err(error) => Either::Right(error),
            });
        let unreadable = unreadable.into_iter().chain(unread).collect();
        NoteFiles { files, unreadable }.or_only_error()
    }

    /// The notes at these paths, each once, and the paths at which there are none.
    pub(crate) fn list_notes(&self, paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<Unreadable>) {
        let (mut notes, mut unreadable) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::new();
        for path in paths {
            if path.as_os_str() == STDIN {
                notes.push(path.clone());
                continue;
            }
            match self.vault.notes_at(path) {
                Ok(found) if paths.len() == 1 => notes = found,
                Ok(found) => {
                    let new = found.into_iter().filter(|path| seen.insert(path.clone()));
                    notes.extend(new);
                }
                Err(error) => {
                    unreadable.push(Unreadable::new(path, self.missing_note(path, error)));
                }
            }
        }
        (notes, unreadable)
    }
}

/// Why a note with this name is never written, if it is not.
pub(crate) fn unwritable_name(path: &Path) -> Option<Error> {
    let path = path.to_owned();
    path.to_str()
        .is_none()
        .then(|| WriteError::Name { path }.into())
}

/// Reads a file; `-` is standard input.
///
/// # Errors
/// If it cannot be read.
pub fn read_input(path: &Path) -> Result<Vec<u8>, Error> {
    if path.as_os_str() != STDIN {
        return Ok(files::read(path)?);
    }
    let mut bytes = Vec::new();
    match io::stdin().read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(Error::from_error(ErrorKind::Io, "file", &error)),
    }
}

impl Workspace {
    /// Reads a note for a command that changes it.
    ///
    /// # Errors
    /// If it cannot be read or changed.
    pub fn read_note_to_change(&self, path: &Path) -> Result<Note, Error> {
        let file = NoteFile::new(path.to_owned(), files::read(path)?);
        match file.unwritable() {
            Some(error) => Err(error),
            None => Ok(self.vault.note(file.bytes)),
        }
    }

    /// Reads one note: a file, a folder with one note below it, or `-` for standard input.
    ///
    /// # Errors
    /// If it cannot be read, or there are several.
    pub fn read_one_note(&self, path: &Path) -> Result<NoteFile, Error> {
        let mut notes = self.read_notes(&[path.to_owned()])?;
        let count = notes.count();
        let only = notes.files.pop().filter(|_| count == 1);
        only.ok_or_else(|| {
            let path = path.display();
            let message = format!("one note is needed, and {path} holds {count}");
            Error::new(ErrorKind::Usage, "usage", message).with_next_step("name one file")
        })
    }
}

impl NoteFiles {
    /// Number of notes that were given.
    #[must_use]
    pub fn count(&self) -> usize {
        self.files.len() + self.unreadable.len()
    }

    /// Turns the failure of a single note into that of the run.
    fn or_only_error(mut self) -> Result<Self, Error> {
        match self.unreadable.pop() {
            Some(only) if self.count() == 0 => Err(only.error),
            last => {
                self.unreadable.extend(last);
                Ok(self)
            }
        }
    }

    fn without_unwritable(mut self) -> Result<Self, Error> {
        for file in std::mem::take(&mut self.files) {
            match file.unwritable() {
                None => self.files.push(file),
                Some(error) => self.unreadable.push(Unreadable {
                    path: file.shown(),
                    error,
                }),
            }
        }
        self.or_only_error()
    }
}
