//! What kbnote last wrote into each note, kept in `.kbnote/notes/`: one small file a note.
//!
//! The state is an aid. It tells a time that the author set by hand from one that kbnote found,
//! and a reworded sentence from a new one. Without it nothing is lost: what stands in the note
//! is then trusted.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kbnote_core::{Fingerprint, TrackId, VideoId};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::staging::{StagedFile, StagingList};
use crate::vault::relative;
use crate::{FileError, NoteBase, Vault, files, state_merge};

/// The format written here, and the name of its schema without the number.
const VERSION: u32 = 2;
const SCHEMA: &str = "kbnote.state/";

/// What kbnote knows of one note since it last wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteState {
    /// The track that the times were found in.
    pub track: Option<TrackId>,
    /// The fingerprint of that track's cues.
    pub captions: Option<String>,
    /// The fingerprint of the note as it was written.
    pub note: Option<String>,
    /// The recording that the note was on; states that older versions wrote name none.
    pub video: Option<VideoId>,
    /// The generation of the aligner that last decided which sentences get an anchor; states that
    /// older versions wrote name none.
    pub aligner: Option<u32>,
    /// The claims that had anchors, in the order of the note.
    pub claims: Vec<ClaimState>,
    /// What it wrote besides anchors.
    pub base: NoteBase,
}

/// One claim as it stood when kbnote last wrote the note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimState {
    /// Its plain text.
    pub text: String,
    /// The times of its anchors in whole seconds; none if the author took the anchor away.
    #[serde(rename = "seconds")]
    pub times: Vec<u64>,
    /// Whether the author set the times.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// Whether the times stood there before kbnote knew the note, and are others than it found.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trusted: bool,
}

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

#[derive(Deserialize)]
struct Schema {
    schema: String,
}

#[derive(Deserialize)]
pub(crate) struct Wire {
    #[serde(default)]
    pub(crate) track: Option<TrackId>,
    #[serde(default)]
    pub(crate) captions: Option<String>,
    #[serde(default)]
    pub(crate) note: Option<String>,
    #[serde(default)]
    pub(crate) video: Option<VideoId>,
    #[serde(default)]
    pub(crate) aligner: Option<u32>,
    #[serde(default)]
    pub(crate) claims: Vec<ClaimState>,
    #[serde(default)]
    pub(crate) base: NoteBase,
}

impl From<Wire> for NoteState {
    fn from(wire: Wire) -> Self {
        Self {
            track: wire.track,
            captions: wire.captions,
            note: wire.note,
            video: wire.video,
            aligner: wire.aligner,
            claims: wire.claims,
            base: wire.base,
        }
    }
}

impl NoteState {
    /// Whether anything is known of the anchors. A note may have been written only for its links.
    #[must_use]
    pub fn knows_anchors(&self) -> bool {
        self.track.is_some() || !self.claims.is_empty()
    }

    /// One claim a line, so that a change of one is a change of one line.
    pub(crate) fn to_json(&self) -> String {
        let mut text = format!("{{\n\"schema\":\"{SCHEMA}{VERSION}\",\n");
        let mut field = |name: &str, value: serde_json::Value| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "\"{name}\":{value},");
        };
        field("track", json!(self.track));
        field("captions", json!(self.captions));
        field("note", json!(self.note));
        if self.video.is_some() {
            field("video", json!(self.video));
        }
        if self.aligner.is_some() {
            field("aligner", json!(self.aligner));
        }
        if self.base != NoteBase::default() {
            field("base", json!(self.base));
        }
        let claims = self.claims.iter().map(|claim| json!(claim).to_string());
        let claims: Vec<_> = claims.collect();
        let _ = write!(text, "\"claims\":[\n{}\n]}}\n", claims.join(",\n"));
        text
    }

    pub(crate) fn from_json(path: &Path, bytes: &[u8]) -> Result<Option<Self>, StateError> {
        match newer_schema(bytes) {
            Some(found) => Err(StateError::Newer {
                path: path.to_owned(),
                found,
            }),
            None => Ok(Self::parse(bytes)),
        }
    }

    /// A state whatever its schema, as far as its bytes say anything.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let whole = serde_json::from_slice(bytes).ok().map(Wire::into);
        whole.or_else(|| state_merge::recover(&String::from_utf8_lossy(bytes)))
    }
}

/// The schema that a state names, if this version does not know it: it may well have another shape.
fn newer_schema(bytes: &[u8]) -> Option<String> {
    let named = match serde_json::from_slice(bytes) {
        Ok(Schema { schema }) => vec![schema],
        Err(_) => state_merge::schemas(&String::from_utf8_lossy(bytes)),
    };
    named.into_iter().find(|schema| !is_readable(schema))
}

/// What a state file that was found says, with the schema that it names if that is a newer one;
/// nothing if it says nothing or is gone.
pub(crate) fn read_any(
    vault: &Vault,
    file: &Path,
) -> Result<Option<(NoteState, Option<String>)>, FileError> {
    let bytes = vault.read_own(file)?.unwrap_or_default();
    let state = NoteState::parse(&bytes);
    Ok(state.map(|state| (state, newer_schema(&bytes))))
}

fn is_readable(schema: &str) -> bool {
    let version = schema.strip_prefix(SCHEMA).and_then(|v| v.parse().ok());
    version.is_some_and(|version: u32| version <= VERSION)
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
            (Some(path), Some(bytes)) => NoteState::from_json(&path, &bytes),
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
            let state = NoteState::from_json(&waiting, &bytes)?;
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
            base: NoteBase::default(),
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
