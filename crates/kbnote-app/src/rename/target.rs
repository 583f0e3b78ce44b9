//! The new title, name and path of a note.

use std::path::PathBuf;

use kbnote_note::Slug;
use kbnote_vault::{IndexedNote, VaultIndex};

use crate::{Error, ErrorKind, Workspace};

/// New title, name and path of a note.
pub(super) struct Target {
    pub(super) title: String,
    pub(super) name: String,
    pub(super) path: PathBuf,
}

impl Target {
    pub(super) fn new(
        workspace: &Workspace,
        index: &VaultIndex,
        number: usize,
        title: &str,
    ) -> Result<Self, Error> {
        let note = &index.notes()[number];
        let slug = Slug::with_rule(title, workspace.vault.settings().slug);
        let folder = note.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        // The index note of a folder has the folder's name, whatever its title.
        let base = if note.is_index() {
            note.base_name()
        } else {
            slug.as_str()
        };
        let name = match folder {
            "" => base.to_owned(),
            folder => format!("{folder}/{base}"),
        };
        let path = note.path.with_file_name(format!("{base}.md"));
        let is_taken = |(other, known): (usize, &IndexedNote)| {
            other != number && known.name.to_lowercase() == name.to_lowercase()
        };
        let is_index_name = !note.is_index() && folder.rsplit('/').next() == Some(base);
        if index.notes().iter().enumerate().any(is_taken) || is_index_name {
            let message = format!("{} exists already", workspace.vault.display_path(&path));
            let hint = "choose another title, or rename that note first";
            return Err(Error::new(ErrorKind::Declined, "exists", message).with_next_step(hint));
        }
        Ok(Self {
            title: title.to_owned(),
            name,
            path,
        })
    }
}
