//! What kbnote last wrote into each note, kept in `.kbnote/notes/`: one small file a note.
//!
//! The state is an aid. It tells a time that the author set by hand from one that kbnote found,
//! and a reworded sentence from a new one. Without it nothing is lost: what stands in the note
//! is then trusted.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use kbnote_core::TrackId;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::vault::relative;
use crate::{BaseBefore, FileError, NoteBase, Vault, files};

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
    /// The claims that had anchors, in the order of the note.
    pub claims: Vec<ClaimState>,
    /// What it wrote besides anchors.
    pub base: NoteBase,
    /// That base before the last change of the note.
    pub before: Option<BaseBefore>,
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
    claims: Vec<ClaimState>,
    #[serde(default)]
    base: NoteBase,
    #[serde(default)]
    before: Option<BaseBefore>,
}

impl NoteState {
    /// What is remembered once a note is written: the same, and what was `known` of the note as
    /// it was. The state is written before the note; a note that still has its `old` bytes was
    /// never written, and then that holds again.
    #[must_use]
    pub fn succeeding(mut self, known: Option<&Self>, old: &[u8], new: &[u8]) -> Self {
        let base = known.map(|known| known.base.clone()).unwrap_or_default();
        self.before = if base == self.base {
            known.and_then(|known| known.before.clone())
        } else if old == new {
            None
        } else {
            Some(BaseBefore::new(old, base))
        };
        self
    }

    /// Whether anything is known of the anchors. A note may have been written only for its links.
    #[must_use]
    pub fn knows_anchors(&self) -> bool {
        self.track.is_some() || !self.claims.is_empty()
    }

    /// What is known of a note that has these bytes.
    #[must_use]
    pub fn of_note(mut self, note: &[u8]) -> Self {
        if let Some(before) = self.before.take_if(|before| before.is_of(note)) {
            self.base = before.base;
        }
        self
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
        if self.base != NoteBase::default() {
            field("base", json!(self.base));
        }
        if let Some(before) = &self.before {
            field("before", json!(before));
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
            claims: wire.claims,
            base: wire.base,
            before: wire.before,
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
        let Some(path) = self.state_path(note) else {
            return Ok(None);
        };
        let Some(bytes) = files::read_if_present(&path)? else {
            return Ok(None);
        };
        NoteState::from_json(&path, &bytes)
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
            base: NoteBase::default(),
            before: None,
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
        files::replace(&path, br#"{"schema":"kbnote.state/3","claims":7}"#).unwrap();
        assert!(matches!(
            vault.read_state(&note),
            Err(StateError::Newer { .. })
        ));
    }

    #[test]
    fn an_older_state_is_read_and_written_as_the_newest() {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::open(dir.path()).unwrap();
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
    fn a_base_that_never_reached_its_note_is_forgotten() {
        let mut new = state();
        new.base.refused.insert("one".to_owned());
        let new = new.succeeding(Some(&state()), b"old", b"new");
        assert_eq!(new.clone().of_note(b"old").base, state().base);
        let arrived = new.clone().of_note(b"new, and edited since");
        assert_eq!(arrived, new);
        let again = NoteState {
            before: None,
            ..new.clone()
        };
        assert_eq!(again.succeeding(Some(&new), b"new", b"newer"), new);
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
