//! The files of a vault that are not notes, among them the canvases and bases of Obsidian.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kbnote_note::ObsidianFileKind;

use crate::notes::with_slashes;
use crate::paths::real_path;
use crate::{NotesError, Vault, walk};

/// The folder that marks an Obsidian vault.
const MARK: &str = ".obsidian";

/// The folder of npm packages.
const PACKAGES: &str = "node_modules";

/// A canvas or a base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundObsidianFile {
    /// Its path.
    pub path: PathBuf,
    /// What it is.
    pub kind: ObsidianFileKind,
    /// Its path below the folder of the notes; of a file elsewhere, its name.
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
        let is_site = self.is_quartz() && !self.root().join(MARK).is_dir();
        let top = if is_site {
            notes.as_path()
        } else {
            self.root()
        };
        if !top.is_dir() {
            return Ok(Vec::new());
        }
        let nowhere = self.root().join(PACKAGES);
        let found = walk::files_below(top, &[&nowhere])?;
        let mut files: Vec<FoundObsidianFile> = found
            .into_iter()
            .filter(|found| !found.is_link)
            .filter_map(|found| self.obsidian_file(found.path, &notes))
            .collect();
        files.sort_unstable_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// The names, in lower case, of the files outside the folder of the notes that are not notes.
    ///
    /// # Errors
    /// If a folder cannot be walked.
    pub fn files_elsewhere(&self) -> Result<BTreeSet<String>, NotesError> {
        let (root, notes) = (self.root(), self.notes_dir());
        if !root.is_dir() || real_path(root).starts_with(real_path(&notes)) {
            return Ok(BTreeSet::new());
        }
        let found = walk::files_below(root, &[&root.join(PACKAGES), &notes])?;
        let others = found.iter().filter(|found| !walk::is_note(&found.path));
        let names = others.filter_map(|found| found.path.file_name());
        Ok(names
            .map(|name| name.to_string_lossy().to_lowercase())
            .collect())
    }

    fn obsidian_file(&self, path: PathBuf, notes: &Path) -> Option<FoundObsidianFile> {
        let kind = ObsidianFileKind::of(&path)?;
        let name = match path.strip_prefix(notes) {
            Ok(below) => with_slashes(below),
            Err(_) => path.file_name()?.to_string_lossy().into_owned(),
        };
        Some(FoundObsidianFile {
            prefixes: self.prefixes_in(&path, notes),
            path,
            kind,
            name,
        })
    }

    /// The folder of the notes as seen from the vault of Obsidian that a file lies in; where there
    /// is none, from the root of the vault or from itself.
    fn prefixes_in(&self, path: &Path, notes: &Path) -> Vec<String> {
        let prefix = |top: &Path| {
            let below = real_path(notes);
            let below = below.strip_prefix(real_path(top)).ok()?;
            let below = with_slashes(below);
            Some(if below.is_empty() { below } else { below + "/" })
        };
        let mut above = path.ancestors().skip(1);
        let inside = above
            .by_ref()
            .take_while(|folder| folder.starts_with(self.root()))
            .find(|folder| folder.join(MARK).is_dir());
        let mut prefixes: Vec<String> = match inside {
            Some(top) => prefix(top).into_iter().collect(),
            None => prefix(self.root())
                .into_iter()
                .chain([String::new()])
                .collect(),
        };
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
    fn canvases_and_bases_are_found_with_what_their_paths_begin_with() {
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
                ("board.canvas", "notes/,".to_owned()),
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
