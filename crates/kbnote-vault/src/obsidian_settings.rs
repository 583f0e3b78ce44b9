//! What Obsidian's own settings say of the notes in its vault.

use std::path::{Path, PathBuf};

use regex_lite::Regex;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::notes::with_slashes;
use crate::obsidian_vault::OBSIDIAN_MARK;
use crate::paths::real_path;
use crate::{Vault, files};

/// The settings of Obsidian that concern notes.
#[derive(Clone, Debug, Default)]
pub struct ObsidianSettings {
    /// How new links are written.
    pub links: ObsidianLinks,
    root: PathBuf,
    /// The folder of attachments, as it is set.
    attachments: String,
    /// The folders of templates, from the root of the vault.
    templates: Vec<String>,
    /// The folder of daily notes.
    daily_folder: String,
    /// The names of daily notes.
    daily_names: Option<Regex>,
}

/// How Obsidian writes new links: `app.json`. Its `alwaysUpdateLinks` says whether Obsidian asks before it follows a
/// rename in other notes; whoever runs `kbnote rename` has answered that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ObsidianLinks {
    /// Whether they are Markdown links.
    pub use_markdown_links: bool,
    /// How their paths are written.
    pub new_link_format: NewLinkFormat,
}

/// How Obsidian writes the path of a new link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NewLinkFormat {
    /// The name of the file where it is the only one of that name.
    #[default]
    Shortest,
    /// The path from the folder of the note with the link.
    Relative,
    /// The path from the root of the vault.
    Absolute,
}

/// Where `app.json` puts attachments: a path from the root of the vault, or with `./` from the folder of the note.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Attachments {
    attachment_folder_path: String,
}

/// `daily-notes.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct DailyNotes {
    folder: String,
    format: String,
}

/// `templates.json`, and the settings of the plugin Templater.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Templates {
    folder: String,
    templates_folder: String,
}

impl Vault {
    /// The settings of the vault of Obsidian that the notes are in; those that cannot be read have their
    /// defaults.
    #[must_use]
    pub fn obsidian_settings(&self) -> Option<ObsidianSettings> {
        let root = self.obsidian_root()?;
        let folder = root.join(OBSIDIAN_MARK);
        let daily: DailyNotes = self.read_json(&folder.join("daily-notes.json"));
        let templates: Templates = self.read_json(&folder.join("templates.json"));
        let templater: Templates =
            self.read_json(&folder.join("plugins/templater-obsidian/data.json"));
        let attachments: Attachments = self.read_json(&folder.join("app.json"));
        let templates = [templates.folder, templater.templates_folder];
        let templates = templates.iter().map(|folder| plain(folder).to_owned());
        let format = match daily.format.trim() {
            "" => "YYYY-MM-DD",
            format => format,
        };
        Some(ObsidianSettings {
            links: self.read_json(&folder.join("app.json")),
            root: real_path(&root),
            attachments: attachments.attachment_folder_path,
            templates: templates.filter(|folder| !folder.is_empty()).collect(),
            daily_folder: plain(&daily.folder).to_owned(),
            daily_names: Regex::new(&date_pattern(format)).ok(),
        })
    }

    fn read_json<T: DeserializeOwned + Default>(&self, path: &Path) -> T {
        let is_inside = !path.starts_with(self.root()) || self.check_inside(path).is_ok();
        let bytes = is_inside.then(|| files::read_if_present(path).ok().flatten());
        let bytes = bytes.flatten().unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }
}

impl ObsidianSettings {
    /// The folder in which Obsidian puts the attachments of the notes in a folder.
    #[must_use]
    pub fn attachment_folder(&self, notes: &Path) -> PathBuf {
        let set = self.attachments.trim();
        match set.strip_prefix('.') {
            Some(below) => notes.join(plain(below)),
            None => self.root.join(plain(set)),
        }
    }

    /// Whether a file is a template or a daily note.
    #[must_use]
    pub fn is_template_or_daily_note(&self, path: &Path) -> bool {
        let real = real_path(path);
        let Ok(below) = real.strip_prefix(&self.root) else {
            return false;
        };
        let name = with_slashes(&below.with_extension(""));
        let is_below = |folder: &String| rest_below(&name, folder).is_some();
        self.templates.iter().any(is_below) || self.is_daily(&name)
    }

    fn is_daily(&self, name: &str) -> bool {
        let rest = rest_below(name, &self.daily_folder);
        rest.zip(self.daily_names.as_ref())
            .is_some_and(|(rest, names)| names.is_match(rest))
    }
}

/// A folder without the slashes around it; Obsidian writes `/` for the root.
fn plain(folder: &str) -> &str {
    folder.trim().trim_matches('/')
}

/// The path of a file below a folder.
fn rest_below<'a>(name: &'a str, folder: &str) -> Option<&'a str> {
    match folder {
        "" => Some(name),
        _ => name.strip_prefix(folder)?.strip_prefix('/'),
    }
}

/// A pattern for the names that a date format of Moment gives: digits for numbers, letters for names.
fn date_pattern(format: &str) -> String {
    let mut pattern = "^".to_owned();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        if let Some((literal, after)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'))
        {
            pattern += &regex_lite::escape(literal);
            rest = after;
            continue;
        }
        let run = rest.len() - rest.trim_start_matches(first).len();
        let token = &rest[..run];
        pattern += &match token {
            "YYYY" | "GGGG" | "gggg" => r"\d{4}".to_owned(),
            "YY" | "MM" | "DD" | "WW" | "ww" | "HH" | "mm" | "ss" => r"\d{2}".to_owned(),
            "M" | "D" | "d" | "E" | "W" | "w" | "Q" | "H" | "DDD" | "DDDD" => r"\d{1,3}".to_owned(),
            "MMM" | "MMMM" | "dd" | "ddd" | "dddd" => r"[^\d/]+".to_owned(),
            "o" => r"\w+".to_owned(),
            other => regex_lite::escape(other),
        };
        rest = &rest[run..];
    }
    pattern + "$"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(settings: &[(&str, &str)]) -> (tempfile::TempDir, ObsidianSettings) {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in settings {
            let path = dir.path().join(".obsidian").join(name);
            files::create(&path, text.as_bytes()).unwrap();
        }
        let settings = Vault::open(dir.path()).unwrap().obsidian_settings();
        (dir, settings.unwrap())
    }

    #[test]
    fn templates_and_daily_notes_are_recognised() {
        let (dir, settings) = vault(&[
            (
                "daily-notes.json",
                r#"{"folder":"Daily","format":"YYYY/MM/YYYY-MM-DD, dddd"}"#,
            ),
            ("templates.json", r#"{"folder":"Meta/Templates/"}"#),
            (
                "plugins/templater-obsidian/data.json",
                r#"{"templates_folder":"Meta/Templater"}"#,
            ),
        ]);
        let is_one = |name: &str| settings.is_template_or_daily_note(&dir.path().join(name));
        for name in [
            "Daily/2024/01/2024-01-31, Wednesday.md",
            "Meta/Templates/a/note.md",
            "Meta/Templater/note.md",
        ] {
            assert!(is_one(name), "{name}");
        }
        for name in [
            "Daily/Waders.md",
            "2024-01-31.md",
            "Meta/Templates.md",
            "a.md",
        ] {
            assert!(!is_one(name), "{name}");
        }
    }

    #[test]
    fn attachments_are_where_obsidian_puts_them() {
        for (set, folder) in [
            ("/", ""),
            ("", ""),
            ("Files/Media", "Files/Media"),
            ("./", "Talks"),
            ("./media", "Talks/media"),
        ] {
            let text = format!(r#"{{"attachmentFolderPath":"{set}"}}"#);
            let (dir, settings) = vault(&[("app.json", &text)]);
            let root = dir.path().canonicalize().unwrap();
            let found = settings.attachment_folder(&root.join("Talks"));
            assert_eq!(found, root.join(folder), "{set}");
        }
    }

    #[test]
    fn damaged_and_missing_settings_are_the_defaults() {
        for text in ["{}", "not json", "[]", r#"{"format":""}"#] {
            let (dir, settings) = vault(&[("daily-notes.json", text), ("app.json", text)]);
            let is_one = |name: &str| settings.is_template_or_daily_note(&dir.path().join(name));
            assert!(is_one("2024-01-31.md") && !is_one("Waders.md"), "{text}");
            assert_eq!(settings.links, ObsidianLinks::default());
        }
        let text = r#"{"useMarkdownLinks":true,"newLinkFormat":"relative","other":1}"#;
        let links = vault(&[("app.json", text)]).1.links;
        assert!(links.use_markdown_links);
        assert_eq!(links.new_link_format, NewLinkFormat::Relative);
    }
}
