//! Reads, writes and stages [`NoteState`]s: one small file per note in `.kbnote/notes/`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use kbnote_core::Fingerprint;
use kbnote_note::NoteState;

use crate::paths::relative;
use crate::staging::{StagedFile, StagingList};
use crate::{FileError, Vault, files};

/// The change of a note's state that accompanies its new text.
#[derive(Debug)]
pub(crate) enum StagedState {
    /// No change.
    SummaryPart,
    /// A new state, with the fingerprint of the new text, by which a later run decides whether it
    /// is valid.
    Announced(StagedFile),
    /// The previous state, or none.
    Old(Option<StagedFile>),
}

/// A pending change of a state, until its note is written.
#[derive(Debug)]
pub(crate) enum PendingState {
    /// No change.
    SummaryPart,
    /// A pending state file.
    Waiting,
    /// The previous state, or none.
    Old(Option<StagedFile>),
}

impl PendingState {
    /// Commits it: the note is written.
    pub(crate) fn settle(self, vault: &Vault, note: &Path) -> Result<(), StateError> {
        let (Some(path), Some(waiting)) = (vault.state_path(note), vault.pending_state_path(note))
        else {
            return Ok(());
        };
        let settled = match self {
            Self::SummaryPart => Ok(()),
            Self::Waiting => files::rename(&waiting, &path),
            Self::Old(Some(staged)) => staged.move_to(&path),
            Self::Old(None) => vault.remove_own(&path),
        };
        Ok(settled?)
    }
}

/// An error of a state file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It was written by a newer kbnote.
    #[error("{} has the format `{found}`, which is newer than this version of kbnote can read", path.display())]
    Newer {
        /// The state file.
        path: PathBuf,
        /// The schema it names.
        found: String,
    },
    /// Several missing notes with different states could be this note.
    #[error("{} could be any of {} before it was moved", note.display(), listed(former))]
    Ambiguous {
        /// The note, below the root of the vault.
        note: PathBuf,
        /// Its possible former paths.
        former: Vec<PathBuf>,
    },
    /// There is no state for the given former path.
    #[error("no state found for a note {}", path.display())]
    NothingKnown {
        /// The given former path.
        path: PathBuf,
    },
}

fn listed(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    paths.join(", ")
}

/// Parses a state file. A damaged one counts as missing.
pub(crate) fn parse(path: &Path, bytes: &[u8]) -> Result<Option<NoteState>, StateError> {
    let parsed = NoteState::parse(bytes);
    match parsed.newer_schema {
        Some(found) => Err(StateError::Newer {
            path: path.to_owned(),
            found,
        }),
        None => Ok(parsed.state),
    }
}

/// Reads a state file of any schema; `None` if it is damaged or missing.
pub(crate) fn read_any(
    vault: &Vault,
    file: &Path,
) -> Result<Option<(NoteState, Option<String>)>, FileError> {
    let parsed = NoteState::parse(&vault.read_own(file)?.unwrap_or_default());
    Ok(parsed.state.map(|state| (state, parsed.newer_schema)))
}

/// The suffix of a pending state file.
const PENDING_SUFFIX: &str = ".new";

/// The maximum length of a file name on all file systems, in bytes.
const MAX_NAME_LEN: usize = 255;

/// The pending state file for this file.
pub(crate) fn pending(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(PENDING_SUFFIX);
    path.into()
}

/// Whether this is a pending state file.
pub(crate) fn is_pending(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "new")
}

/// The final path of a state file, pending or not.
pub(crate) fn final_path(file: &Path) -> PathBuf {
    if is_pending(file) {
        file.with_extension("")
    } else {
        file.to_owned()
    }
}

/// A path for a state that belongs to no note.
pub(crate) fn aside(file: &Path, number: u32) -> PathBuf {
    let name = file.file_stem().unwrap_or_default();
    let mut name = name.to_owned();
    name.push(format!("~{number}"));
    file.with_file_name(file_name(&name))
}

/// The name of the state file of a note. Long names are cut and get a fingerprint of the whole.
fn file_name(note: &OsStr) -> OsString {
    let room = MAX_NAME_LEN - ".json".len() - PENDING_SUFFIX.len();
    let mut name = note.to_owned();
    if note.len() > room {
        let print = Fingerprint::of(note.as_encoded_bytes());
        let text = note.to_string_lossy();
        let mut ends = (0..=room - HASH_LENGTH).rev();
        let begin = ends.find_map(|end| text.get(..end)).unwrap_or_default();
        name = format!("{begin}~{print}").into();
    }
    name.push(".json");
    name
}

/// The length of `~` and a fingerprint.
const HASH_LENGTH: usize = 17;

/// Whether the name of a state file, without extension, was cut.
fn is_hashed(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let print = name.rsplit_once('~').map(|(_, print)| print);
    print.is_some_and(|print| {
        print.len() + 1 == HASH_LENGTH && print.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

impl Vault {
    /// The path of a note's state; `None` for a note outside the vault.
    #[must_use]
    pub fn state_path(&self, note: &Path) -> Option<PathBuf> {
        let below = relative(self.root(), note)?;
        let name = file_name(below.file_name()?);
        Some(self.states_dir().join(below.with_file_name(name)))
    }

    /// The folder of the states.
    pub(crate) fn states_dir(&self) -> PathBuf {
        self.root().join(".kbnote/notes")
    }

    /// The note of a state file, relative to the root; `None` for another file. The long name of a
    /// missing note is incomplete.
    pub(crate) fn note_of_state(&self, file: &Path) -> Option<PathBuf> {
        let below = final_path(file);
        let below = below.strip_prefix(self.states_dir()).ok()?;
        let state_name = below.file_name()?;
        let note = below.with_extension("");
        if below.extension()? != "json" || !is_hashed(note.file_name()?) {
            return (below.extension()? == "json").then_some(note);
        }
        let folder = self.root().join(note.parent()?);
        let items = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let mut names = items.map(|item| item.file_name());
        let whole = names.find(|name| file_name(name) == state_name);
        Some(whole.map_or(note.clone(), |name| note.with_file_name(name)))
    }

    /// The state of a note, even if it was moved since. A damaged state file counts as missing.
    ///
    /// # Errors
    /// As [`Self::find_state`].
    pub fn read_state(&self, note: &Path) -> Result<Option<NoteState>, StateError> {
        Ok(self.find_state(note)?.map(|found| found.state))
    }

    /// The state of a note at its own path.
    pub(crate) fn own_state(&self, note: &Path) -> Result<Option<NoteState>, StateError> {
        match (self.state_path(note), self.state_bytes(note)?) {
            (Some(path), Some(bytes)) => parse(&path, &bytes),
            _ => Ok(None),
        }
    }

    /// The valid state file of a note. A pending one is valid if the note was written.
    pub(crate) fn state_bytes(&self, note: &Path) -> Result<Option<Vec<u8>>, StateError> {
        let (Some(path), Some(waiting)) = (self.state_path(note), self.pending_state_path(note))
        else {
            return Ok(None);
        };
        if let Some(bytes) = self.read_own(&waiting)? {
            let state = parse(&waiting, &bytes)?;
            let written = state.and_then(|state| state.note);
            let now = files::read_if_present(note)?.map(|now| Fingerprint::of(&now).to_string());
            if written.is_some() && written == now {
                return Ok(Some(bytes));
            }
        }
        Ok(self.read_own(&path)?)
    }

    /// The path of a note's pending state.
    pub(crate) fn pending_state_path(&self, note: &Path) -> Option<PathBuf> {
        Some(pending(&self.state_path(note)?))
    }

    /// Writes the state of a note that is written already.
    pub(crate) fn write_state(&self, note: &Path, state: &NoteState) -> Result<(), StateError> {
        let (Some(path), Some(waiting)) = (self.state_path(note), self.pending_state_path(note))
        else {
            return Ok(());
        };
        self.ignore_caches()?;
        self.replace_own(&path, state.to_json().as_bytes())?;
        Ok(self.remove_own(&waiting)?)
    }

    /// Writes and flushes the new state of a note beside its final path. Does nothing for a note
    /// outside the vault.
    pub(crate) fn stage_state(
        &self,
        note: &Path,
        state: &NoteState,
        list: &mut StagingList,
    ) -> Result<Option<StagedFile>, StateError> {
        let Some(path) = self.state_path(note) else {
            return Ok(None);
        };
        self.check_own_folder(&path)?;
        // A failure only means that version control does not ignore the caches.
        let _ = self.ignore_caches();
        Ok(Some(list.stage(
            &path,
            state.to_json().as_bytes(),
            &path,
        )?))
    }

    /// Writes and flushes the previous state file of a note beside its final path.
    pub(crate) fn stage_old_state(
        &self,
        note: &Path,
        state: Option<&[u8]>,
        list: &mut StagingList,
    ) -> Result<StagedState, FileError> {
        let staged = match (self.state_path(note), state) {
            (Some(path), Some(state)) => {
                self.check_own_folder(&path)?;
                Some(list.stage(&path, state, &path)?)
            }
            _ => None,
        };
        Ok(StagedState::Old(staged))
    }

    /// Makes a staged state pending for its note, which is about to be written.
    pub(crate) fn set_pending_state(
        &self,
        note: &Path,
        state: StagedState,
    ) -> Result<PendingState, StateError> {
        self.recover_pending_state(note)?;
        match (self.pending_state_path(note), state) {
            (Some(waiting), StagedState::Announced(staged)) => {
                staged.move_to(&waiting)?;
                Ok(PendingState::Waiting)
            }
            (Some(_), StagedState::Old(staged)) => Ok(PendingState::Old(staged)),
            _ => Ok(PendingState::SummaryPart),
        }
    }

    /// Removes a pending state: the note was not written.
    pub(crate) fn withdraw_pending_state(&self, note: &Path) -> Result<(), FileError> {
        match self.pending_state_path(note) {
            Some(waiting) => self.remove_own(&waiting),
            None => Ok(()),
        }
    }

    /// Restores the previous state file of a note, if any.
    pub(crate) fn restore_state(&self, note: &Path, state: Option<&[u8]>) -> Result<(), FileError> {
        self.withdraw_pending_state(note)?;
        match (self.state_path(note), state) {
            (Some(path), Some(state)) => self.replace_own(&path, state).map(drop),
            (Some(path), None) => self.remove_own(&path),
            (None, _) => Ok(()),
        }
    }

    /// Commits the pending state of a killed run, if its note was written. Must be called before
    /// the note's bytes change, since they decide.
    pub(crate) fn recover_pending_state(&self, note: &Path) -> Result<(), StateError> {
        let (Some(path), Some(waiting)) = (self.state_path(note), self.pending_state_path(note))
        else {
            return Ok(());
        };
        if waiting.exists()
            && let Some(bytes) = self.state_bytes(note)?
        {
            self.replace_own(&path, &bytes)?;
        }
        Ok(self.remove_own(&waiting)?)
    }

    /// Excludes the caches from version control; the rest of `.kbnote/` may be committed.
    pub(crate) fn ignore_caches(&self) -> Result<(), FileError> {
        let path = self.root().join(".kbnote/.gitignore");
        if path.exists() {
            return Ok(());
        }
        self.check_own_folder(&path)?;
        match files::create(&path, b"cache/\n") {
            Err(FileError::Exists { .. }) => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use kbnote_core::TrackId;
    use kbnote_note::{ClaimState, MergeBase};

    use super::*;
    use crate::testing;

    fn state() -> NoteState {
        let claim = |text: &str, pinned| ClaimState {
            text: text.into(),
            times: vec![42],
            pinned,
            ..ClaimState::default()
        };
        NoteState {
            track: Some(TrackId::new(".en")),
            captions: Some("abc".into()),
            note: None,
            video: None,
            aligner: Some(2),
            claims: vec![
                claim("Flocks are \"counted\" at dusk.", false),
                claim("Two count.", true),
            ],
            base: MergeBase::default(),
            others: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn a_stored_state_is_read_back() {
        let (dir, vault) = testing::vault();
        let note = dir.path().join("notes/a/b.md");
        assert_eq!(vault.read_state(&note).unwrap(), None);
        vault.write_state(&note, &state()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), Some(state()));
        vault.write_state(&note, &NoteState::default()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), Some(NoteState::default()));
    }

    #[test]
    fn a_damaged_state_is_ignored_and_a_newer_one_is_refused() {
        let (dir, vault) = testing::vault();
        let note = dir.path().join("notes/b.md");
        let path = vault.state_path(&note).unwrap();
        files::replace(&path, b"{\"schema\":").unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), None);
        files::replace(&path, br#"{"schema":"kbnote.state/3","claims":7}"#).unwrap();
        assert!(matches!(
            vault.read_state(&note),
            Err(StateError::Newer { .. })
        ));
    }

    #[test]
    fn an_older_state_is_read_and_written_as_the_newest() {
        let (dir, vault) = testing::vault();
        let note = dir.path().join("notes/b.md");
        let path = vault.state_path(&note).unwrap();
        let old = state().to_json().replace("state/2", "state/1");
        files::replace(&path, old.as_bytes()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), Some(state()));
        vault.write_state(&note, &state()).unwrap();
        let written = String::from_utf8(files::read(&path).unwrap()).unwrap();
        assert!(written.contains("kbnote.state/2"), "{written}");
    }

    #[test]
    fn a_note_outside_the_vault_has_no_state() {
        let (dir, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let vault = Vault::open(dir.path()).unwrap();
        let note = other.path().join("b.md");
        files::create(&note, b"").unwrap();
        assert_eq!(vault.state_path(&note), None);
        vault.write_state(&note, &state()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), None);
    }
}
