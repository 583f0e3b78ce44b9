//! What stands between the two times of a line.

use super::characters::is_frame;

/// The separator of two times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrow {
    /// An arrow with a point: `->`, `=>`, `→`, `-- >`.
    Pointed,
    /// A line or a word: `--`, `~`, `to`.
    Plain,
    /// A comma, as in SBV.
    Comma,
}

impl Arrow {
    /// The arrow at the start of a text, after frames and spaces, and the rest.
    pub(super) fn read(text: &str) -> Option<(Self, &str)> {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || is_frame(c));
        let is_part = |c: char| {
            matches!(
                c,
                '-' | '–'
                    | '—'
                    | '―'
                    | '='
                    | '~'
                    | '〜'
                    | '～'
                    | '>'
                    | '→'
                    | '⟶'
                    | '⇒'
                    | '➔'
                    | '➜'
                    | '➝'
                    | '➞'
                    | '►'
                    | '▶'
                    | '›'
                    | '»'
                    | '⟹'
                    | ' '
                    | '\t'
            )
        };
        let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
        let arrow = text[..end].trim_end();
        let rest = &text[end..];
        if let Some(rest) = text.strip_prefix("to").or_else(|| text.strip_prefix("TO")) {
            let is_word = rest.starts_with(|c: char| c.is_whitespace() || c.is_ascii_digit());
            return is_word.then_some((Self::Plain, rest));
        }
        if let Some(rest) = text.strip_prefix(',') {
            return Some((Self::Comma, rest));
        }
        let rest = rest.trim_start_matches(is_frame);
        let points = arrow.contains(|c: char| {
            !matches!(
                c,
                '-' | '–' | '—' | '―' | '=' | '~' | '〜' | '～' | ' ' | '\t'
            )
        });
        match arrow.chars().count() {
            0 => None,
            // A single one may belong to a tag.
            1 if arrow == ">" => Some((Self::Plain, rest)),
            _ if points => Some((Self::Pointed, rest)),
            _ => Some((Self::Plain, rest)),
        }
    }
}
