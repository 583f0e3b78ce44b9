//! The changes that a rename makes in canvases and bases.

use kbnote_note::{Note, ObsidianFile, ObsidianFileKind, Renaming, is_utf16};
use kbnote_vault::{ChangedNote, FoundObsidianFile, files};
use memchr::memmem;

use super::file_change::{FileChange, TWO_NOTES};
use super::kept_link::KeptLink;
use crate::{Error, Workspace};

/// Why a name in a base was not rewritten.
const ANY_TEXT: &str = "it may mean the note or be any text";

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
    let old = files::read(&file.path)?;
    let kept = |target: &str, reason| KeptLink {
        path: file.path.clone(),
        target: target.to_owned(),
        reason,
    };
    let unchanged = |left: Vec<KeptLink>| FileChange {
        note: ChangedNote {
            path: file.path.clone(),
            old: Vec::new(),
            new: Vec::new(),
        },
        links: 0,
        left,
    };
    let name = &renaming.before.notes()[renaming.note];
    let base_name = name.rsplit('/').next().unwrap_or(name);
    let unread = |reason| {
        let mentions = memmem::find(&old, base_name.as_bytes()).is_some();
        mentions.then(|| unchanged(vec![kept(base_name, reason)]))
    };
    if is_utf16(&old) {
        return Ok(Some(unchanged(vec![kept(
            base_name,
            "the file is in UTF-16",
        )])));
    }
    let Ok(text) = std::str::from_utf8(&old) else {
        return Ok(unread("the file is not valid UTF-8"));
    };
    let obsidian_file = ObsidianFile {
        text,
        kind: file.kind,
        name: &file.name,
        prefixes: &file.prefixes,
    };
    let Ok(relinked) = obsidian_file.relink(renaming) else {
        return Ok(unread("the file is not a valid canvas"));
    };
    let reason = match file.kind {
        ObsidianFileKind::Canvas => TWO_NOTES,
        ObsidianFileKind::Base => ANY_TEXT,
    };
    let left = relinked.left.iter();
    let left: Vec<KeptLink> = left
        .map(|range| kept(&text[range.clone()], reason))
        .collect();
    if relinked.splices.is_empty() {
        return Ok((!left.is_empty()).then(|| unchanged(left)));
    }
    let new = Note::parse(text).edited(&relinked.splices)?.into_bytes();
    Ok(Some(FileChange {
        links: relinked.splices.len(),
        left,
        note: ChangedNote {
            path: file.path.clone(),
            old,
            new,
        },
    }))
}
