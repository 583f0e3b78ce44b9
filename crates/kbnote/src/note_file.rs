//! The notes that a command was given, and where its changes of them go.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use kbnote_app::{ErrorKind, WriteMode, reject_conflict_markers, utf16_error};
use kbnote_note::{Note, NoteState, is_utf16};
use kbnote_vault::files;
use rayon::prelude::*;

use crate::context::Context;
use crate::error::CliError;
use crate::exit::Exit;

/// The name of standard input among the notes.
const STDIN: &str = "-";

/// What is done with the changed notes (default: written in place)
#[derive(clap::Args, Clone, Copy, Debug)]
#[group(multiple = false)]
pub(crate) struct WriteArgs {
    /// Write nothing; exit with 1 if something would change
    #[arg(long)]
    check: bool,
    /// Write nothing; print the change
    #[arg(long)]
    diff: bool,
    /// Write nothing; print the whole note
    #[arg(long)]
    stdout: bool,
}

/// A note as it was read.
#[derive(Clone, Debug)]
pub(crate) struct NoteFile {
    /// Its file; none if it came by standard input.
    path: Option<PathBuf>,
    pub(crate) bytes: Vec<u8>,
}

impl NoteFile {
    /// A note with the bytes that were read from its file.
    pub(crate) fn new(path: PathBuf, bytes: Vec<u8>) -> Self {
        Self {
            path: Some(path),
            bytes,
        }
    }

    /// Its file, as far as it has one.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Its path as it was given.
    pub(crate) fn shown(&self) -> String {
        self.path
            .as_deref()
            .unwrap_or(Path::new(STDIN))
            .display()
            .to_string()
    }

    /// The note that its bytes are.
    pub(crate) fn note(&self) -> Note {
        Note::parse(self.bytes.as_slice())
    }

    /// What kbnote remembers of it.
    pub(crate) fn state(&self, cx: &Context) -> Result<Option<NoteState>, CliError> {
        match &self.path {
            Some(path) => Ok(cx.state(path)?),
            None => Ok(None),
        }
    }

    /// Why nothing can be written into it, where that is so.
    fn unwritable(&self) -> Option<CliError> {
        let named = || match self.path {
            Some(_) => self.shown(),
            None => "standard input".to_owned(),
        };
        if is_utf16(&self.bytes) {
            return Some(utf16_error(&named()).into());
        }
        let settled = reject_conflict_markers(&self.bytes);
        settled
            .map_err(|error| error.with_subject(named()).into())
            .err()
    }

    fn from_stdin() -> Result<Self, CliError> {
        let mut bytes = Vec::new();
        io::stdin()
            .read_to_end(&mut bytes)
            .map_err(|error| CliError::from_error(ErrorKind::NotFound, "missing-note", &error))?;
        Ok(Self { path: None, bytes })
    }
}

/// The notes that a command was given.
#[derive(Debug, Default)]
pub(crate) struct NoteFiles {
    pub(crate) files: Vec<NoteFile>,
    /// The others, with why they cannot be read.
    pub(crate) unreadable: Vec<Unreadable>,
}

/// A note that was asked for and cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Unreadable {
    /// Its path as it was given.
    pub(crate) path: String,
    pub(crate) error: CliError,
}

impl Unreadable {
    fn new(path: &Path, error: impl Into<CliError>) -> Self {
        Self {
            path: path.display().to_string(),
            error: error.into(),
        }
    }
}

/// Reads all notes that the arguments name, for a command that changes them: those in which nothing
/// can be written are among those that cannot be read.
pub(crate) fn read_notes_to_change(cx: &Context, args: &[PathBuf]) -> Result<NoteFiles, CliError> {
    read_notes(cx, args)?.without_unwritable()
}

/// Reads a note for a command that changes it.
pub(crate) fn read_note_to_change(path: &Path) -> Result<Note, CliError> {
    let file = NoteFile::new(path.to_owned(), files::read(path)?);
    match file.unwritable() {
        Some(error) => Err(error),
        None => Ok(Note::parse(file.bytes)),
    }
}

/// Reads all notes that the arguments name: files, folders with all notes below them, `-`. One
/// that cannot be read does not stop the others.
pub(crate) fn read_notes(cx: &Context, args: &[PathBuf]) -> Result<NoteFiles, CliError> {
    let mut notes = NoteFiles::default();
    let mut seen = BTreeSet::new();
    for arg in args {
        if arg.as_os_str() == STDIN {
            notes.files.push(NoteFile::from_stdin()?);
            continue;
        }
        match cx.vault.notes_at(arg) {
            Ok(paths) if args.len() == 1 => notes.read(cx, paths),
            Ok(paths) => {
                let new = paths.into_iter().filter(|path| seen.insert(path.clone()));
                notes.read(cx, new.collect());
            }
            Err(error) => notes.unreadable.push(Unreadable::new(arg, error)),
        }
    }
    notes.or_only_error()
}

impl NoteFiles {
    /// How many notes were asked for.
    pub(crate) fn count(&self) -> usize {
        self.files.len() + self.unreadable.len()
    }

    /// Where a single note was asked for, its failure is that of the run.
    fn or_only_error(mut self) -> Result<Self, CliError> {
        match self.unreadable.pop() {
            Some(only) if self.count() == 0 => Err(only.error),
            last => {
                self.unreadable.extend(last);
                Ok(self)
            }
        }
    }

    fn without_unwritable(mut self) -> Result<Self, CliError> {
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

    fn read(&mut self, cx: &Context, paths: Vec<PathBuf>) {
        let read = paths.par_iter().map(|path| cx.vault.read_note(path));
        let read: Vec<_> = read.collect();
        for (path, read) in paths.into_iter().zip(read) {
            match read {
                Ok(bytes) => self.files.push(NoteFile {
                    bytes,
                    path: Some(path),
                }),
                Err(error) => self.unreadable.push(Unreadable::new(&path, error)),
            }
        }
    }
}

impl WriteArgs {
    /// Whether the notes themselves are written.
    pub(crate) fn in_place(self) -> bool {
        self.mode().in_place()
    }

    /// Where the changes go.
    pub(crate) fn mode(self) -> WriteMode {
        match self {
            Self { check: true, .. } => WriteMode::Check,
            Self { diff: true, .. } => WriteMode::Diff,
            Self { stdout: true, .. } => WriteMode::Stdout,
            _ => WriteMode::InPlace,
        }
    }

    /// Whether standard output is for the note or its change, and not for a report.
    pub(crate) fn prints_note(self) -> bool {
        self.mode().prints_note()
    }

    /// How a run ends in which all went well.
    pub(crate) fn exit(self, changed: bool) -> Exit {
        if self.check && changed {
            Exit::Found
        } else {
            Exit::Done
        }
    }

    /// Refuses to print several notes in a row as if they were one.
    pub(crate) fn accept(self, notes: &[NoteFile]) -> Result<(), CliError> {
        self.accept_count(notes.len())
    }

    /// Refuses to print another number of notes than one.
    pub(crate) fn accept_count(self, notes: usize) -> Result<(), CliError> {
        Ok(self.mode().check_count(notes)?)
    }

    /// Puts the changed note where it was asked for.
    pub(crate) fn put(self, cx: &Context, note: &NoteFile, new: &[u8]) -> Result<(), CliError> {
        self.put_with_state(cx, note, new, None)
    }

    /// Puts the changed note where it was asked for; where that is its file, what is to be
    /// remembered of it goes with it.
    pub(crate) fn put_with_state(
        self,
        cx: &Context,
        note: &NoteFile,
        new: &[u8],
        state: Option<&NoteState>,
    ) -> Result<(), CliError> {
        match &note.path {
            _ if self.check => Ok(()),
            _ if self.diff => self.print_diff(cx, note, new),
            Some(path) if !self.stdout => {
                cx.writer
                    .replace(&cx.vault, path, &note.bytes, new, state)?;
                Ok(())
            }
            _ if cx.ui.json => Ok(()),
            _ => cx.ui.content(new),
        }
    }

    fn print_diff(self, cx: &Context, note: &NoteFile, new: &[u8]) -> Result<(), CliError> {
        if cx.ui.json {
            return Ok(());
        }
        let name = cx
            .vault
            .name_below_root(note.path().unwrap_or(Path::new(STDIN)));
        cx.ui
            .content(&kbnote_note::diff::patch(&note.bytes, new, name))
    }
}
