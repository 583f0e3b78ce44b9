//! What kbnote last wrote into each note, kept in `.kbnote/notes/`: one small file a note.
//!
//! The state is an aid. It tells a time that the author set by hand from one that kbnote found,
//! and a reworded sentence from a new one. Without it nothing is lost: what stands in the note
//! is then trusted.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kbnote_core::{Fingerprint, TrackId};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::vault::relative;
use crate::{FileError, NoteBase, Vault, files};

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
}

#[derive(Deserialize)]
struct Schema {
    schema: String,
}

#[derive(Deserialize)]
struct Wire {
    #[serde(default)]
    track: Option<TrackId>,
    #[serde(default)]
    captions: Option<String>,
    #[serde(default)]
    note: Option<String>,
    #[serde(default)]
    claims: Vec<ClaimState>,
    #[serde(default)]
    base: NoteBase,
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
        if self.base != NoteBase::default() {
            field("base", json!(self.base));
        }
        let claims = self.claims.iter().map(|claim| json!(claim).to_string());
        let claims: Vec<_> = claims.collect();
        let _ = write!(text, "\"claims\":[\n{}\n]}}\n", claims.join(",\n"));
        text
    }

    fn from_json(path: &Path, bytes: &[u8]) -> Result<Option<Self>, StateError> {
        // A newer schema may well have another shape.
        if let Ok(Schema { schema }) = serde_json::from_slice(bytes)
            && !is_readable(&schema)
        {
            return Err(StateError::Newer {
                path: path.to_owned(),
                found: schema,
            });
        }
        let read = |wire: Wire| Self {
            track: wire.track,
            captions: wire.captions,
            note: wire.note,
            claims: wire.claims,
            base: wire.base,
        };
        Ok(serde_json::from_slice(bytes).ok().map(read))
    }
}

fn is_readable(schema: &str) -> bool {
    let version = schema.strip_prefix(SCHEMA).and_then(|v| v.parse().ok());
    version.is_some_and(|version: u32| version <= VERSION)
}

impl Vault {
    /// Where the state of a note is kept; nowhere for a note outside the vault.
    #[must_use]
    pub fn state_path(&self, note: &Path) -> Option<PathBuf> {
        let below = relative(self.root(), note)?;
        let mut name = below.as_os_str().to_owned();
        name.push(".json");
        Some(self.root().join(".kbnote/notes").join(name))
    }

    /// What is known of a note. A state file that is damaged is as good as none.
    ///
    /// # Errors
    /// If there is one that cannot be read, or that was written by a newer kbnote.
    pub fn read_state(&self, note: &Path) -> Result<Option<NoteState>, StateError> {
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
        let mut path = self.state_path(note)?.into_os_string();
        path.push(".new");
        Some(path.into())
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

    /// Writes what will be known of a note, which is about to be written.
    pub(crate) fn announce_state(&self, note: &Path, state: &NoteState) -> Result<(), StateError> {
        let Some(waiting) = self.waiting_state_path(note) else {
            return Ok(());
        };
        self.ignore_caches()?;
        self.settle_killed(note)?;
        self.replace_own(&waiting, state.to_json().as_bytes())?;
        Ok(())
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

    /// Forgets what is known of a note that is not there: it is not that of another in its place.
    pub(crate) fn forget_state(&self, note: &Path) -> Result<(), FileError> {
        let paths = [self.state_path(note), self.waiting_state_path(note)];
        paths
            .iter()
            .flatten()
            .try_for_each(|path| self.remove_own(path))
    }

    /// Makes the announced state the one that holds: the note is written.
    pub(crate) fn settle_state(&self, note: &Path) -> Result<(), StateError> {
        match (self.state_path(note), self.waiting_state_path(note)) {
            (Some(path), Some(waiting)) => Ok(files::rename(&waiting, &path)?),
            _ => Ok(()),
        }
    }

    /// The caches are never to be committed; the rest of `.kbnote/` may be.
    pub(crate) fn ignore_caches(&self) -> Result<(), FileError> {
        let path = self.root().join(".kbnote/.gitignore");
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
