//! The vault of Obsidian that the notes are in: it may be larger than their folder.

use std::path::{Path, PathBuf};

use kbnote_note::NotesFolder;

use crate::Vault;
use crate::notes::with_slashes;
use crate::paths::real_path;

/// The folder that marks a vault of Obsidian.
pub(crate) const OBSIDIAN_MARK: &str = ".obsidian";

impl Vault {
    /// Where the folder of the notes is in its vault: in that of Obsidian, if it is in one.
    #[must_use]
    pub fn notes_folder(&self) -> NotesFolder {
        let obsidian = self.obsidian_root();
        let root = obsidian.as_deref().unwrap_or(self.root());
        NotesFolder {
            path: self.notes_below(root).unwrap_or_default(),
            is_in_obsidian: obsidian.is_some(),
        }
    }

    /// The root of the vault of Obsidian that the notes are in.
    pub(crate) fn obsidian_root(&self) -> Option<PathBuf> {
        self.obsidian_root_above(&self.notes_dir().join("note"))
    }

    /// The root of the vault of Obsidian that a file is in.
    pub(crate) fn obsidian_root_above(&self, file: &Path) -> Option<PathBuf> {
        let folders = file.ancestors().skip(1);
        let mut inside = folders.take_while(|folder| folder.starts_with(self.root()));
        let root = inside.find(|folder| folder.join(OBSIDIAN_MARK).is_dir());
        root.map(Path::to_owned)
            .or_else(|| self.obsidian_root_beyond())
    }

    /// The path of the folder of the notes from a folder above it, with a `/` at the end; empty for that
    /// folder itself.
    pub(crate) fn notes_below(&self, top: &Path) -> Option<String> {
        let notes = real_path(&self.notes_dir());
        let below = with_slashes(notes.strip_prefix(real_path(top)).ok()?);
        Some(if below.is_empty() { below } else { below + "/" })
    }

    /// The path of a file from the folder of the notes, parts joined by `/`.
    pub(crate) fn name_from_notes(&self, path: &Path) -> String {
        let (notes, path) = if path.starts_with(self.root()) {
            (self.notes_dir(), path.to_owned())
        } else {
            (real_path(&self.notes_dir()), real_path(path))
        };
        let mut folders = path.ancestors();
        let shared = folders.find(|folder| notes.starts_with(folder));
        let shared = shared.unwrap_or(&path);
        let up = notes
            .strip_prefix(shared)
            .map_or(0, |notes| notes.iter().count());
        let down = path.strip_prefix(shared).unwrap_or(&path);
        format!("{}{}", "../".repeat(up), with_slashes(down))
    }
}
