//! Changes of a text as an editor makes them.

use std::ops::Range;

use serde_json::{Value, json};
use similar::{DiffOp, TextDiff};

use crate::client::Client;
use crate::document::Document;

/// The replacements that make one text of another: no more than what differs, word by word.
pub(crate) fn replacements(old: &str, new: &str) -> Vec<(Range<usize>, String)> {
    let lines = TextDiff::from_lines(old, new);
    let mut edits = Vec::new();
    for (old_range, new_range) in differing(&lines) {
        let (old_part, new_part) = (&old[old_range.clone()], &new[new_range]);
        let words = TextDiff::from_words(old_part, new_part);
        edits.extend(differing(&words).into_iter().map(|(range, with)| {
            let range = old_range.start + range.start..old_range.start + range.end;
            (range, new_part[with].to_owned())
        }));
    }
    edits
}

/// The ranges of bytes that differ, in both texts. Only the lengths of the steps are used: where one that
/// was moved begins, the library may have wrong.
fn differing<'d>(diff: &TextDiff<'d, 'd, 'd, str>) -> Vec<(Range<usize>, Range<usize>)> {
    let (old, new) = (starts(diff.old_slices()), starts(diff.new_slices()));
    let (mut old_at, mut new_at) = (0, 0);
    let mut found = Vec::new();
    for op in diff.ops() {
        let (old_end, new_end) = (old_at + op.old_range().len(), new_at + op.new_range().len());
        if !matches!(op, DiffOp::Equal { .. }) {
            found.push((old[old_at]..old[old_end], new[new_at]..new[new_end]));
        }
        (old_at, new_at) = (old_end, new_end);
    }
    found
}

/// Where each of some pieces begins, and where the last one ends.
fn starts(pieces: &[&str]) -> Vec<usize> {
    let ends = pieces.iter().scan(0, |end, piece| {
        *end += piece.len();
        Some(*end)
    });
    std::iter::once(0).chain(ends).collect()
}

/// The edits that make a new text of an open note, or of a file that is not open, which has version 0.
pub(crate) fn text_edits(document: &Document, new: &str) -> Vec<Value> {
    let edits = replacements(&document.text, new).into_iter();
    edits
        .map(|(range, text)| json!({"range": document.range(&range), "newText": text}))
        .collect()
}

/// The change of one open note, in the form that the editor knows.
pub(crate) fn workspace_edit(client: &Client, document: &Document, edits: &[Value]) -> Value {
    if client.changes_documents {
        let of = json!({"uri": document.uri, "version": document.version});
        json!({"documentChanges": [{"textDocument": of, "edits": edits}]})
    } else {
        json!({"changes": {document.uri.as_str(): edits}})
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn applied(old: &str, new: &str) -> String {
        let mut text = old.to_owned();
        for (range, with) in replacements(old, new).into_iter().rev() {
            text.replace_range(range, &with);
        }
        text
    }

    #[test]
    fn only_the_words_that_differ_are_replaced() {
        let old = "Flocks are counted at dusk [00:00:10]. Two count.\nMore.\n";
        let new = "Flocks are counted at dusk [00:00:12]. Two count.\nMore.\nLast.\n";
        let edits = replacements(old, new);
        assert_eq!(edits.len(), 2, "{edits:?}");
        assert_eq!(edits[0].1, "[00:00:12].");
    }

    proptest! {
        #[test]
        fn the_replacements_make_the_new_text(
            old in "([ab🦆] ?|\r\n|\n){0,30}",
            new in "([ab🦆] ?|\r\n|\n){0,30}",
        ) {
            prop_assert_eq!(applied(&old, &new), new);
        }
    }
}
