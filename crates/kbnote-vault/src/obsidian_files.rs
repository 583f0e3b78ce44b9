//! The files of a vault that are not notes, among them the canvases and bases of Obsidian.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kbnote_note::ObsidianFileKind;

use crate::obsidian_vault::OBSIDIAN_MARK;
use crate::paths::real_path;
use crate::{NotesError, Vault, walk};

/// A canvas or a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundObsidianFile {
    /// Its path.
    pub path: PathBuf,
    /// What it is.
    pub kind: ObsidianFileKind,
    /// Its path from the folder of the notes.
    pub name: String,
    /// The prefixes of note paths in it; see [`kbnote_note::ObsidianFile::prefixes`].
    pub prefixes: Vec<String>,
}

impl Vault {
    /// The canvases and bases that may link to notes, in order of their paths: those below the
    /// folder of the notes, and all others in the vault, except copies in a built Quartz site.
    ///
    /// # Errors
    /// If a folder cannot be walked.
    pub fn obsidian_files(&self) -> Result<Vec<FoundObsidianFile>, NotesError> {
        let notes = self.notes_dir();
        let is_site = self.is_quartz() && !self.root().join(OBSIDIAN_MARK).is_dir();
        let top = if is_site {
            notes.as_path()
        } else {
            self.root()
        };
        if !top.is_dir() {
            return Ok(Vec::new());
        }
        let found = walk::files_below(top, &[self.packages_dir()])?;
        let mut files: Vec<FoundObsidianFile> = found
            .into_iter()
            .filter(|found| !found.is_link)
            .filter_map(|found| self.obsidian_file(found.path))
            .collect();
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The names, in lower case, of the files outside the folder of the notes: in a vault of Obsidian all of
    /// them, elsewhere all but Markdown.
    ///
    /// # Errors
    /// If a folder cannot be walked.
    pub fn files_elsewhere(&self) -> Result<BTreeSet<String>, NotesError> {
        let (root, notes) = (self.root(), self.notes_dir());
        if !root.is_dir() || real_path(root).starts_with(real_path(&notes)) {
            return Ok(BTreeSet::new());
        }
        let is_in_obsidian = self.obsidian_root().is_some();
        let found = walk::files_below(root, &[self.packages_dir(), notes])?;
        let files = found.iter().map(|found| &found.path);
        let others = files.filter(|path| is_in_obsidian || !walk::is_note(path));
        let names = others.filter_map(|path| path.file_name());
        Ok(names
            .map(|name| name.to_string_lossy().to_lowercase())
            .collect())
    }

    fn obsidian_file(&self, path: PathBuf) -> Option<FoundObsidianFile> {
        Some(FoundObsidianFile {
            kind: ObsidianFileKind::of(&path)?,
            name: self.name_from_notes(&path),
            prefixes: self.prefixes_in(&path),
            path,
        })
    }

    /// The folder of the notes as seen from the vault of Obsidian that a file is in; where there
    /// is none, from the root of the vault or from itself.
    fn prefixes_in(&self, file: &Path) -> Vec<String> {
        if let Some(top) = self.obsidian_root_above(file) {
            return self.notes_below(&top).into_iter().collect();
        }
        let from_root = self.notes_below(self.root());
        let mut prefixes: Vec<String> = from_root.into_iter().chain([String::new()]).collect();
        prefixes.dedup();
        prefixes
    }
}

#[cfg(test)]
mod tests {
    use crate::{files, testing};

    #[test]
    fn files_outside_the_folder_of_the_notes_are_known_by_name() {
        let (dir, vault) = testing::vault();
        for name in [
            "notes/in.png",
            "notes/a.md",
            "Map.PNG",
            "b.md",
            "node_modules/x.js",
        ] {
            files::create(&dir.path().join(name), b"").unwrap();
        }
        let names = vault.files_elsewhere().unwrap();
        assert!(names.contains("map.png"), "{names:?}");
        for name in ["in.png", "a.md", "b.md", "x.js"] {
            assert!(!names.contains(name), "{name}");
        }
        let settings = crate::Settings::parse("notes = '.'").unwrap();
        let all_notes = crate::Vault::with_settings(dir.path(), settings);
        assert!(all_notes.files_elsewhere().unwrap().is_empty());
    }

    #[test]
    fn canvases_and_bases_are_found_with_their_path_prefixes() {
        let (dir, vault) = testing::vault();
        let names = [
            "board.canvas",
            "notes/a/b.base",
            "notes/own/.obsidian/app.json",
            "notes/own/c.canvas",
            "node_modules/x/d.canvas",
            ".trash/e.canvas",
        ];
        for name in names {
            files::create(&dir.path().join(name), b"{}").unwrap();
        }
        let found = vault.obsidian_files().unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|file| (file.name.as_str(), file.prefixes.join(",")))
            .collect();
        assert_eq!(
            found,
            [
                ("../board.canvas", "notes/,".to_owned()),
                ("a/b.base", "notes/,".to_owned()),
                ("own/c.canvas", String::new()),
            ]
        );
        files::create(&dir.path().join("quartz.config.ts"), b"").unwrap();
        assert!(vault.is_quartz());
        assert_eq!(vault.obsidian_files().unwrap().len(), 2);
        files::create(&dir.path().join(".obsidian/app.json"), b"").unwrap();
        let found = vault.obsidian_files().unwrap();
        assert_eq!(found[0].prefixes, ["notes/"]);
    }
}
