//! Detects settings and notes in a folder that is to become a vault.

use std::collections::BTreeSet;
use std::path::Path;

use kbnote_core::VideoId;
use kbnote_note::{AnchorStyle, SlugRule};
use kbnote_vault::{IndexedNote, Settings, Vault, VaultIndex};

use super::conventions::Conventions;
use crate::Error;

/// Usual folders of notes, the likeliest first: kbnote's own, Quartz's.
const FOLDERS: [&str; 2] = ["notes", "content"];

/// The folder that marks a vault of Obsidian.
const OBSIDIAN_MARK: &str = ".obsidian";

/// The folder of new notes in a vault of Obsidian that has other notes.
const NEW_NOTES: &str = "Videos";

/// The whole folder, as the setting `notes` names it.
const WHOLE: &str = ".";

/// The contents of a folder, and the vault that it becomes.
#[derive(Debug)]
pub struct DetectedVault {
    /// The vault.
    pub vault: Vault,
    /// Number of notes.
    pub notes: usize,
    /// How many of them name a video.
    pub on_videos: usize,
    /// Number of their videos that are not stored.
    pub lacking: usize,
    /// How most links and anchors are written.
    pub conventions: Conventions,
    /// Number of Markdown files elsewhere in a folder without notes.
    pub outside: usize,
}

impl DetectedVault {
    /// Detects the notes of a folder: those in the folder of its settings, if it has any.
    pub(super) fn detect(root: &Path, new_notes: Option<&str>) -> Result<Self, Error> {
        let vault = Vault::open(root)?;
        if vault.settings_path().exists() {
            return Self::with_counts(vault, 0);
        }
        let detected = match folder_of_notes(root)? {
            NotesFolder::Folder(folder) => Self::with_counts(with_notes_in(root, folder), 0)?,
            NotesFolder::Nowhere { outside } => Self::with_counts(vault, outside)?,
        };
        detected.with_detected_settings(new_notes)
    }

    /// Sets the style of anchors to that of the notes, or in a vault of Obsidian to one that can be clicked there, where
    /// titles are file names too. New links follow the notes by default.
    fn with_detected_settings(mut self, new_notes: Option<&str>) -> Result<Self, Error> {
        let mut settings = self.vault.settings().clone();
        let is_obsidian = self.vault.root().join(OBSIDIAN_MARK).is_dir();
        let usual = is_obsidian.then_some(AnchorStyle::Markdown);
        if let Some(style) = self.conventions.anchors.or(usual) {
            settings = settings.with_anchors(style);
        }
        if is_obsidian && !self.conventions.has_slugs {
            settings = settings.with_slugs(SlugRule::Title);
        }
        let is_among_others = is_obsidian && self.on_videos == 0 && settings.notes == WHOLE;
        if let Some(folder) = new_notes.or(is_among_others.then_some(NEW_NOTES)) {
            settings = settings.with_new_notes_in(folder);
        }
        self.vault = Vault::with_settings(self.vault.root(), settings);
        self.vault.check_settings()?;
        Ok(self)
    }

    fn with_counts(vault: Vault, outside: usize) -> Result<Self, Error> {
        let index = vault.rebuild_index()?;
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
            conventions: Conventions::detect(&index),
            outside,
            vault,
        })
    }
}

/// The location of the notes in a folder without settings.
#[derive(Debug, PartialEq, Eq)]
enum NotesFolder {
    /// In this folder, as the setting `notes` says it.
    Folder(&'static str),
    /// Nowhere; other Markdown files may exist.
    Nowhere { outside: usize },
}

fn folder_of_notes(root: &Path) -> Result<NotesFolder, Error> {
    if root.join(OBSIDIAN_MARK).is_dir() {
        return folder_in_obsidian(root);
    }
    for folder in FOLDERS {
        if !index_of(root, folder)?.notes().is_empty() {
            return Ok(NotesFolder::Folder(folder));
        }
    }
    // A folder with parts that cannot be listed is not a vault as a whole.
    let Ok(whole) = index_of(root, WHOLE) else {
        return Ok(NotesFolder::Nowhere { outside: 0 });
    };
    // Markdown alone may be anything, such as the pages of a program; a video makes it a note.
    Ok(if whole.notes().iter().any(is_on_video) {
        NotesFolder::Folder(WHOLE)
    } else {
        let outside = whole.notes().len();
        NotesFolder::Nowhere { outside }
    })
}

/// All Markdown files of an Obsidian vault are notes: the folder is the one that holds them all.
fn folder_in_obsidian(root: &Path) -> Result<NotesFolder, Error> {
    let whole = index_of(root, WHOLE)?;
    if whole.notes().is_empty() {
        return Ok(NotesFolder::Nowhere { outside: 0 });
    }
    let holds_all = |folder: &&str| {
        let is_below = |note: &IndexedNote| note.name.split('/').next() == Some(*folder);
        whole.notes().iter().all(is_below)
    };
    Ok(NotesFolder::Folder(
        FOLDERS.into_iter().find(holds_all).unwrap_or(WHOLE),
    ))
}

fn with_notes_in(root: &Path, folder: &str) -> Vault {
    Vault::with_settings(root, Settings::with_notes_in(folder))
}

fn index_of(root: &Path, folder: &str) -> Result<VaultIndex, Error> {
    Ok(with_notes_in(root, folder).rebuild_index()?)
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
    fn place_of(files: &[(&str, &str)]) -> NotesFolder {
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
        assert_eq!(place_of(&quartz), NotesFolder::Folder("content"));
        let both = [("notes/a.md", "A"), ("content/b.md", "B")];
        assert_eq!(place_of(&both), NotesFolder::Folder("notes"));
    }

    #[test]
    fn an_obsidian_vault_counts_as_a_whole_unless_one_folder_holds_it_all() {
        let obsidian = (".obsidian/app.json", "{}");
        let whole = [obsidian, ("a.md", "A"), ("notes/b.md", "B")];
        assert_eq!(place_of(&whole), NotesFolder::Folder("."));
        let one = [obsidian, ("content/a.md", "A")];
        assert_eq!(place_of(&one), NotesFolder::Folder("content"));
        assert_eq!(place_of(&[obsidian]), NotesFolder::Nowhere { outside: 0 });
    }

    #[test]
    fn markdown_is_a_note_where_some_is_on_a_video() {
        let pages = [("README.md", "# A program\n"), ("docs/a.md", "A")];
        assert_eq!(place_of(&pages), NotesFolder::Nowhere { outside: 2 });
        let notes = [("README.md", "# Notes\n"), ("birds/a.md", ON_VIDEO)];
        assert_eq!(place_of(&notes), NotesFolder::Folder("."));
    }
}
