//! Texts as InnerTube words them.

use serde::Deserialize;

/// A text: whole (`simpleText`), or in runs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Text {
    simple_text: Option<String>,
    runs: Option<Vec<Run>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Run {
    pub(crate) text: String,
}

impl Text {
    /// The text without its marks.
    pub(crate) fn plain(&self) -> String {
        match (&self.simple_text, &self.runs) {
            (Some(text), _) => text.clone(),
            (None, Some(runs)) => runs.iter().map(|run| run.text.as_str()).collect(),
            (None, None) => String::new(),
        }
    }
}

/// A text for comparing: typographic apostrophes and blanks made plain, lower case.
pub(crate) fn normalised(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
            '\u{a0}' | '\u{202f}' => ' ',
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}
