//! Notes opened and edited one at a time, for a page or an editor.
//!
//! A [`NoteService`] opens notes with their captions, applies edits and undoes the last one. An edit
//! names the [`Revision`] that it is based on, and is rejected if the note has changed since.

mod anchor;
mod counts;
mod decide;
mod edit;
mod follow;
mod loaded_note;
mod media;
mod note_decisions;
mod note_path;
mod note_reader;
mod quote;
mod served_page;
mod serving;
mod vault_event;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use kbnote_core::Fingerprint;
use kbnote_engine::note_view::{
    EditedNote, NoteEdit, NoteEditError, NoteView, Revision, RevisionConflict, check_conflicts,
};
use kbnote_note::{Note, NoteState};
use kbnote_vault::{MediaFolders, NoteWriter, Notice, Stack, Undo, Vault};

use self::counts::VaultDoubts;
pub use self::counts::{NoteList, NoteRow};
use self::loaded_note::{LoadedNote, RecordingKey};
pub use self::note_decisions::{FindingDecision, FindingVerdict, NoteDecisions};
use self::note_reader::NoteReader;
pub use self::served_page::ServedPage;
pub use self::vault_event::VaultEvent;
use crate::Workspace;
use crate::commit::{NoteChange, StateChange, commit};
use crate::error::{Error, ErrorKind};
use crate::lru::LruCache;
use crate::mutex::lock;

/// How many notes are cached.
const CACHED: usize = 8;

/// A note and its revision.
#[derive(Clone, Debug)]
pub struct OpenNote {
    /// The revision, for an edit to name.
    pub revision: Revision,
    /// The note as it is shown.
    pub view: Arc<NoteView>,
}

/// Opens and edits the notes of a vault.
#[derive(Debug)]
pub struct NoteService {
    vault: Vault,
    /// The command under which edits are recorded for `kbnote undo`.
    command: &'static str,
    /// Held while a note is edited.
    write_lock: Mutex<()>,
    reader: Arc<NoteReader>,
    views: Mutex<LruCache<ViewKey, Arc<NoteView>>>,
    doubts: Arc<VaultDoubts>,
    /// Folders outside of the vault whose media files may be played.
    media_folders: MediaFolders,
}

/// Everything that a view depends on.
#[derive(Debug, PartialEq)]
struct ViewKey {
    path: String,
    note: String,
    state: Option<NoteState>,
    recordings: Vec<RecordingKey>,
}

impl NoteService {
    /// A service that records its edits as runs of `command`.
    #[must_use]
    pub fn new(vault: Vault, command: &'static str) -> Self {
        let reader = Arc::new(NoteReader::new(vault.clone()));
        Self {
            command,
            write_lock: Mutex::new(()),
            doubts: Arc::new(VaultDoubts::new(vault.clone(), Arc::clone(&reader))),
            reader,
            views: Mutex::new(LruCache::new(CACHED)),
            media_folders: MediaFolders::default(),
            vault,
        }
    }

    /// Lists the notes, and starts to count their doubtful anchors.
    ///
    /// # Errors
    /// If the vault cannot be read.
    pub fn list(&self) -> Result<NoteList, Error> {
        self.doubts.start();
        self.doubts.list()
    }

    /// Lists the notes with the counts so far.
    ///
    /// # Errors
    /// If the vault cannot be read.
    pub fn counts(&self) -> Result<NoteList, Error> {
        self.doubts.list()
    }

    /// The name by which requests call the note in a file: its path from the root of the vault.
    ///
    /// # Errors
    /// If the file is not a note of the vault.
    pub fn name_of(&self, path: &Path) -> Result<String, Error> {
        note_path::name_of(&self.vault, path)
    }

    /// Opens a note.
    ///
    /// # Errors
    /// If there is no such note, or it cannot be read.
    pub fn open(&self, name: &str) -> Result<OpenNote, Error> {
        let path = note_path::resolve(&self.vault, name)?;
        let loaded = self.load(name, &path)?;
        Ok(OpenNote {
            revision: loaded.revision(),
            view: self.view(name, &loaded),
        })
    }

    /// Opens the note in a file, wherever that is.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open_file(&self, path: &Path) -> Result<OpenNote, Error> {
        let name = String::from_utf8_lossy(&self.vault.name_below_root(path)).into_owned();
        let loaded = self.load(&name, path)?;
        Ok(OpenNote {
            revision: loaded.revision(),
            view: self.view(&name, &loaded),
        })
    }

    /// Edits a note whose revision is still `base`, and opens it again.
    ///
    /// # Errors
    /// If the note has changed since, or the edit cannot be made or written.
    pub fn edit(&self, name: &str, base: &Revision, edit: &NoteEdit) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let (path, loaded) = self.load_to_change(name, base)?;
        let edited = self.edited(name, &loaded, edit)?;
        self.write(&path, &loaded.note, &edited)?;
        drop(guard);
        self.open(name)
    }

    /// Undoes the last change recorded in the vault, as `kbnote undo` does, if it was an edit of this
    /// note by this service; opens the note again.
    ///
    /// # Errors
    /// If it was another change, or the note has changed since.
    pub fn undo_last(&self, name: &str, base: &Revision) -> Result<OpenNote, Error> {
        let guard = lock(&self.write_lock);
        let vault_lock = self.vault.lock(self.command)?;
        let path = note_path::resolve(&self.vault, name)?;
        base.check(&self.load(name, &path)?.revision())?;
        let mut runs = self.vault.recorded_runs(Stack::Undo)?.into_iter();
        let last = runs.find(|run| run.writes_notes(&self.vault));
        let run = last.filter(|run| run.command == self.command);
        let run = run.ok_or_else(nothing_to_undo)?;
        let undos = run.plan(&self.vault)?;
        match undos.as_slice() {
            [undo @ Undo::Restore { .. }] if undo.path() == path => {
                let done = run.undo(&self.vault, &vault_lock, &undos)?;
                if !done.notes.iter().all(Undo::changes_file) {
                    return Err(RevisionConflict::Note.into());
                }
            }
            _ => return Err(nothing_to_undo()),
        }
        run.forget(&self.vault, &BTreeSet::new())?;
        drop((guard, vault_lock));
        self.open(name)
    }

    /// A workspace for one change, recorded as a run of its own.
    fn workspace(&self) -> Workspace {
        let transcripts = Arc::clone(&self.reader.transcripts);
        Workspace::for_one_change(self.vault.clone(), self.command).with_transcripts(transcripts)
    }

    /// Writes an edited note, recorded as a run of its own so that it can be undone alone.
    fn write(&self, path: &Path, old: &Note, edited: &EditedNote) -> Result<(), Error> {
        let change = NoteChange {
            state: edited.state.as_ref().map(StateChange::Decision),
            ..NoteChange::edit(path, old.bytes(), edited.note.bytes())
        };
        self.commit(&NoteWriter::new(self.command), &change)
    }

    /// Commits a change of a note; where the note was changed meanwhile, says where the other text is.
    fn commit(&self, writer: &NoteWriter, change: &NoteChange<'_>) -> Result<(), Error> {
        let Err(error) = commit(&self.vault, writer, change) else {
            return Ok(());
        };
        if error.kind() != ErrorKind::Conflict {
            return Err(error);
        }
        let mut notices = writer.take_notices().into_iter();
        let kept = notices.find_map(|notice| match notice {
            Notice::TextKept { kept, .. } => Some(kept),
            _ => None,
        });
        let error = Error::from(RevisionConflict::Note);
        Err(match kept {
            Some(kept) => {
                error.with_next_step(format!("the other text is kept in {}", kept.display()))
            }
            None => error,
        })
    }

    /// The file of a note whose revision is still `base`, and what was read of it.
    fn load_to_change(&self, name: &str, base: &Revision) -> Result<(PathBuf, LoadedNote), Error> {
        let path = note_path::resolve(&self.vault, name)?;
        let loaded = self.load(name, &path)?;
        base.check(&loaded.revision())?;
        check_conflicts(&loaded.note)?;
        Ok((path, loaded))
    }

    fn load(&self, name: &str, path: &Path) -> Result<LoadedNote, Error> {
        self.reader.read(name, path)
    }

    /// The view of a note, computed once for each input.
    fn view(&self, name: &str, loaded: &LoadedNote) -> Arc<NoteView> {
        let key = ViewKey {
            path: name.to_owned(),
            note: Fingerprint::of(loaded.note.bytes()).to_string(),
            state: loaded.state.clone(),
            recordings: loaded.keys(),
        };
        if let Some(cached) = lock(&self.views).get(&key) {
            return cached;
        }
        let view = Arc::new(loaded.view(name));
        lock(&self.views).put(key, Arc::clone(&view));
        view
    }
}

fn nothing_to_undo() -> Error {
    let message = "nothing to undo: the last change was not made to this note on the page";
    Error::new(ErrorKind::NotFound, "nothing-to-undo", message)
        .with_next_step("`kbnote undo` undoes changes of other commands")
}

impl From<RevisionConflict> for Error {
    fn from(conflict: RevisionConflict) -> Self {
        Self::from_error(ErrorKind::Conflict, "changed-meanwhile", &conflict)
            .with_next_step("nothing was written; open it again")
    }
}

impl From<NoteEditError> for Error {
    fn from(error: NoteEditError) -> Self {
        Self::from_error(ErrorKind::InvalidEdit, "change", &error)
            .with_next_step("nothing was written")
    }
}
