//! The `kbnote.toml` of a new vault.

use kbnote_note::{AnchorStyle, SlugRule};

use crate::Settings;
use crate::setting_keys::COMMENTED;

/// The JSON Schema of a `kbnote.toml`, made from [`Settings`].
pub const SETTINGS_SCHEMA: &str = include_str!("settings.schema.json");

impl Settings {
    /// The text of a new `kbnote.toml`: every setting with an explanation, commented out except
    /// those that differ from the default.
    ///
    /// ```
    /// # use kbnote_vault::Settings;
    /// let settings = Settings::with_notes_in("content");
    /// let text = settings.new_file();
    /// assert!(text.contains("\nnotes = \"content\"\n"));
    /// assert_eq!(Settings::parse(&text)?, settings);
    /// # Ok::<(), toml::de::Error>(())
    /// ```
    #[must_use]
    pub fn new_file(&self) -> String {
        let usual = Self::default();
        let text = with_value(COMMENTED.to_owned(), "notes", &usual.notes, &self.notes);
        let text = with_value(text, "drafts", &usual.drafts, &self.drafts);
        let text = with_value(text, "new_notes", &usual.new_notes, &self.new_notes);
        let text = with_value(text, "slug", usual.slug.name(), self.slug.name());
        let (style, own) = (&usual.anchor.style, &self.anchor.style);
        with_value(text, "style", style, own)
    }

    /// The settings of a vault with its notes in this folder. Drafts are beside a folder other than
    /// kbnote's default, so that they are not published with it.
    #[must_use]
    pub fn with_notes_in(folder: &str) -> Self {
        let mut settings = Self::default();
        if folder != settings.notes {
            folder.clone_into(&mut settings.notes);
            "drafts".clone_into(&mut settings.drafts);
        }
        settings
    }

    /// Sets how titles become file names.
    #[must_use]
    pub fn with_slugs(mut self, rule: SlugRule) -> Self {
        self.slug = rule;
        self
    }

    /// Sets the folder of new notes, within that of the notes.
    #[must_use]
    pub fn with_new_notes_in(mut self, folder: &str) -> Self {
        folder.clone_into(&mut self.new_notes);
        self
    }

    /// Sets the style of new anchors.
    #[must_use]
    pub fn with_anchors(mut self, style: AnchorStyle<'_>) -> Self {
        style.name().clone_into(&mut self.anchor.style);
        self
    }
}

/// Sets a value in the text if it differs from the default.
fn with_value(text: String, key: &str, usual: &str, value: &str) -> String {
    if value == usual {
        return text;
    }
    let line = |value: &str| format!("{key} = {}\n", toml::Value::from(value));
    text.replacen(&format!("#{}", line(usual)), &line(value), 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::setting_keys::uncommented;

    /// The keys that a table of the settings has, as the message on an unknown one lists them;
    /// none for a setting that is no table with keys of its own.
    fn keys_of(table: &str) -> Vec<String> {
        let header = if table.is_empty() {
            String::new()
        } else {
            format!("[{table}]\n")
        };
        let Err(error) = Settings::parse(&format!("{header}no-such-key = 1")) else {
            return Vec::new();
        };
        let message = error.message().to_owned();
        let Some((_, expected)) = message.split_once("unknown field `no-such-key`, expected ")
        else {
            return Vec::new();
        };
        let words = expected.split('`').skip(1).step_by(2);
        words.map(str::to_owned).collect()
    }

    #[test]
    fn a_new_file_changes_no_setting() {
        let usual = Settings::default();
        assert_eq!(usual.new_file(), COMMENTED);
        assert_eq!(Settings::parse(COMMENTED).unwrap(), usual);
        assert_eq!(Settings::parse(&uncommented()).unwrap(), usual);
    }

    #[test]
    fn the_file_has_every_setting() {
        let file: toml::Table = uncommented().parse().unwrap();
        let keys = keys_of("");
        assert!(keys.len() >= 9, "{keys:?}");
        for key in keys.into_iter().filter(|key| key != "network") {
            let value = file.get(&key);
            assert!(value.is_some(), "{key} is missing");
            for inner in keys_of(&key) {
                let table = value.and_then(toml::Value::as_table);
                let known = table.is_some_and(|table| table.contains_key(&inner));
                assert!(known, "{key}.{inner} is missing");
            }
        }
    }

    #[test]
    fn every_setting_is_explained_by_the_line_above_it() {
        let lines: Vec<&str> = COMMENTED.lines().collect();
        let settings = lines
            .windows(2)
            .filter(|pair| pair[1].contains(" = ") && !pair[1].starts_with("# "));
        for pair in settings {
            assert!(pair[0].starts_with("# "), "{}", pair[1]);
        }
    }

    #[test]
    fn another_style_of_anchors_is_said() {
        for style in [
            AnchorStyle::HtmlLink,
            AnchorStyle::Markdown,
            AnchorStyle::Logseq,
        ] {
            let settings = Settings::default().with_anchors(style);
            let text = settings.new_file();
            assert_ne!(text, COMMENTED);
            assert_eq!(Settings::parse(&text).unwrap(), settings);
        }
    }

    #[test]
    fn other_names_and_places_of_new_notes_are_said() {
        let settings = Settings::with_notes_in(".")
            .with_slugs(SlugRule::Title)
            .with_new_notes_in("Videos");
        let text = settings.new_file();
        assert!(
            text.contains("\nslug = \"title\"\n") && text.contains("\nnew_notes = \"Videos\"\n")
        );
        assert_eq!(Settings::parse(&text).unwrap(), settings);
    }

    #[test]
    fn other_folders_are_said() {
        for folder in ["content", ".", "a \"quoted\" \\ folder"] {
            let settings = Settings::with_notes_in(folder);
            assert_eq!(Settings::parse(&settings.new_file()).unwrap(), settings);
        }
    }
}
