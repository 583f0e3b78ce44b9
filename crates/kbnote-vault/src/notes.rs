//! The files and names of the notes of a vault.

use std::cmp::Ordering;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::given_place::similar_path;
use crate::paths::{real_absolute, real_path};
use crate::{FileError, NotesError, Vault, files, walk};

impl Vault {
    /// The path of a new note of a channel.
    #[must_use]
    pub fn note_path(&self, channel_folder: &str, slug: &str) -> PathBuf {
        self.notes_dir()
            .join(&self.settings().new_notes)
            .join(channel_folder)
            .join(format!("{slug}.md"))
    }

    /// The path of a note relative to the folder of the notes, without `.md`, joined by `/`; `None`
    /// for a file elsewhere.
    #[must_use]
    pub fn note_name(&self, path: &Path) -> Option<String> {
        let dir = self.notes_dir();
        let (dir, path) = (real_path(&dir), real_path(path));
        path.strip_prefix(dir).ok().map(name_below)
    }

    /// The path of a folder below that of the notes, joined by `/`, whether it exists or not; `None` for
    /// one elsewhere, and for one whose files are not notes.
    #[must_use]
    pub fn notes_folder_name(&self, folder: &Path) -> Option<String> {
        let folder = real_absolute(folder);
        let below = folder.strip_prefix(real_absolute(&self.notes_dir())).ok()?;
        let has_hidden_part = below
            .iter()
            .any(|part| part.as_encoded_bytes().starts_with(b"."));
        let other = self.folders_without_notes();
        let holds_no_notes = other
            .iter()
            .any(|other| folder.starts_with(real_absolute(other)));
        (!has_hidden_part && !holds_no_notes).then(|| with_slashes(below))
    }

    /// The notes at a path: the file itself, or all notes below it in order of their names.
    ///
    /// # Errors
    /// If it does not exist, leads out of the vault or is hidden, or a folder cannot be walked.
    pub fn notes_at(&self, path: &Path) -> Result<Vec<PathBuf>, NotesError> {
        if path.exists() {
            self.check_note_access(path)?;
        }
        if path.is_dir() {
            return self.notes_in(path);
        }
        if path.exists() {
            return Ok(vec![path.to_owned()]);
        }
        Err(NotesError::Missing {
            path: path.to_owned(),
            meant: similar_path(path),
        })
    }

    /// The bytes of a note.
    ///
    /// # Errors
    /// If it cannot be read, or is a link that leads out of the vault.
    pub fn read_note(&self, path: &Path) -> Result<Vec<u8>, FileError> {
        if path.is_symlink() {
            self.check_note_access(path)?;
        }
        files::read(path)
    }

    /// Hidden folders and those without notes are excluded; files ignored by version control are not.
    fn notes_in(&self, folder: &Path) -> Result<Vec<PathBuf>, NotesError> {
        let found = walk::files_below(folder, &self.folders_without_notes())?;
        let mut notes: Vec<PathBuf> = found.into_iter().map(|found| found.path).collect();
        notes.retain(|path| walk::is_note(path));
        notes.par_sort_unstable();
        Ok(notes)
    }
}

/// The order of paths, whose parts are joined by `/`: part by part.
pub(crate) fn path_order(a: &str, b: &str) -> Ordering {
    let parts_first = |b: u8| if b == b'/' { 0 } else { b };
    a.bytes().map(parts_first).cmp(b.bytes().map(parts_first))
}

/// Whether this is the name of an index note: `channel/channel`.
pub(crate) fn is_index_name(name: &str) -> bool {
    let mut parts = name.rsplit('/');
    let (base, folder) = (parts.next(), parts.next());
    folder.is_some() && base == folder
}

/// The name of a note by its path below the folder of the notes: without `.md`, parts joined by
/// `/`.
#[must_use]
pub fn name_below(path: &Path) -> String {
    with_slashes(&path.with_extension(""))
}

/// The parts of a path, joined by `/`.
#[must_use]
pub fn with_slashes(path: &Path) -> String {
    let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn notes_are_listed_in_order_without_drafts_and_hidden_folders() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["notes/b/two.md", "notes/a/one.md", "notes/a/a.md"] {
            files::create(&dir.path().join(name), b"---\ntitle: T\n---\n").unwrap();
        }
        for name in [
            "notes/drafts/d.md",
            "notes/.obsidian/x.md",
            "notes/a/picture.png",
        ] {
            files::create(&dir.path().join(name), b"").unwrap();
        }
        let vault = Vault::open(dir.path()).unwrap();
        let index = vault.index().unwrap();
        let notes = index.notes();
        let names: Vec<_> = notes
            .iter()
            .map(|note| (note.name.as_str(), note.is_index()))
            .collect();
        assert_eq!(names, [("a/a", true), ("a/one", false), ("b/two", false)]);
        assert_eq!(
            (notes[1].base_name(), notes[1].summary.title.as_str()),
            ("one", "T")
        );
    }

    #[test]
    fn a_path_that_is_not_there_is_named() {
        let (dir, vault) = testing::vault();
        let error = vault.notes_at(&dir.path().join("gone.md")).unwrap_err();
        assert!(error.to_string().contains("gone.md not found"));
    }
}
