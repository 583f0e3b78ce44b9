//! InnerTube texts.

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

/// A message of YouTube for display in an error: on one line, without control characters, and of limited
/// length.
pub(crate) fn for_display(text: &str) -> String {
    const MAX_LEN: usize = 300;
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ").chars().take(MAX_LEN).collect()
}

/// A text for comparison: lower case, with plain apostrophes and spaces.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn displayed_texts_have_no_control_characters() {
        assert_eq!(
            for_display(" Gone\n\u{1b}[2Jfor  good\u{7}"),
            "Gone [2Jfor good"
        );
        assert_eq!(for_display(&"a".repeat(1_000)).len(), 300);
    }

    #[test]
    fn typographic_signs_are_made_plain() {
        assert_eq!(normalised("You’re\u{a0}NOT"), "you're not");
    }
}
