//! What changed between two versions of a note.

use similar::TextDiff;

/// The change from `old` to `new` as a patch that `git apply` and `patch` take; empty if there
/// is none.
///
/// Bytes that are no UTF-8 are shown as replacement characters.
///
/// ```
/// let patch = kbnote_note::unified_diff(b"one\n", b"two\n", "notes/a.md");
/// assert_eq!(patch, "--- a/notes/a.md\n+++ b/notes/a.md\n@@ -1 +1 @@\n-one\n+two\n");
/// ```
#[must_use]
pub fn unified_diff(old: &[u8], new: &[u8], name: &str) -> String {
    let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
    let diff = TextDiff::from_lines(old.as_ref(), new.as_ref());
    diff.unified_diff()
        .header(&format!("a/{name}"), &format!("b/{name}"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_change_is_no_patch() {
        assert_eq!(unified_diff(b"same", b"same", "a.md"), "");
    }

    #[test]
    fn a_missing_final_newline_is_told() {
        let patch = unified_diff(b"one", b"two", "a.md");
        assert_eq!(
            patch.matches("\\ No newline at end of file").count(),
            2,
            "{patch}"
        );
    }
}
