//! The marks between the two times of a line.

use crate::caption::characters::is_frame;

/// The kind of the marks between two times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separator {
    /// An arrow with a point: `->`, `=>`, `→`, `-- >`.
    Pointed,
    /// A line: `--`, `~`.
    Line,
    /// Anything else, such as blanks, `;` or `<--`.
    Other,
}

impl Separator {
    pub(super) fn of(marks: &str) -> Self {
        let is_ignored = |c: char| c.is_whitespace() || is_frame(c);
        let marks: String = marks.chars().filter(|c| !is_ignored(*c)).collect();
        if marks.is_empty() || marks.starts_with('<') && !marks.contains('>') {
            Self::Other
        } else if marks.chars().all(is_line) || marks == ">" {
            // A single `>` may belong to a tag.
            Self::Line
        } else if marks.contains(is_point) {
            Self::Pointed
        } else {
            Self::Other
        }
    }
}

fn is_line(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―' | '=' | '~' | '〜' | '～')
}

fn is_point(c: char) -> bool {
    matches!(
        c,
        '>' | '→' | '⟶' | '⇒' | '➔' | '➜' | '➝' | '➞' | '►' | '▶' | '⟹'
    )
}
