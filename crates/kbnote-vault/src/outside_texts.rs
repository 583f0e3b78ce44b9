//! Markdown in the vault that is not a note but may link to notes: drafts, files at the root, and in a vault of
//! Obsidian whatever is outside the folder of the notes.

use std::fs::DirEntry;
use std::path::{Path, PathBuf};

use crate::paths::real_root;
use crate::{NotesError, Vault, walk};

/// A Markdown file that is not a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutsideText {
    /// Its path.
    pub path: PathBuf,
    /// Its path from the folder of the notes, without `.md`.
    pub name: String,
}

impl Vault {
    /// The Markdown files that may link to notes without being notes, in order of their paths.
    ///
    /// # Errors
    /// If a folder cannot be walked.
    pub fn outside_texts(&self) -> Result<Vec<OutsideText>, NotesError> {
        let (root, obsidian) = (self.root(), self.obsidian_root());
        let (inside, beyond) = match obsidian {
            Some(folder) if folder.starts_with(root) => (Some(folder), None),
            Some(folder) => (Some(root.to_owned()), Some(folder)),
            None => (None, None),
        };
        let mut paths = Vec::new();
        if inside.is_none() {
            paths.extend(self.files_at_root());
        }
        let own = inside.into_iter().chain([self.drafts_dir()]);
        let own = own.map(|folder| (folder, self.packages_dir()));
        let beyond = beyond.map(|folder| (folder, real_root(root)));
        for (folder, hidden) in own.chain(beyond).filter(|(folder, _)| folder.is_dir()) {
            let found = walk::files_below(&folder, &[hidden])?.into_iter();
            let found = found.filter(|found| !found.is_link);
            paths.extend(found.map(|found| found.path));
        }
        paths.retain(|path| walk::is_note(path) && !self.is_among_notes(path));
        paths.sort_unstable();
        paths.dedup();
        let text = |path: PathBuf| OutsideText {
            name: self.name_from_notes(&path.with_extension("")),
            path,
        };
        Ok(paths.into_iter().map(text).collect())
    }

    /// The files beside the folder of the notes, such as a README.
    fn files_at_root(&self) -> impl Iterator<Item = PathBuf> {
        let entries = std::fs::read_dir(self.root())
            .into_iter()
            .flatten()
            .flatten();
        let is_file = |entry: &DirEntry| entry.file_type().is_ok_and(|kind| kind.is_file());
        entries.filter(is_file).map(|entry| entry.path())
    }

    /// Whether a file of the vault is where notes are.
    fn is_among_notes(&self, path: &Path) -> bool {
        let mut others = self.folders_without_notes().into_iter();
        path.starts_with(self.notes_dir()) && !others.any(|folder| path.starts_with(folder))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Settings, Vault, files};

    fn names(vault: &Vault) -> Vec<String> {
        let texts = vault.outside_texts().unwrap().into_iter();
        texts.map(|text| text.name).collect()
    }

    #[test]
    fn drafts_and_files_at_the_root_are_outside_and_in_obsidian_all_that_is_not_a_note() {
        let dir = tempfile::tempdir().unwrap();
        for name in [
            "README.md",
            "daily/monday.md",
            "daily/map.png",
            "node_modules/x/y.md",
            ".trash/old.md",
            "notes/birds/roosts.md",
            "notes/drafts/d.md",
        ] {
            files::create(&dir.path().join(name), b"").unwrap();
        }
        let vault = Vault::open(dir.path()).unwrap();
        assert_eq!(names(&vault), ["../README", "drafts/d"]);
        std::fs::create_dir(dir.path().join(".obsidian")).unwrap();
        assert_eq!(names(&vault), ["../README", "../daily/monday", "drafts/d"]);
        let whole = Vault::with_settings(dir.path(), Settings::with_notes_in("."));
        assert_eq!(names(&whole), [""; 0]);
        files::create(&dir.path().join("own/notes/a.md"), b"").unwrap();
        let inner = Vault::open(&dir.path().join("own")).unwrap();
        let outer = ["../../README", "../../daily/monday"];
        assert_eq!(names(&inner)[..2], outer);
    }
}
