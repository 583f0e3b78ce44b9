//! Writing wikilinks.

use serde::{Deserialize, Serialize};

use crate::text::one_line;

/// How wikilinks with a display text are spaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkStyle {
    /// `[[target | Display]]`, as most vaults have it.
    #[default]
    Spaced,
    /// `[[target|Display]]`.
    Tight,
}

/// Where a wikilink is to stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinkPlace {
    /// In prose, a list, a heading.
    #[default]
    Prose,
    /// In a cell of a table, where the bar between target and display needs a backslash.
    TableCell,
}

impl LinkStyle {
    /// The wikilink to `target` that shows `display`; a bare one if that is the same or empty.
    ///
    /// Characters that a display text cannot hold are replaced by [`display_text`]. The target is
    /// written as it is: ask [`is_linkable_target`] about one from outside.
    ///
    /// ```
    /// # use kbnote_note::{LinkPlace, LinkStyle};
    /// let link = LinkStyle::Spaced.write("roost_sites", "Roost sites", LinkPlace::Prose);
    /// assert_eq!(link, "[[roost_sites | Roost sites]]");
    /// let link = LinkStyle::Tight.write("roost_sites", "[new] sites", LinkPlace::TableCell);
    /// assert_eq!(link, "[[roost_sites\\|(new) sites]]");
    /// ```
    #[must_use]
    pub fn write(self, target: &str, display: &str, place: LinkPlace) -> String {
        let display = display_text(display);
        if display.is_empty() || display == target {
            return format!("[[{target}]]");
        }
        match (self, place) {
            (Self::Spaced, LinkPlace::Prose) => format!("[[{target} | {display}]]"),
            (Self::Spaced, LinkPlace::TableCell) => format!("[[{target} \\| {display}]]"),
            (Self::Tight, LinkPlace::Prose) => format!("[[{target}|{display}]]"),
            (Self::Tight, LinkPlace::TableCell) => format!("[[{target}\\|{display}]]"),
        }
    }
}

/// A text as a wikilink can show it: on one line, round brackets for square ones, `/` for `|`, the
/// wide `＃` for `#`, and dollar signs that do not open a formula.
///
/// ```
/// # use kbnote_note::display_text;
/// assert_eq!(display_text("[Live] C# | $5\na day"), "(Live) C＃ / \\$5 a day");
/// ```
#[must_use]
pub fn display_text(text: &str) -> String {
    let line = one_line(text);
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match c {
            '[' => out.push('('),
            ']' => out.push(')'),
            '|' => out.push('/'),
            '#' => out.push('＃'),
            '$' => out.push_str("\\$"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a file of this name or path can be the target of a wikilink.
#[must_use]
pub fn is_linkable_target(target: &str) -> bool {
    let refused = |c: char| c.is_control() || matches!(c, '[' | ']' | '|' | '#' | '^' | '\\');
    !target.trim().is_empty() && !target.contains(refused)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_display_like_the_target_is_not_written() {
        let write = |display| LinkStyle::Spaced.write("roost", display, LinkPlace::Prose);
        assert_eq!(write("roost"), "[[roost]]");
        assert_eq!(write(" \n"), "[[roost]]");
        assert_eq!(write("Roost"), "[[roost | Roost]]");
    }

    #[test]
    fn targets_that_a_renderer_cannot_read_are_detected() {
        assert!(is_linkable_target("field.notes/roost_sites"));
        assert!(is_linkable_target("\u{2068}fieldnotes\u{2069}"));
        for target in ["", " ", "C# basics", "a|b", "[x]", "a\nb"] {
            assert!(!is_linkable_target(target), "{target}");
        }
    }
}
