//! Opening a vault: its settings are read and checked.

use std::path::{Path, PathBuf};

use crate::{FileError, FolderError, Settings, Vault};

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
            vault = Self::with_settings(root, parse_settings(&path, &bytes)?);
        }
        vault
            .check_folders()
            .map_err(|(key, reason)| OpenVaultError::Folder {
                value: vault.settings().folder(key).to_owned(),
                path,
                key,
                reason,
            })?;
        Ok(vault)
    }
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
