//! Finding a vault and the places in it.

use std::path::{Component, Path, PathBuf};

use crate::boundary::{self, FolderError};
use crate::state_search::SharedStateSearch;
use crate::{FileError, Settings, marks};

/// The name of the settings file; its folder is the root of the vault.
pub(crate) const SETTINGS_FILE: &str = "kbnote.toml";

/// A vault: a folder with notes, transcripts and, where the author wants them, settings.
#[derive(Clone, Debug)]
pub struct Vault {
    root: PathBuf,
    /// The root with its links followed.
    real_root: PathBuf,
    settings: Settings,
    state_search: SharedStateSearch,
    /// What takes the place of the user's state folder.
    pub(crate) state_home: Option<PathBuf>,
}

/// A vault that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenVaultError {
    /// The folder is not there.
    #[error("there is no folder {}", path.display())]
    NoFolder {
        /// The folder asked for.
        path: PathBuf,
    },
    /// The settings file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The settings file is not what it should be.
    #[error("cannot understand {}", path.display())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// What is wrong, with the line.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The vault belongs to another user, and nobody named it.
    #[error("the vault {} belongs to another user", path.display())]
    Foreign {
        /// The folder of the vault.
        path: PathBuf,
    },
    /// The settings name a folder that cannot be one of the vault's.
    #[error("`{key} = {value:?}` in {}: {reason}", path.display())]
    Folder {
        /// The settings file.
        path: PathBuf,
        /// The name of the setting.
        key: &'static str,
        /// The folder that it names.
        value: String,
        /// Why it cannot be used.
        reason: FolderError,
    },
}

impl Vault {
    /// Opens the vault in `root`.
    ///
    /// # Errors
    /// If there is no such folder, or its settings cannot be read.
    pub fn open(root: &Path) -> Result<Self, OpenVaultError> {
        if !root.is_dir() {
            return Err(OpenVaultError::NoFolder {
                path: root.to_owned(),
            });
        }
        let mut vault = Self::with_settings(root, Settings::default());
        let path = vault.settings_path();
        if let Some(bytes) = vault.read_own(&path)? {
            vault.settings = parse_settings(&path, &bytes)?;
        }
        vault
            .check_folders()
            .map_err(|(key, reason)| OpenVaultError::Folder {
                value: vault.settings.folder(key).to_owned(),
                path,
                key,
                reason,
            })?;
        Ok(vault)
    }

    /// The vault that is in `root` once its settings file says this.
    #[must_use]
    pub fn with_settings(root: &Path, settings: Settings) -> Self {
        Self {
            root: root.to_owned(),
            real_root: boundary::real_root(root),
            settings,
            state_search: SharedStateSearch::default(),
            state_home: None,
        }
    }

    /// The folder of the vault.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether something in the folder says that it is a vault: only then are caches kept in it
    /// by commands that write nothing else.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        marks::is_marked(self.root())
    }

    /// The folder of the vault with its links followed.
    pub(crate) fn real_root(&self) -> &Path {
        &self.real_root
    }

    /// Its settings file, which need not be there.
    #[must_use]
    pub fn settings_path(&self) -> PathBuf {
        self.root.join(SETTINGS_FILE)
    }

    /// The states of its notes, as far as they were looked through.
    pub(crate) fn state_search(&self) -> &SharedStateSearch {
        &self.state_search
    }

    /// Its settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The folder of the notes.
    #[must_use]
    pub fn notes_dir(&self) -> PathBuf {
        self.root.join(&self.settings.notes)
    }

    /// The folder of the transcripts.
    #[must_use]
    pub fn transcripts_dir(&self) -> PathBuf {
        self.root.join(&self.settings.transcripts)
    }

    /// The folder of the templates.
    #[must_use]
    pub fn templates_dir(&self) -> PathBuf {
        self.root.join(&self.settings.templates)
    }

    /// The folder of the drafts.
    #[must_use]
    pub fn drafts_dir(&self) -> PathBuf {
        self.root.join(&self.settings.drafts)
    }

    /// The path from the root of the vault, its parts joined by `/`, as bytes: what a patch names a
    /// file by. Of a path elsewhere, what is left of it without its root and steps upwards.
    #[must_use]
    pub fn name_below_root(&self, path: &Path) -> Vec<u8> {
        let below = relative(&self.root, path);
        let parts = below.as_deref().unwrap_or(path).components();
        let parts: Vec<&[u8]> = parts
            .filter_map(|part| match part {
                Component::Normal(part) => Some(part.as_encoded_bytes()),
                _ => None,
            })
            .collect();
        parts.join(&b'/')
    }

    /// The path as a person would write it: from the root of the vault where it lies in it.
    #[must_use]
    pub fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}

/// The note's path below the root, whatever way both are written.
pub(crate) fn relative(root: &Path, note: &Path) -> Option<PathBuf> {
    if let Ok(below) = note.strip_prefix(root) {
        let is_plain = below
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if is_plain {
            return Some(below.to_owned());
        }
    }
    let root = root.canonicalize().ok()?;
    Some(
        note.canonicalize()
            .ok()?
            .strip_prefix(root)
            .ok()?
            .to_owned(),
    )
}

fn parse_settings(path: &Path, bytes: &[u8]) -> Result<Settings, OpenVaultError> {
    Settings::parse(&String::from_utf8_lossy(bytes)).map_err(|source| OpenVaultError::Settings {
        path: path.to_owned(),
        source: Box::new(source),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_settings_name_their_file() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("kbnote.toml"), "notes = ").unwrap();
        let error = Vault::open(dir.path()).unwrap_err();
        assert!(error.to_string().ends_with("kbnote.toml"), "{error}");
    }
}
