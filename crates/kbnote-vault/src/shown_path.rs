//! Paths as they are shown.

use std::borrow::Cow;
use std::fmt;
use std::path::{MAIN_SEPARATOR, Path};

/// A path as it is shown and as documents have it: its parts are joined by `/` on every system.
#[derive(Clone, Copy, Debug)]
pub struct ShownPath<'a>(&'a Path);

impl<'a> ShownPath<'a> {
    /// This path.
    #[must_use]
    pub fn new(path: &'a Path) -> Self {
        Self(path)
    }
}

impl fmt::Display for ShownPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&with_slashes(&self.0.to_string_lossy(), MAIN_SEPARATOR))
    }
}

/// Only where `\` separates the parts of a path: elsewhere it may be part of a name.
fn with_slashes(path: &str, separator: char) -> Cow<'_, str> {
    match separator {
        '/' => path.into(),
        other => path.replace(other, "/").into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_joined_by_slashes_on_windows_too() {
        assert_eq!(with_slashes(r"notes\a\b.md", '\\'), "notes/a/b.md");
        assert_eq!(with_slashes(r"C:\vault\b.md", '\\'), "C:/vault/b.md");
        assert_eq!(with_slashes(r"notes/a\b.md", '/'), r"notes/a\b.md");
    }
}
