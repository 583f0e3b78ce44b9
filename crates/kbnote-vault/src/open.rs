//! Opening a vault: its settings are read and checked.

use std::path::{Path, PathBuf};

use crate::{FileError, FolderError, Settings, Vault};

/// An error when opening a vault.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenVaultError {
    /// The folder does not exist.
    #[error("folder {} not found", path.display())]
    NoFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The settings file cannot be read.
    #[error(transparent)]
    File(#[from] FileError),
    /// The settings file is invalid.
    #[error("invalid settings in {}", path.display())]
    Settings {
        /// The settings file.
        path: PathBuf,
        /// The cause, with its line.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The vault belongs to another user, and was not named explicitly.
    #[error("the vault {} belongs to another user; name it with `--vault` to use it", path.display())]
    Foreign {
        /// The folder of the vault.
        path: PathBuf,
    },
    /// A folder in the settings is invalid.
    #[error("`{key} = {value:?}` in {}: {reason}", path.display())]
    Folder {
        /// The settings file.
        path: PathBuf,
        /// The name of the setting.
        key: &'static str,
        /// The folder.
        value: String,
        /// The cause.
        reason: FolderError,
    },
}

impl Vault {
    /// Opens the vault in `root`.
    ///
    /// # Errors
    /// If the folder does not exist, or its settings are invalid.
    pub fn open(root: &Path) -> Result<Self, OpenVaultError> {
        if !root.is_dir() {
            return Err(OpenVaultError::NoFolder {
                path: root.to_owned(),
            });
        }
        let mut vault = Self::with_settings(root, Settings::without_file(root));
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
