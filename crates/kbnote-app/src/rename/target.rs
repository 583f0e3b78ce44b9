//! The new title, name and path of a note.

use std::path::{Path, PathBuf};

use kbnote_note::Slug;
use kbnote_vault::{IndexedNote, VaultIndex};

use crate::{Error, ErrorKind, Workspace};

/// New title, name and path of a note.
pub(super) struct Target {
    /// None for a note that keeps its title.
    pub(super) title: Option<String>,
    pub(super) name: String,
    pub(super) path: PathBuf,
}

impl Target {
    /// The target of a note that gets another title.
    pub(super) fn renamed(
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
        let target = Self {
            title: Some(title.to_owned()),
            name: joined(folder, base),
            path: note.path.with_file_name(format!("{base}.md")),
        };
        let hint = "choose another title, or rename that note first";
        target.if_free(workspace, index, number, hint)
    }

    /// The target of a note that is moved to a folder.
    pub(super) fn moved(
        workspace: &Workspace,
        index: &VaultIndex,
        number: usize,
        folder: &Path,
    ) -> Result<Self, Error> {
        let note = &index.notes()[number];
        let name = workspace.vault.notes_folder_name(folder);
        let name = joined(&name.unwrap_or_default(), note.base_name());
        if note.is_index() && note.name != name {
            let path = workspace.vault.display_path(&note.path);
            let message = format!("{path} is the index note of its folder");
            return Err(Error::new(ErrorKind::Declined, "index", message)
                .with_next_step("`kbnote index` writes those; move the other notes"));
        }
        let file_name = note.path.file_name().unwrap_or_default();
        let target = Self {
            title: None,
            name,
            path: folder.join(file_name),
        };
        let hint = "choose another folder, or rename one of the two notes first";
        target.if_free(workspace, index, number, hint)
    }

    /// Declines if another note has the name, or if it is that of the folder's index note.
    fn if_free(
        self,
        workspace: &Workspace,
        index: &VaultIndex,
        number: usize,
        hint: &str,
    ) -> Result<Self, Error> {
        let name = self.name.to_lowercase();
        let own = &index.notes()[number];
        let has_name = |(other, known): &(usize, &IndexedNote)| {
            *other != number && known.name.to_lowercase() == name
        };
        // A note that keeps its name is in the way of no other, though one differs only in capitals.
        let keeps_name = self.name == own.name;
        let mut others = index.notes().iter().enumerate().filter(|_| !keeps_name);
        let display = |path| workspace.vault.display_path(path);
        let message = if let Some((_, other)) = others.find(has_name) {
            format!("{} already exists", display(&other.path))
        } else if !own.is_index() && is_index_name(&self.name) {
            let path = display(&self.path);
            format!("{path} is the name of the folder's index note")
        } else {
            return Ok(self);
        };
        Err(Error::new(ErrorKind::Declined, "exists", message).with_next_step(hint))
    }
}

fn joined(folder: &str, base: &str) -> String {
    match folder {
        "" => base.to_owned(),
        folder => format!("{folder}/{base}"),
    }
}

/// Whether it is the name of an index note: `birds/birds`.
fn is_index_name(name: &str) -> bool {
    let mut parts = name.rsplit('/');
    let (base, folder) = (parts.next(), parts.next());
    folder.is_some() && base == folder
}
