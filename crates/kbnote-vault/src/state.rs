//! What kbnote last wrote into each note, kept in `.kbnote/notes/`: one small file a note.
//!
//! The state is an aid. It tells a time that the author set by hand from one that kbnote found,
//! and a reworded sentence from a new one. Without it nothing is lost: what stands in the note
//! is then trusted.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kbnote_core::TrackId;
use serde::{Deserialize, Serialize};

use crate::vault::relative;
use crate::{FileError, Vault, files};

/// The format written here.
const SCHEMA: &str = "kbnote.state/1";

/// What kbnote knows of one note since it last wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteState {
    /// The track that the times were found in.
    pub track: Option<TrackId>,
    /// The fingerprint of that track's cues.
    pub captions: Option<String>,
    /// The claims that had anchors, in the order of the note.
    pub claims: Vec<ClaimState>,
}

/// One claim as it stood when kbnote last wrote the note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClaimState {
    /// Its plain text.
    pub text: String,
    /// The times of its anchors in whole seconds; none if the author took the anchor away.
    #[serde(rename = "seconds")]
    pub times: Vec<u64>,
    /// Whether the author set the times.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pinned: bool,
    /// The times before kbnote changed them; none if it set the first anchor. The state is
    /// written before the note: a note that still has these times was never written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Vec<u64>>,
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
struct Wire {
    schema: String,
    #[serde(default)]
    track: Option<TrackId>,
    #[serde(default)]
    captions: Option<String>,
    #[serde(default)]
    claims: Vec<ClaimState>,
}

impl NoteState {
    /// One claim a line, so that a change of one is a change of one line.
    fn to_json(&self) -> String {
        let quoted = |value: &serde_json::Value| value.to_string();
        let mut text = format!("{{\n\"schema\":\"{SCHEMA}\",\n");
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "\"track\":{},",
            quoted(&serde_json::json!(self.track))
        );
        let _ = writeln!(
            text,
            "\"captions\":{},",
            quoted(&serde_json::json!(self.captions))
        );
        let claims: Vec<_> = self
            .claims
            .iter()
            .map(|c| quoted(&serde_json::json!(c)))
            .collect();
        let _ = write!(text, "\"claims\":[\n{}\n]}}\n", claims.join(",\n"));
        text
    }
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
        let Some(path) = self.state_path(note) else {
            return Ok(None);
        };
        let Some(bytes) = files::read_if_present(&path)? else {
            return Ok(None);
        };
        let Ok(wire) = serde_json::from_slice::<Wire>(&bytes) else {
            return Ok(None);
        };
        if wire.schema != SCHEMA {
            return Err(StateError::Newer {
                path,
                found: wire.schema,
            });
        }
        let Wire {
            track,
            captions,
            claims,
            ..
        } = wire;
        Ok(Some(NoteState {
            track,
            captions,
            claims,
        }))
    }

    /// Remembers what is known of a note.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write_state(&self, note: &Path, state: &NoteState) -> Result<(), StateError> {
        let Some(path) = self.state_path(note) else {
            return Ok(());
        };
        self.ignore_caches()?;
        files::replace(&path, state.to_json().as_bytes())?;
        Ok(())
    }

    /// The caches are never to be committed; the rest of `.kbnote/` may be.
    pub(crate) fn ignore_caches(&self) -> Result<(), FileError> {
        let path = self.root().join(".kbnote/.gitignore");
        match files::create(&path, b"cache/\n") {
            Err(FileError::Exists { .. }) => Ok(()),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state() -> NoteState {
        let claim = |text: &str, pinned| ClaimState {
            text: text.into(),
            times: vec![42],
            pinned,
            was: None,
        };
        NoteState {
            track: Some(TrackId::new(".en")),
            captions: Some("abc".into()),
            claims: vec![
                claim("Flocks are \"counted\" at dusk.", false),
                claim("Two count.", true),
            ],
        }
    }

    #[test]
    fn what_is_remembered_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::open(dir.path()).unwrap();
        let note = dir.path().join("notes/a/b.md");
        assert_eq!(vault.read_state(&note).unwrap(), None);
        vault.write_state(&note, &state()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), Some(state()));
        vault.write_state(&note, &NoteState::default()).unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), Some(NoteState::default()));
    }

    #[test]
    fn a_damaged_state_is_none_and_a_newer_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::open(dir.path()).unwrap();
        let note = dir.path().join("notes/b.md");
        let path = vault.state_path(&note).unwrap();
        files::replace(&path, b"{\"schema\":").unwrap();
        assert_eq!(vault.read_state(&note).unwrap(), None);
        files::replace(&path, br#"{"schema":"kbnote.state/2"}"#).unwrap();
        assert!(matches!(
            vault.read_state(&note),
            Err(StateError::Newer { .. })
        ));
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
