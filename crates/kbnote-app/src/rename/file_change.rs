//! The change of one file by a rename.

use std::ops::Range;
use std::path::Path;

use kbnote_note::{LinkRewrite, Note, is_utf16};
use kbnote_vault::ChangedNote;

use super::kept_link::KeptLink;
use crate::{Error, reject_conflict_markers, utf16_error};

/// Why a link in a note was not rewritten.
pub(super) const TWO_NOTES: &str = "it led to one note in Quartz and to another in Obsidian";

/// Why what looks like a link was not rewritten.
const LITERAL: &str = "code, formulas and text after a backslash are not changed";

/// Why an address that opens the note was not rewritten.
const ADDRESS: &str = "addresses of the Obsidian app are not changed";

/// The change of one note, draft, canvas or base.
pub(super) struct FileChange {
    pub(super) note: ChangedNote,
    pub(super) links: usize,
    pub(super) left: Vec<KeptLink>,
}

/// Refuses a note that cannot be changed.
pub(super) fn check_writable(note: &Note, path: &Path) -> Result<(), Error> {
    if is_utf16(note.bytes()) {
        return Err(utf16_error(&path.display().to_string()));
    }
    reject_conflict_markers(note.bytes()).map_err(|error| error.with_subject(path.display()))
}

/// The links in a text that a rewrite keeps; `reason` is why it keeps those that are links.
pub(super) fn kept_links(
    path: &Path,
    text: &str,
    rewrite: &LinkRewrite,
    reason: &'static str,
) -> Vec<KeptLink> {
    let kept = |ranges: &[Range<usize>], reason| -> Vec<KeptLink> {
        let link = |range: &Range<usize>| KeptLink {
            path: path.to_owned(),
            target: text[range.clone()].to_owned(),
            reason,
        };
        ranges.iter().map(link).collect()
    };
    let mut links = kept(&rewrite.left, reason);
    links.extend(kept(&rewrite.literal, LITERAL));
    links.extend(kept(&rewrite.addresses, ADDRESS));
    links
}
