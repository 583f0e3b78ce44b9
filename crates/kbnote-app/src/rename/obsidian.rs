//! The changes that a rename makes in canvases and bases.

use kbnote_note::{ObsidianFile, ObsidianFileKind, Renaming};
use kbnote_vault::FoundObsidianFile;

use super::file_change::{FileChange, TWO_NOTES};
use super::source_file::SourceFile;
use crate::{Error, Workspace};

/// Why a name in a base was not rewritten.
const ANY_TEXT: &str = "it may mean the note, or just be text";

/// The canvases and bases that link to the note, with their changes.
pub(super) fn relinked(
    workspace: &Workspace,
    renaming: &Renaming<'_>,
) -> Result<Vec<FileChange>, Error> {
    let mut changed = Vec::new();
    for file in workspace.vault.obsidian_files()? {
        changed.extend(relinked_file(&file, renaming)?);
    }
    Ok(changed)
}

fn relinked_file(
    file: &FoundObsidianFile,
    renaming: &Renaming<'_>,
) -> Result<Option<FileChange>, Error> {
    let source = SourceFile::read(&file.path, renaming)?;
    let text = match source.text() {
        Ok(text) => text,
        Err(reason) => return Ok(source.unread(reason)),
    };
    let obsidian_file = ObsidianFile {
        text,
        kind: file.kind,
        name: &file.name,
        prefixes: &file.prefixes,
    };
    match obsidian_file.relink(renaming) {
        Ok(rewrite) => source.rewritten(text, &rewrite, reason_to_keep(file.kind)),
        Err(_) => Ok(source.unread("the file is not a valid canvas")),
    }
}

fn reason_to_keep(kind: ObsidianFileKind) -> &'static str {
    match kind {
        ObsidianFileKind::Canvas => TWO_NOTES,
        ObsidianFileKind::Base => ANY_TEXT,
    }
}
