//! What a folder holds before it is a vault: settings, or notes and how they are linked.

use std::collections::BTreeSet;
use std::path::Path;

use kbnote_core::VideoId;
use kbnote_vault::{IndexedNote, Settings, Vault, VaultIndex};

use super::habits::Habits;
use crate::error::CliError;

/// Where notes are looked for, the likeliest first: kbnote's own folder, Quartz's.
const FOLDERS: [&str; 2] = ["notes", "content"];

/// The whole folder, as the setting `notes` says it.
const WHOLE: &str = ".";

/// What is there, and the vault that it makes.
pub(super) struct Found {
    pub(super) vault: Vault,
    /// How many notes there are.
    pub(super) notes: usize,
    /// How many of these name a video.
    pub(super) on_videos: usize,
    /// How many videos these name of which nothing is stored.
    pub(super) lacking: usize,
    /// How most links with a display text and most anchors are written.
    pub(super) habits: Habits,
    /// How many Markdown files lie elsewhere in the folder, where it has no notes.
    pub(super) outside: usize,
}

impl Found {
    /// Looks at a folder. Where it has settings, they say which notes it has.
    pub(super) fn look(root: &Path) -> Result<Self, CliError> {
        let vault = Vault::open(root)?;
        if vault.settings_path().exists() {
            return Self::told(vault, 0);
        }
        let found = match folder_of_notes(root)? {
            Place::Folder(folder) => Self::told(with_notes_in(root, folder), 0)?,
            Place::Nowhere { outside } => Self::told(vault, outside)?,
        };
        Ok(found.with_settings_by_habits())
    }

    /// Settings by which what kbnote writes is as what stands there. New links are so unasked.
    fn with_settings_by_habits(mut self) -> Self {
        if let Some(style) = self.habits.anchors {
            let settings = self.vault.settings().clone().with_anchors(style);
            self.vault = Vault::with_settings(self.vault.root(), settings);
        }
        self
    }

    fn told(vault: Vault, outside: usize) -> Result<Self, CliError> {
        let index = vault.index_afresh()?;
        let stored = vault.stored_videos()?;
        let videos = index
            .notes()
            .iter()
            .filter_map(|note| note.summary.video.as_ref());
        let lacking: BTreeSet<&VideoId> = videos.filter(|video| !stored.contains(video)).collect();
        Ok(Self {
            lacking: lacking.len(),
            notes: index.notes().len(),
            on_videos: index
                .notes()
                .iter()
                .filter(|note| is_on_video(note))
                .count(),
            habits: Habits::of(&index),
            outside,
            vault,
        })
    }
}

/// Where the notes of a folder without settings lie.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// In this folder, as the setting `notes` says it.
    Folder(&'static str),
    /// Nowhere, though there may be files that look like some.
    Nowhere { outside: usize },
}

fn folder_of_notes(root: &Path) -> Result<Place, CliError> {
    if root.join(".obsidian").is_dir() {
        return folder_in_obsidian(root);
    }
    for folder in FOLDERS {
        if !index_of(root, folder)?.notes().is_empty() {
            return Ok(Place::Folder(folder));
        }
    }
    // A folder with parts that cannot be listed is no vault as a whole.
    let Ok(whole) = index_of(root, WHOLE) else {
        return Ok(Place::Nowhere { outside: 0 });
    };
    // Markdown alone may be anything, such as the pages of a program; a video makes it a note.
    Ok(if whole.notes().iter().any(is_on_video) {
        Place::Folder(WHOLE)
    } else {
        let outside = whole.notes().len();
        Place::Nowhere { outside }
    })
}

/// All that lies in an Obsidian vault is a note: the folder is the one that holds them all.
fn folder_in_obsidian(root: &Path) -> Result<Place, CliError> {
    let whole = index_of(root, WHOLE)?;
    if whole.notes().is_empty() {
        return Ok(Place::Nowhere { outside: 0 });
    }
    let holds_all = |folder: &&str| {
        let is_below = |note: &IndexedNote| note.name.split('/').next() == Some(*folder);
        whole.notes().iter().all(is_below)
    };
    Ok(Place::Folder(
        FOLDERS.into_iter().find(holds_all).unwrap_or(WHOLE),
    ))
}

fn with_notes_in(root: &Path, folder: &str) -> Vault {
    Vault::with_settings(root, Settings::with_notes_in(folder))
}

fn index_of(root: &Path, folder: &str) -> Result<VaultIndex, CliError> {
    Ok(with_notes_in(root, folder).index_afresh()?)
}

fn is_on_video(note: &IndexedNote) -> bool {
    note.summary.video.is_some()
}

#[cfg(test)]
mod tests {
    use kbnote_vault::files;

    use super::*;

    const ON_VIDEO: &str = "---\nvideoId: kbnoteDemo1\n---\n\nText.\n";

    #[track_caller]
    fn place_of(files: &[(&str, &str)]) -> Place {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            files::create(&dir.path().join(name), text.as_bytes()).unwrap();
        }
        folder_of_notes(dir.path()).unwrap()
    }

    #[test]
    fn notes_are_found_where_kbnote_and_quartz_have_them() {
        let readme = ("README.md", "# A site\n");
        let quartz = [readme, ("content/a.md", "A"), ("docs/b.md", "B")];
        assert_eq!(place_of(&quartz), Place::Folder("content"));
        let both = [("notes/a.md", "A"), ("content/b.md", "B")];
        assert_eq!(place_of(&both), Place::Folder("notes"));
    }

    #[test]
    fn an_obsidian_vault_is_taken_as_a_whole_unless_one_folder_holds_it_all() {
        let obsidian = (".obsidian/app.json", "{}");
        let whole = [obsidian, ("a.md", "A"), ("notes/b.md", "B")];
        assert_eq!(place_of(&whole), Place::Folder("."));
        let one = [obsidian, ("content/a.md", "A")];
        assert_eq!(place_of(&one), Place::Folder("content"));
        assert_eq!(place_of(&[obsidian]), Place::Nowhere { outside: 0 });
    }

    #[test]
    fn markdown_is_a_note_where_some_is_on_a_video() {
        let pages = [("README.md", "# A program\n"), ("docs/a.md", "A")];
        assert_eq!(place_of(&pages), Place::Nowhere { outside: 2 });
        let notes = [("README.md", "# Notes\n"), ("birds/a.md", ON_VIDEO)];
        assert_eq!(place_of(&notes), Place::Folder("."));
    }
}
