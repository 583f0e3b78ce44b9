//! Which folders of a vault are watched, and what of their changes is reported.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::files::{FileStamp, stamp};
use crate::paths::real_path;
use crate::{Vault, with_slashes};

/// The folders of a vault that hold what a reader of its notes sees. All paths have links resolved.
#[derive(Debug)]
pub(super) struct WatchedFolders {
    root: PathBuf,
    packages: PathBuf,
    states: PathBuf,
    /// Folders that are watched with all below them.
    trees: [PathBuf; 3],
    /// Folders that are watched without those below.
    single: BTreeSet<PathBuf>,
}

impl WatchedFolders {
    pub(super) fn new(vault: &Vault) -> Self {
        let root = vault.real_root().to_owned();
        let states = root.join(".kbnote/notes");
        let trees = [vault.notes_dir(), vault.transcripts_dir()];
        let [notes, transcripts] = trees.map(|folder| real_path(&folder));
        Self {
            packages: root.join("node_modules"),
            trees: [notes, transcripts, states.clone()],
            single: BTreeSet::from([root.clone()]),
            states,
            root,
        }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Adds the folder of a file.
    pub(super) fn include(&mut self, file: &Path) -> Option<PathBuf> {
        let folder = real_path(file).parent()?.to_owned();
        let is_new = !self.is_watched(&folder) && folder.starts_with(&self.root);
        is_new.then(|| {
            self.single.insert(folder.clone());
            folder
        })
    }

    /// The path from the root by which a change is reported; `None` if nobody sees what it is in.
    pub(super) fn reported_name(&self, path: &Path) -> Option<String> {
        let below = path.strip_prefix(&self.root).ok()?;
        let is_seen = path.parent().is_some_and(|folder| self.is_watched(folder));
        (is_seen && !self.is_private(path)).then(|| with_slashes(below))
    }

    /// Whether a folder is watched, or would be if it existed.
    pub(super) fn is_watched(&self, folder: &Path) -> bool {
        let is_in_tree = self.trees.iter().any(|tree| folder.starts_with(tree));
        (is_in_tree || self.single.contains(folder) || self.leads_to_tree(folder))
            && !self.is_private(folder)
    }

    fn leads_to_tree(&self, folder: &Path) -> bool {
        folder.starts_with(&self.root) && self.trees.iter().any(|tree| tree.starts_with(folder))
    }

    /// Whether it is hidden or a package; states are hidden and seen nevertheless.
    fn is_private(&self, path: &Path) -> bool {
        if path.starts_with(&self.states) || self.states.starts_with(path) {
            return is_temporary(path);
        }
        let below = path.strip_prefix(&self.root).unwrap_or(path);
        let mut parts = below.iter().map(OsStr::as_encoded_bytes);
        parts.any(|part| part.starts_with(b".")) || path.starts_with(&self.packages)
    }

    /// The watched folders that are now in a folder.
    pub(super) fn within(&self, folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
        let folders = folders.map(|entry| entry.path());
        folders.filter(|path| self.is_watched(path)).collect()
    }

    /// All watched folders that exist now.
    pub(super) fn existing(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        let mut unread: Vec<PathBuf> = self.single.iter().chain(&self.trees).cloned().collect();
        unread.retain(|folder| folder.is_dir());
        while let Some(folder) = unread.pop() {
            if !found.contains(&folder) {
                unread.extend(self.within(&folder));
                found.insert(folder);
            }
        }
        found
    }

    /// Size and time of every file in the watched folders, by its path.
    pub(super) fn stamps(&self) -> BTreeMap<PathBuf, FileStamp> {
        self.stamps_in(self.existing())
    }

    /// The same for some of the folders.
    pub(super) fn stamps_in(
        &self,
        folders: impl IntoIterator<Item = PathBuf>,
    ) -> BTreeMap<PathBuf, FileStamp> {
        let entries = folders
            .into_iter()
            .flat_map(|folder| fs::read_dir(folder).into_iter().flatten().flatten());
        let files = entries.map(|entry| entry.path());
        let files = files.filter(|path| !self.is_private(path) && path.is_file());
        files
            .filter_map(|path| stamp(&path).map(|stamp| (path, stamp)))
            .collect()
    }
}

/// Whether it is a file that becomes another one's new content.
fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().map(OsStr::as_encoded_bytes);
    name.is_some_and(|name| name.starts_with(b".kbnote-"))
}
