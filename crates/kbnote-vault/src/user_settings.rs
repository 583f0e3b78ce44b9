//! The user's own settings, which hold in every vault that does not set them itself.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::settings_error::SettingsError;
use crate::settings_layer::SettingsLayer;
use crate::{NetworkSettings, Settings, files};

/// The user's own settings: those that a vault may have, and those of the network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UserSettings {
    /// The file, which may not exist; none if the user has no known folder of settings.
    pub path: Option<PathBuf>,
    /// What it sets, if it exists.
    pub layer: Option<SettingsLayer>,
    network: NetworkSettings,
}

impl UserSettings {
    /// Reads the file in the user's folder of settings: `kbnote/config.toml` in `$XDG_CONFIG_HOME` or
    /// `~/.config`, on Windows in `%APPDATA%`.
    ///
    /// # Errors
    /// If it cannot be read, or is not valid.
    pub fn read() -> Result<Self, SettingsError> {
        let folder = etcetera::choose_base_strategy().map(|folders| folders.config_dir());
        let Ok(folder) = folder else {
            return Ok(Self::default());
        };
        Self::read_from(&folder.join("kbnote").join("config.toml"))
    }

    /// Reads the settings in this file, if it exists.
    ///
    /// # Errors
    /// If it cannot be read, or is not valid.
    pub fn read_from(path: &Path) -> Result<Self, SettingsError> {
        let none = Self {
            path: Some(path.to_owned()),
            ..Self::default()
        };
        if !path.exists() {
            return Ok(none);
        }
        let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
        let layer = SettingsLayer::parse(path, &text)?;
        let settings: Settings = layer.settings()?;
        Ok(Self {
            network: settings.network,
            layer: Some(layer),
            ..none
        })
    }

    /// The proxy, if one is set.
    #[must_use]
    pub fn proxy(&self) -> Option<&str> {
        Some(self.network.proxy.as_str()).filter(|proxy| !proxy.is_empty())
    }

    /// The file of cookies, if one is set.
    #[must_use]
    pub fn cookies(&self) -> Option<PathBuf> {
        let path = Some(&self.network.cookies).filter(|path| !path.is_empty())?;
        let in_home = path.strip_prefix("~/").zip(std::env::home_dir());
        Some(match in_home {
            Some((rest, home)) => home.join(rest),
            None => self.path.as_deref()?.parent()?.join(path),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<UserSettings, SettingsError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        UserSettings::read_from(&path)
    }

    #[test]
    fn the_network_is_the_users_alone() {
        let user = read("anchor.style = 'markdown'\n[network]\nproxy = 'socks5://localhost:1'\ncookies = 'c.txt'").unwrap();
        assert_eq!(user.proxy(), Some("socks5://localhost:1"));
        assert!(user.cookies().unwrap().ends_with("c.txt"));
        let none = UserSettings::read_from(Path::new("/none/config.toml")).unwrap();
        assert_eq!(
            (none.proxy(), none.cookies(), none.layer.as_ref()),
            (None, None, None)
        );
    }

    #[test]
    fn wrong_settings_name_the_file() {
        for text in [
            "network.proxi = ''",
            "network = 1",
            "nots = 'a'\n[network]\nproxy = ''",
            "notes = ",
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains("config.toml"), "{text}: {error}");
        }
    }
}
