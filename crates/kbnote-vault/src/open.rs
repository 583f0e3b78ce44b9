//! Opening a vault: its settings are read and checked.

use std::path::{Path, PathBuf};

use crate::settings_error::place;
use crate::settings_layer::{SettingsLayer, overlay};
use crate::{FileError, FolderError, Settings, SettingsError, UserSettings, Vault};

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
    /// The settings are invalid.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The vault sets what only the user's own file may set.
    #[error("`{key}` is set in {}", place(path, *line))]
    UserOnly {
        /// The settings file of the vault.
        path: PathBuf,
        /// The line, from 1, if one is known.
        line: Option<usize>,
        /// The setting.
        key: &'static str,
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
    /// Opens the vault in `root`, without settings of the user's own.
    ///
    /// # Errors
    /// If the folder does not exist, or its settings are invalid.
    pub fn open(root: &Path) -> Result<Self, OpenVaultError> {
        Self::open_with(root, &UserSettings::default())
    }

    /// Opens the vault in `root`. Its settings file counts before the user's own.
    ///
    /// # Errors
    /// If the folder does not exist, or its settings are invalid.
    pub fn open_with(root: &Path, user: &UserSettings) -> Result<Self, OpenVaultError> {
        if !root.is_dir() {
            return Err(OpenVaultError::NoFolder {
                path: root.to_owned(),
            });
        }
        let mut vault = Self::with_settings(root, Settings::without_file(root));
        let path = vault.settings_path();
        let layer = match vault.read_own(&path)? {
            Some(bytes) => Some(own_layer(&path, &bytes)?),
            None => None,
        };
        let settings = merged(vault.settings(), user, layer.as_ref())?;
        vault = Self::with_settings(root, settings);
        if let Some(layer) = layer {
            vault = vault.with_layer(layer);
        }
        vault.check_settings()?;
        Ok(vault)
    }

    /// Checks that the folders of its settings can be used.
    ///
    /// # Errors
    /// If one cannot.
    pub fn check_settings(&self) -> Result<(), OpenVaultError> {
        let error = |(key, reason)| OpenVaultError::Folder {
            value: self.settings().folder(key).to_owned(),
            path: self.settings_path(),
            key,
            reason,
        };
        self.check_folders().map_err(error)
    }
}

/// The setting that a vault must not have: it would say where requests go.
const USER_ONLY: &str = "network";

fn own_layer(path: &Path, bytes: &[u8]) -> Result<SettingsLayer, OpenVaultError> {
    let layer = SettingsLayer::parse(path, &String::from_utf8_lossy(bytes))?;
    if layer.table().contains_key(USER_ONLY) {
        return Err(OpenVaultError::UserOnly {
            path: path.to_owned(),
            line: layer.line(USER_ONLY),
            key: USER_ONLY,
        });
    }
    Ok(layer)
}

/// The settings of a vault: what its file sets, else the user's own; without a file, else what was `detected`.
fn merged(
    detected: &Settings,
    user: &UserSettings,
    own: Option<&SettingsLayer>,
) -> Result<Settings, OpenVaultError> {
    let mut table = user
        .layer
        .as_ref()
        .map_or_else(toml::Table::new, |layer| layer.table().clone());
    if own.is_none() {
        for (key, folder) in [("notes", &detected.notes), ("drafts", &detected.drafts)] {
            let entry = table.entry(key);
            entry.or_insert_with(|| folder.as_str().into());
        }
    }
    overlay(
        &mut table,
        own.map_or(&toml::Table::new(), SettingsLayer::table),
    );
    let error = |source: toml::de::Error| SettingsError::Invalid {
        path: own.map_or(Path::new(""), SettingsLayer::path).to_owned(),
        line: None,
        meant: None,
        source: source.into(),
    };
    table.try_into().map_err(|source| error(source).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_settings_name_their_file() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("kbnote.toml"), "notes = ").unwrap();
        let error = Vault::open(dir.path()).unwrap_err();
        assert!(error.to_string().ends_with("kbnote.toml:1"), "{error}");
    }

    #[test]
    fn a_vault_sets_nothing_that_is_the_users_alone() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(
            dir.path().join("kbnote.toml"),
            "\nnetwork.proxy = 'http://a'",
        )
        .unwrap();
        let error = Vault::open(dir.path()).unwrap_err().to_string();
        assert!(
            error.starts_with("`network`") && error.ends_with("kbnote.toml:2"),
            "{error}"
        );
    }

    #[test]
    fn the_users_settings_hold_unless_the_vault_or_another_program_says_otherwise() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("user.toml");
        std::fs::write(
            &path,
            "templates = 't'\nslug = 'ascii'\ncheck.severity.KB404 = 'off'",
        )
        .unwrap();
        let user = UserSettings::read_from(&path).unwrap();
        std::fs::create_dir(dir.path().join(".obsidian")).unwrap();
        let open = || {
            Vault::open_with(dir.path(), &user)
                .unwrap()
                .settings()
                .clone()
        };
        let settings = open();
        assert_eq!(
            (settings.notes.as_str(), settings.templates.as_str()),
            (".", "t")
        );
        std::fs::write(
            dir.path().join("kbnote.toml"),
            "templates = 'own'\ncheck.severity.KB405 = 'off'",
        )
        .unwrap();
        let settings = open();
        assert_eq!(
            (settings.notes.as_str(), settings.templates.as_str()),
            ("notes", "own")
        );
        assert_eq!(settings.slug, kbnote_note::SlugRule::Ascii);
        assert_eq!(settings.check.severity.len(), 2);
    }
}
