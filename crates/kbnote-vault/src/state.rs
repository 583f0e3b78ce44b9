//! The files in `.kbnote/notes/` that hold the [`NoteState`]s, one small file a note: reading,
//! writing and staging them.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use kbnote_core::Fingerprint;
use kbnote_note::NoteState;

use crate::paths::relative;
use crate::staging::{StagedFile, StagingList};
use crate::{FileError, Vault, files};

/// What becomes of a note's state once its text is written.
#[derive(Debug)]
pub(crate) enum StagedState {
    /// It stays as it is.
    Kept,
    /// It names the fingerprint of the new text: whoever finds it waiting can tell whether it holds.
    Announced(StagedFile),
    /// It is again as it was before; none if there was none.
    Old(Option<StagedFile>),
}

/// A state that waits for its note to be written.
#[derive(Debug)]
pub(crate) enum AnnouncedState {
    /// It stays as it is.
    Kept,
    /// It waits in its place.
    Waiting,
    /// It is again as it was before; none if there was none.
    Old(Option<StagedFile>),
}

impl AnnouncedState {
    /// Makes it the one that holds: the note is written.
    pub(crate) fn settle(self, vault: &Vault, note: &Path) -> Result<(), StateError> {
        let (Some(path), Some(waiting)) = (vault.state_path(note), vault.waiting_state_path(note))
        else {
            return Ok(());
        };
        let settled = match self {
            Self::Kept => Ok(()),
            Self::Waiting => files::rename(&waiting, &path),
            Self::Old(Some(staged)) => staged.move_to(&path),
            Self::Old(None) => vault.remove_own(&path),
        };
        Ok(settled?)
    }
}

/// A state file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// It was written by a newer kbnote.
    #[error("{} is in the format `{found}`, newer than this kbnote reads", path.display())]
    Newer {
        /// The state file.
        path: PathBuf,
        /// The schema it names.
        found: String,
    },
    /// Which of several notes that are gone a note was makes a difference.
    #[error("{} could be any of {} before it was moved", note.display(), listed(former))]
    Ambiguous {
        /// The note, below the root of the vault.
        note: PathBuf,
        /// The places where it may have been.
        former: Vec<PathBuf>,
    },
    /// Nothing is known of the note that another one is said to have been.
    #[error("nothing is known of a note {}", path.display())]
    NothingKnown {
        /// Where it is said to have been.
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

/// Parses the bytes of a state file. A damaged one is as good as none.
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

/// Reads a state file whatever its schema; `None` if it is damaged or gone.
pub(crate) fn read_any(
    vault: &Vault,
    file: &Path,
) -> Result<Option<(NoteState, Option<String>)>, FileError> {
    let parsed = NoteState::parse(&vault.read_own(file)?.unwrap_or_default());
    Ok(parsed.state.map(|state| (state, parsed.newer_schema)))
}

/// How the name of a state that waits for its note to be written ends.
const WAITING: &str = ".new";

/// The most bytes of a file name that all file systems take.
const LONGEST_NAME: usize = 255;

/// Where the state waits that is to take the place of this file.
pub(crate) fn waiting(file: &Path) -> PathBuf {
    let mut path = file.as_os_str().to_owned();
    path.push(WAITING);
    path.into()
}

/// Whether the state in this file waits for its note to be written.
pub(crate) fn is_waiting(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "new")
}

/// The file whose place the state in this one takes, or has.
pub(crate) fn settled(file: &Path) -> PathBuf {
    match is_waiting(file) {
        true => file.with_extension(""),
        false => file.to_owned(),
    }
}

/// Another place for a state, at which it is that of no note.
pub(crate) fn aside(file: &Path, number: u32) -> PathBuf {
    let name = file.file_stem().unwrap_or_default();
    let mut name = name.to_owned();
    name.push(format!("~{number}"));
    file.with_file_name(file_name(&name))
}

/// The name of the state file of a note of this name. Of a name that leaves no room, what fits, and a
/// fingerprint of all of it.
fn file_name(note: &OsStr) -> OsString {
    let room = LONGEST_NAME - ".json".len() - WAITING.len();
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

/// Whether a state file's name, without its extension, is that of a long name.
fn is_hashed(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let print = name.rsplit_once('~').map(|(_, print)| print);
    print.is_some_and(|print| {
        print.len() + 1 == HASH_LENGTH && print.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

impl Vault {
    /// Where the state of a note is kept; nowhere for a note outside the vault.
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

    /// The note that a state file is kept for, below the root; nothing for another file. Where the
    /// note is gone, a long name is not known to its end.
    pub(crate) fn note_of_state(&self, file: &Path) -> Option<PathBuf> {
        let below = settled(file);
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

    /// What is known of a note, wherever it lay when that was written. A state file that is damaged
    /// is as good as none.
    ///
    /// # Errors
    /// As [`Self::find_state`].
    pub fn read_state(&self, note: &Path) -> Result<Option<NoteState>, StateError> {
        Ok(self.find_state(note)?.map(|found| found.state))
    }

    /// What is known of a note by a state at its own path.
    pub(crate) fn own_state(&self, note: &Path) -> Result<Option<NoteState>, StateError> {
        match (self.state_path(note), self.state_bytes(note)?) {
            (Some(path), Some(bytes)) => parse(&path, &bytes),
            _ => Ok(None),
        }
    }

    /// The state file that holds for a note. One that waited for the note to be written holds if
    /// the note was written.
    pub(crate) fn state_bytes(&self, note: &Path) -> Result<Option<Vec<u8>>, StateError> {
        let (Some(path), Some(waiting)) = (self.state_path(note), self.waiting_state_path(note))
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

    /// Where the state of a note waits for the note to be written.
    pub(crate) fn waiting_state_path(&self, note: &Path) -> Option<PathBuf> {
        Some(waiting(&self.state_path(note)?))
    }

    /// Remembers what is known of a note that is written already.
    pub(crate) fn write_state(&self, note: &Path, state: &NoteState) -> Result<(), StateError> {
        let (Some(path), Some(waiting)) = (self.state_path(note), self.waiting_state_path(note))
        else {
            return Ok(());
        };
        self.ignore_caches()?;
        self.replace_own(&path, state.to_json().as_bytes())?;
        Ok(self.remove_own(&waiting)?)
    }

    /// Writes what will be known of a note beside its place, flushed. Nothing for a note outside the
    /// vault.
    pub(crate) fn stage_state(
        &self,
        note: &Path,
        state: &NoteState,
        list: &mut StagingList,
    ) -> Result<Option<StagedFile>, StateError> {
        let Some(path) = self.state_path(note) else {
            return Ok(None);
        };
        self.keep_in_own_folder(&path)?;
        // What may be lost of them is only that the caches are kept out of version control.
        let _ = self.ignore_caches();
        Ok(Some(list.stage(
            &path,
            state.to_json().as_bytes(),
            &path,
        )?))
    }

    /// Writes the state file that a note had before beside its place, flushed.
    pub(crate) fn stage_old_state(
        &self,
        note: &Path,
        state: Option<&[u8]>,
        list: &mut StagingList,
    ) -> Result<StagedState, FileError> {
        let staged = match (self.state_path(note), state) {
            (Some(path), Some(state)) => {
                self.keep_in_own_folder(&path)?;
                Some(list.stage(&path, state, &path)?)
            }
            _ => None,
        };
        Ok(StagedState::Old(staged))
    }

    /// Lets a staged state wait for its note, which is about to be written.
    pub(crate) fn announce_state(
        &self,
        note: &Path,
        state: StagedState,
    ) -> Result<AnnouncedState, StateError> {
        self.settle_killed(note)?;
        match (self.waiting_state_path(note), state) {
            (Some(waiting), StagedState::Announced(staged)) => {
                staged.move_to(&waiting)?;
                Ok(AnnouncedState::Waiting)
            }
            (Some(_), StagedState::Old(staged)) => Ok(AnnouncedState::Old(staged)),
            _ => Ok(AnnouncedState::Kept),
        }
    }

    /// Removes an announced state: the note was not written.
    pub(crate) fn withdraw_state(&self, note: &Path) -> Result<(), FileError> {
        match self.waiting_state_path(note) {
            Some(waiting) => self.remove_own(&waiting),
            None => Ok(()),
        }
    }

    /// Gives a note the state file that it had, if any.
    pub(crate) fn restore_state(&self, note: &Path, state: Option<&[u8]>) -> Result<(), FileError> {
        self.withdraw_state(note)?;
        match (self.state_path(note), state) {
            (Some(path), Some(state)) => self.replace_own(&path, state).map(drop),
            (Some(path), None) => self.remove_own(&path),
            (None, _) => Ok(()),
        }
    }

    /// Makes the state that a killed run left the one that holds, if its note was written. To be
    /// done before the note gets other bytes, by which that is seen.
    pub(crate) fn settle_killed(&self, note: &Path) -> Result<(), StateError> {
        let (Some(path), Some(waiting)) = (self.state_path(note), self.waiting_state_path(note))
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

    /// The caches are never to be committed; the rest of `.kbnote/` may be.
    pub(crate) fn ignore_caches(&self) -> Result<(), FileError> {
        let path = self.root().join(".kbnote/.gitignore");
        if path.exists() {
            return Ok(());
        }
        self.keep_in_own_folder(&path)?;
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
            trusted: false,
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
        }
    }

    #[test]
    fn what_is_remembered_comes_back() {
        let (dir, vault) = testing::vault();
        let note = dir.path().join("notes/a/b.md");
        assert_eq!(vault.read_state(&note).unwrap(), None);
        vault.write_state(&note, &state()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), Some(state()));
        vault.write_state(&note, &NoteState::default()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), Some(NoteState::default()));
    }

    #[test]
    fn a_damaged_state_is_none_and_a_newer_one_is_refused() {
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
