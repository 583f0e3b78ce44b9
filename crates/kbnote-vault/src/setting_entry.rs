//! Every setting with its value and where that comes from.

use std::path::PathBuf;

use crate::setting_keys::{defaults, leaves, user_defaults};
use crate::settings_layer::SettingsLayer;
use crate::{UserSettings, Vault};

/// A setting with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingEntry {
    /// Its dotted name.
    pub key: String,
    /// Its value.
    pub value: toml::Value,
    /// Where the value comes from.
    pub origin: SettingOrigin,
}

/// Where the value of a setting comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingOrigin {
    /// It is the default.
    Default,
    /// It is where the program whose vault it is has its notes.
    Detected,
    /// The user's own file sets it.
    User {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// The vault's file sets it.
    Vault {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment sets it.
    Environment {
        /// Its name.
        variable: &'static str,
    },
}

impl Vault {
    /// All settings of the vault in the order of their names, then those that only the user's own file may have.
    #[must_use]
    pub fn setting_entries(&self, user: &UserSettings) -> Vec<SettingEntry> {
        let (own, theirs) = (user.layer.as_ref(), self.layer());
        let entry = |(key, default): (String, toml::Value)| {
            let of_vault = theirs.and_then(|layer| set_in(layer, &key));
            let of_user = || own.and_then(|layer| set_in(layer, &key));
            let at_vault = |(value, path, line)| (value, SettingOrigin::Vault { path, line });
            let at_user = |(value, path, line)| (value, SettingOrigin::User { path, line });
            let set = of_vault.map(at_vault).or_else(|| of_user().map(at_user));
            let set = set.or_else(|| self.detected(&key, &default));
            let (value, origin) = set.unwrap_or((default, SettingOrigin::Default));
            SettingEntry { key, value, origin }
        };
        let mut all = leaves(&defaults());
        all.extend(leaves(&user_defaults()));
        let all = all
            .into_iter()
            .flat_map(|setting| expanded(setting, [own, theirs]));
        all.map(entry).collect()
    }

    /// The folder of the notes or drafts, if it is that of another program's vault.
    fn detected(&self, key: &str, default: &toml::Value) -> Option<(toml::Value, SettingOrigin)> {
        let folder = match key {
            "notes" | "drafts" => toml::Value::from(self.settings().folder(key)),
            _ => return None,
        };
        (folder != *default).then_some((folder, SettingOrigin::Detected))
    }
}

/// A setting; in place of one that is a table of any keys, those that are set in it.
fn expanded(
    (key, default): (String, toml::Value),
    layers: [Option<&SettingsLayer>; 2],
) -> Vec<(String, toml::Value)> {
    let tables = layers.into_iter().flatten();
    let tables = tables.filter_map(|layer| layer.value(&key)?.as_table());
    let mut names: Vec<&String> = tables.flat_map(toml::Table::keys).collect();
    names.sort();
    names.dedup();
    if names.is_empty() || !default.is_table() {
        return vec![(key, default)];
    }
    let one = |name| (format!("{key}.{name}"), toml::Value::String(String::new()));
    names.into_iter().map(one).collect()
}

fn set_in(layer: &SettingsLayer, key: &str) -> Option<(toml::Value, PathBuf, usize)> {
    let value = layer.value(key)?.clone();
    Some((value, layer.path().to_owned(), layer.line(key).unwrap_or(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn entries(user: &str, own: &str) -> Vec<(String, String, SettingOrigin)> {
        let dir = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        let user = UserSettings::read_from(&write("config.toml", user)).unwrap();
        write("kbnote.toml", own);
        let vault = Vault::open_with(dir.path(), &user).unwrap();
        let name = |path: &Path| PathBuf::from(path.file_name().unwrap());
        let entry = |entry: SettingEntry| {
            let origin = match entry.origin {
                SettingOrigin::User { path, line } => SettingOrigin::User {
                    path: name(&path),
                    line,
                },
                SettingOrigin::Vault { path, line } => SettingOrigin::Vault {
                    path: name(&path),
                    line,
                },
                other => other,
            };
            (entry.key, entry.value.to_string(), origin)
        };
        vault
            .setting_entries(&user)
            .into_iter()
            .map(entry)
            .collect()
    }

    #[test]
    fn the_vault_counts_before_the_user_before_the_default() {
        let user = "notes = 'a'\nslug = 'ascii'\n[check.severity]\nKB404 = 'off'\n[network]\nproxy = 'socks5://localhost:1'";
        let all = entries(user, "\nnotes = 'b'\ncheck.severity = { KB405 = 'off' }");
        let at = |key: &str| {
            let found = all.iter().find(|(name, ..)| name == key);
            let (_, value, origin) = found.unwrap_or_else(|| panic!("{key}"));
            (value.trim_matches('"').to_owned(), origin.clone())
        };
        let of_user = |line| SettingOrigin::User {
            path: "config.toml".into(),
            line,
        };
        let of_vault = |line| SettingOrigin::Vault {
            path: "kbnote.toml".into(),
            line,
        };
        assert_eq!(at("notes"), ("b".to_owned(), of_vault(2)));
        assert_eq!(at("slug"), ("ascii".to_owned(), of_user(2)));
        assert_eq!(at("check.severity.KB404"), ("off".to_owned(), of_user(4)));
        assert_eq!(at("check.severity.KB405"), ("off".to_owned(), of_vault(3)));
        assert_eq!(at("network.proxy").1, of_user(6));
        assert_eq!(
            at("anchor.style"),
            ("html".to_owned(), SettingOrigin::Default)
        );
    }
}
