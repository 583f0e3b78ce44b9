//! One file of settings: the user's own or that of a vault.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::settings_error::SettingsError;
use crate::{Settings, near_key};

/// What one file of settings sets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingsLayer {
    path: PathBuf,
    text: String,
    table: toml::Table,
}

impl SettingsLayer {
    /// The settings with nothing below this layer.
    pub(crate) fn settings(&self) -> Result<Settings, SettingsError> {
        Settings::parse(&self.text).map_err(|error| failure(&self.path, &self.text, error))
    }

    /// Reads the text of a settings file.
    ///
    /// # Errors
    /// If it is not TOML, or has an unknown key or value.
    pub(crate) fn parse(path: &Path, text: &str) -> Result<Self, SettingsError> {
        let failure = |error| failure(path, text, error);
        let settings = Settings::parse(text).map_err(failure)?;
        let layer = Self {
            path: path.to_owned(),
            text: text.to_owned(),
            table: text.parse().map_err(failure)?,
        };
        layer.check_style(&settings)?;
        Ok(layer)
    }

    /// A vault must work for whoever has it, so the style of its anchors must be defined beside its name.
    fn check_style(&self, settings: &Settings) -> Result<(), SettingsError> {
        let anchor = &settings.anchor;
        if anchor.style_named(&anchor.style).is_some() {
            return Ok(());
        }
        Err(SettingsError::UnknownStyle {
            path: self.path.clone(),
            line: self.line("anchor.style"),
            name: anchor.style.clone(),
            known: anchor.style_names().map(str::to_owned).collect(),
        })
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The values that it sets.
    #[must_use]
    pub fn table(&self) -> &toml::Table {
        &self.table
    }

    /// The value that it sets for a dotted key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&toml::Value> {
        let (first, rest) = split(key);
        let mut value = self.table.get(first)?;
        for part in rest {
            value = value.get(part)?;
        }
        Some(value)
    }

    /// The line, from 1, on which it sets a dotted key.
    #[must_use]
    pub fn line(&self, key: &str) -> Option<usize> {
        let document = DeTable::parse(&self.text).ok()?;
        let (first, rest) = split(key);
        let (mut span, mut value) = entry(document.get_ref(), first)?;
        for part in rest {
            let DeValue::Table(table) = value else {
                return Some(line_at(&self.text, span.start));
            };
            (span, value) = entry(table, part)?;
        }
        Some(line_at(&self.text, span.start))
    }
}

/// A dotted key in its parts.
fn split(key: &str) -> (&str, impl Iterator<Item = &str>) {
    let mut parts = key.split('.');
    (parts.next().unwrap_or_default(), parts)
}

fn entry<'t, 'i>(table: &'t DeTable<'i>, name: &str) -> Option<(Range<usize>, &'t DeValue<'i>)> {
    let mut entries = table.iter();
    let (key, value) = entries.find(|(key, _)| key.get_ref() == name)?;
    Some((key.span(), value.get_ref()))
}

fn line_at(text: &str, offset: usize) -> usize {
    text.get(..offset)
        .map_or(1, |before| before.matches('\n').count() + 1)
}

fn failure(path: &Path, text: &str, error: toml::de::Error) -> SettingsError {
    SettingsError::Invalid {
        path: path.to_owned(),
        line: error.span().map(|span| line_at(text, span.start)),
        meant: near_key::meant(error.message()),
        source: error.into(),
    }
}

/// Sets in `below` whatever `above` sets; tables are merged, lists are replaced.
pub(crate) fn overlay(below: &mut toml::Table, above: &toml::Table) {
    for (key, value) in above {
        match (below.get_mut(key), value) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => overlay(below, above),
            _ => {
                below.insert(key.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer(text: &str) -> Result<SettingsLayer, SettingsError> {
        SettingsLayer::parse(Path::new("kbnote.toml"), text)
    }

    #[test]
    fn a_setting_is_found_with_its_line() {
        let text = "notes = 'a'\n\n[anchor]\nstyle = 'markdown'\n[check]\nseverity = { KB404 = 'off' }\nyoutube.languages = []\n";
        let layer = layer(&text.replace("youtube.", "#")).unwrap();
        for (key, line) in [
            ("notes", Some(1)),
            ("anchor.style", Some(4)),
            ("check.severity.KB404", Some(6)),
            ("check.severity.KB405", None),
            ("wikilink.paths", None),
        ] {
            assert_eq!(
                (layer.line(key), layer.value(key).is_some()),
                (line, line.is_some()),
                "{key}"
            );
        }
    }

    #[test]
    fn a_wrong_key_is_reported_with_its_line_and_the_one_that_was_meant() {
        for (text, place, key) in [
            ("[anchor]\nstlye = 'html'", 2, Some("style")),
            ("\nnote = 'content'", 2, Some("notes")),
            ("spacing = true", 1, Some("wikilink.spacing")),
            ("elephants = true", 1, None),
            ("slug = 'titel'", 1, Some("title")),
        ] {
            match layer(text).unwrap_err() {
                SettingsError::Invalid { line, meant, .. } => {
                    assert_eq!((line, meant.as_deref()), (Some(place), key), "{text}");
                }
                error => panic!("{error}"),
            }
        }
    }

    #[test]
    fn a_style_of_anchors_must_be_defined_in_the_same_file() {
        let text = "[anchor]\nstyle = 'player'\n";
        let error = layer(text).unwrap_err().to_string();
        assert!(
            error.contains("kbnote.toml:2") && error.contains("html, html-link, markdown, logseq"),
            "{error}"
        );
        let defined = format!("{text}styles.player = '(▶ {{{{time}}}})'");
        assert!(layer(&defined).is_ok());
    }

    #[test]
    fn tables_are_merged_and_lists_replaced() {
        let mut below: toml::Table = "a = 1\nl = [1, 2]\nt = { x = 1, y = 1 }".parse().unwrap();
        overlay(&mut below, &"l = []\nt = { y = 2, z = 3 }".parse().unwrap());
        let merged: toml::Table = "a = 1\nl = []\nt = { x = 1, y = 2, z = 3 }"
            .parse()
            .unwrap();
        assert_eq!(below, merged);
    }
}
