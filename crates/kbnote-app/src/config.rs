//! The settings of a vault with where each comes from.

use kbnote_core::nearest_name;
use kbnote_vault::{SettingEntry, SettingOrigin};
use serde::Serialize;

use crate::workspace::YOUTUBE_URL_VARIABLE;
use crate::{Error, ErrorKind, Workspace};

/// The setting that the environment can replace.
const BASE_URL: &str = "youtube.base_url";

/// `kbnote config`: every setting with its value and where that comes from.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ConfigDocument {
    schema: &'static str,
    /// The vault.
    pub vault: String,
    /// The files of settings, those that do not exist too; a later one counts before an earlier one.
    pub files: Vec<SettingsFile>,
    /// The settings.
    pub settings: Vec<SettingReport>,
}

/// A file of settings.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SettingsFile {
    /// `user` or `vault`.
    pub kind: &'static str,
    /// Its path.
    pub path: String,
    /// Whether it exists.
    pub exists: bool,
}

/// A setting.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct SettingReport {
    /// Its name, with the names of its tables before it.
    pub key: String,
    /// Its value.
    pub value: serde_json::Value,
    /// `default`, `detected` (from a vault of Obsidian or a site of Quartz), `user`, `vault` or `environment`.
    pub origin: &'static str,
    /// The file that sets it.
    pub path: Option<String>,
    /// The line there, from 1.
    pub line: Option<usize>,
    /// The variable of the environment that sets it.
    pub variable: Option<&'static str>,
    /// The value as it would be in a file.
    #[serde(skip)]
    pub text: String,
}

impl Workspace {
    /// All settings, or those of a key or a table.
    ///
    /// # Errors
    /// If no setting has that name.
    pub fn config(&self, key: Option<&str>) -> Result<ConfigDocument, Error> {
        let mut settings = self.vault.setting_entries(&self.user);
        self.replace_by_environment(&mut settings);
        if let Some(key) = key {
            settings = select(settings, key)?;
        }
        Ok(ConfigDocument {
            schema: "kbnote.config/1",
            vault: self.vault.root().display().to_string(),
            files: self.settings_files(),
            settings: settings.into_iter().map(SettingReport::new).collect(),
        })
    }

    fn replace_by_environment(&self, settings: &mut [SettingEntry]) {
        let from_environment = self
            .youtube_url
            .as_ref()
            .filter(|url| url.is_from_environment);
        let entry = settings.iter_mut().find(|entry| entry.key == BASE_URL);
        if let (Some(url), Some(entry)) = (from_environment, entry) {
            entry.value = url.url.as_str().into();
            entry.origin = SettingOrigin::Environment {
                variable: YOUTUBE_URL_VARIABLE,
            };
        }
    }

    fn settings_files(&self) -> Vec<SettingsFile> {
        let user = self.user.path.as_ref().map(|path| SettingsFile {
            kind: "user",
            path: path.display().to_string(),
            exists: self.user.layer.is_some(),
        });
        let vault = SettingsFile {
            kind: "vault",
            path: self.vault.settings_path().display().to_string(),
            exists: self.vault.layer().is_some(),
        };
        user.into_iter().chain([vault]).collect()
    }
}

impl SettingReport {
    fn new(entry: SettingEntry) -> Self {
        let (origin, path, line, variable) = match entry.origin {
            SettingOrigin::Detected => ("detected", None, None, None),
            SettingOrigin::User { path, line } => ("user", Some(path), Some(line), None),
            SettingOrigin::Vault { path, line } => ("vault", Some(path), Some(line), None),
            SettingOrigin::Environment { variable } => ("environment", None, None, Some(variable)),
            _ => ("default", None, None, None),
        };
        Self {
            text: entry.value.to_string(),
            value: serde_json::to_value(&entry.value).unwrap_or_default(),
            key: entry.key,
            origin,
            path: path.map(|path| path.display().to_string()),
            line,
            variable,
        }
    }
}

/// The setting with a name, or all of a table.
fn select(settings: Vec<SettingEntry>, key: &str) -> Result<Vec<SettingEntry>, Error> {
    let table = format!("{key}.");
    let is_named = |entry: &SettingEntry| entry.key == key || entry.key.starts_with(&table);
    let (named, others): (Vec<_>, Vec<_>) = settings.into_iter().partition(is_named);
    if !named.is_empty() {
        return Ok(named);
    }
    let tables = others.iter().filter_map(|entry| entry.key.split_once('.'));
    let names = tables
        .map(|(table, _)| table)
        .chain(others.iter().map(|entry| entry.key.as_str()));
    let hint = match nearest_name(key, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`kbnote config` lists all settings".to_owned(),
    };
    let message = format!("`{key}` is not a setting");
    Err(Error::new(ErrorKind::Usage, "unknown-setting", message).with_next_step(hint))
}
