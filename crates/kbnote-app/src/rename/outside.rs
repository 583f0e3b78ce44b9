//! The changes that a rename makes in drafts and other Markdown that is not a note.

use kbnote_note::{LinkRewrite, LinkSource, Note, Renaming};
use kbnote_vault::OutsideText;
use rayon::prelude::*;

use super::file_change::{FileChange, TWO_NOTES, check_writable};
use super::source_file::SourceFile;
use crate::{Error, Workspace};

/// Why a link to a name that such a file has too was not rewritten.
const OTHER_FILE: &str = "a file that is not a note has that name too";

/// Why a link in such a file further up in the vault of Obsidian was not rewritten.
const BEYOND: &str = "the file is outside of the vault";

/// The files that link to the note, with their changes.
pub(super) fn relinked(
    workspace: &Workspace,
    renaming: &Renaming<'_>,
) -> Result<Vec<FileChange>, Error> {
    let texts = workspace.vault.outside_texts()?;
    let old_name = &renaming.before.notes()[renaming.note];
    let is_unique = !texts.iter().any(|text| has_base_name_of(text, old_name));
    let reason_to_keep = |text: &OutsideText| {
        if !is_unique {
            Some(OTHER_FILE)
        } else if text.path.starts_with(workspace.vault.root()) {
            None
        } else {
            Some(BEYOND)
        }
    };
    let relinked = |text| relinked_text(text, renaming, reason_to_keep(text));
    let changed: Result<Vec<_>, Error> = texts.par_iter().map(relinked).collect();
    Ok(changed?.into_iter().flatten().collect())
}

fn has_base_name_of(text: &OutsideText, name: &str) -> bool {
    let base = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
    base(&text.name) == base(name)
}

fn relinked_text(
    file: &OutsideText,
    renaming: &Renaming<'_>,
    reason_to_keep: Option<&'static str>,
) -> Result<Option<FileChange>, Error> {
    let source = SourceFile::read(&file.path, renaming)?;
    let text = match source.text() {
        Ok(text) => text,
        Err(reason) => return Ok(source.unread(reason)),
    };
    let note = Note::parse(text);
    let rewrite = renaming.relink_from(&note, LinkSource::fixed(&file.name));
    if let Some(reason) = reason_to_keep {
        return source.rewritten(text, &without_edits(rewrite), reason);
    }
    if !rewrite.splices.is_empty() {
        check_writable(&note, &file.path)?;
    }
    source.rewritten(text, &rewrite, TWO_NOTES)
}

/// A rewrite that leaves all links as they are.
fn without_edits(rewrite: LinkRewrite) -> LinkRewrite {
    let edited = rewrite.splices.into_iter().map(|splice| splice.range);
    LinkRewrite {
        splices: Vec::new(),
        left: rewrite.left.into_iter().chain(edited).collect(),
        literal: rewrite.literal,
        addresses: rewrite.addresses,
    }
}
