//! What says that a folder is a vault, and where a vault is looked for.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use crate::vault::SETTINGS_FILE;
use crate::{OpenVaultError, Vault};

/// Folders and files that a vault without settings of kbnote's has.
const OTHER_MARKS: [&str; 5] = [
    ".kbnote",
    ".obsidian",
    "quartz.config.ts",
    "quartz.config.js",
    "quartz.config.yaml",
];

/// Files that a site of Quartz has at its root.
const QUARTZ_MARKS: [&str; 3] = ["quartz.config.ts", "quartz.config.js", "quartz.config.yaml"];

/// A vault that was found by looking upwards.
#[derive(Debug)]
pub struct FoundVault {
    /// The vault.
    pub vault: Vault,
    /// A vault of another user further up, at which the search stopped.
    pub passed_over: Option<PathBuf>,
}

impl Vault {
    /// Opens the vault that `folder` lies in: that of the nearest `kbnote.toml` in it or above it,
    /// else of the nearest other mark of a vault, else `folder` itself.
    ///
    /// The search ends at the home folder, at the edge of a file system and at a folder of another
    /// user, who could put a vault there for others to stumble into.
    ///
    /// # Errors
    /// As [`Vault::open`]; and if the vault is another user's.
    pub fn around(folder: &Path, home: Option<&Path>) -> Result<FoundVault, OpenVaultError> {
        let search = Search::from(folder, home);
        let is_own = |place: &Place<'_>| place.is_own;
        let in_reach: Vec<&Path> = search
            .places
            .iter()
            .take_while(|place| is_own(place))
            .map(|place| place.folder)
            .collect();
        let beyond = search
            .places
            .iter()
            .find(|place| !is_own(place) && is_marked(place.folder));
        let passed_over = beyond.map(|place| place.folder.to_owned());
        let with_settings = in_reach.iter().find(|folder| has(folder, SETTINGS_FILE));
        let marked = with_settings.or_else(|| in_reach.iter().find(|folder| is_marked(folder)));
        match (marked, passed_over) {
            (Some(root), _) => Ok(FoundVault {
                vault: Self::open(root)?,
                passed_over: None,
            }),
            (None, Some(root)) if in_reach.is_empty() => {
                Err(OpenVaultError::Foreign { path: root })
            }
            (None, passed_over) => Ok(FoundVault {
                vault: Self::open(folder)?,
                passed_over,
            }),
        }
    }
}

impl Vault {
    /// Whether something in the folder says that it is a vault: only then are caches kept in it
    /// by commands that write nothing else.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        is_marked(self.root())
    }

    /// Whether the vault is a site of Quartz: its settings are at the root, or in the folder above the
    /// notes.
    #[must_use]
    pub fn is_quartz(&self) -> bool {
        let notes = self.notes_dir();
        let mut folders = [self.root(), notes.parent().unwrap_or(&notes)].into_iter();
        folders.any(|folder| QUARTZ_MARKS.iter().any(|mark| has(folder, mark)))
    }
}

/// Whether a folder has a mark of a vault.
pub(crate) fn is_marked(folder: &Path) -> bool {
    has(folder, SETTINGS_FILE) || OTHER_MARKS.iter().any(|mark| has(folder, mark))
}

fn has(folder: &Path, name: &str) -> bool {
    folder.join(name).exists()
}

/// The folders in which a vault is looked for, the nearest first.
struct Search<'a> {
    places: Vec<Place<'a>>,
}

struct Place<'a> {
    folder: &'a Path,
    /// Whether it belongs to the user, or to somebody who can do as they like anyway.
    is_own: bool,
}

impl<'a> Search<'a> {
    fn from(folder: &'a Path, home: Option<&Path>) -> Self {
        let real_home = home.and_then(|home| home.canonicalize().ok());
        let is_home =
            |folder: &Path| real_home.is_some() && folder.canonicalize().ok() == real_home;
        let start = fs::metadata(folder).ok();
        let mut places = Vec::new();
        for folder in folder.ancestors() {
            let Ok(metadata) = fs::metadata(folder) else {
                break;
            };
            if start
                .as_ref()
                .is_some_and(|start| !on_same_system(start, &metadata))
            {
                break;
            }
            let is_own = owner::is_trusted(&metadata);
            places.push(Place { folder, is_own });
            if is_home(folder) {
                break;
            }
        }
        Self { places }
    }
}

#[cfg(unix)]
fn on_same_system(a: &Metadata, b: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    a.dev() == b.dev()
}

#[cfg(not(unix))]
fn on_same_system(_: &Metadata, _: &Metadata) -> bool {
    true
}

#[cfg(unix)]
mod owner {
    use std::env;
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    /// Whether a folder is the user's; under `sudo`, as with git, also if it is that of who ran it.
    pub(super) fn is_trusted(metadata: &Metadata) -> bool {
        let user = rustix::process::geteuid().as_raw();
        let behind_sudo = || {
            let user: u32 = env::var("SUDO_UID").ok()?.parse().ok()?;
            Some(user)
        };
        metadata.uid() == user || (user == 0 && behind_sudo() == Some(metadata.uid()))
    }
}

#[cfg(not(unix))]
mod owner {
    pub(super) const fn is_trusted(_: &std::fs::Metadata) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root_around(folder: &Path, home: Option<&Path>) -> PathBuf {
        let found = Vault::around(folder, home).unwrap();
        found.vault.root().to_owned()
    }

    #[test]
    fn the_nearest_settings_above_make_the_root_else_the_nearest_other_mark() {
        let dir = tempfile::tempdir().unwrap();
        let (middle, deep) = (dir.path().join("a"), dir.path().join("a/b/c"));
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(root_around(&deep, None), deep);
        for mark in OTHER_MARKS {
            fs::create_dir(middle.join(mark)).unwrap();
            assert_eq!(root_around(&deep, None), middle, "{mark}");
            fs::remove_dir(middle.join(mark)).unwrap();
        }
        fs::create_dir(middle.join(".obsidian")).unwrap();
        fs::write(dir.path().join(SETTINGS_FILE), "notes = 'content'").unwrap();
        let found = Vault::around(&deep, None).unwrap();
        assert_eq!(found.vault.notes_dir(), dir.path().join("content"));
        assert_eq!(found.passed_over, None);
    }

    #[test]
    fn the_search_ends_at_the_home_folder() {
        let dir = tempfile::tempdir().unwrap();
        let (home, deep) = (dir.path().join("home"), dir.path().join("home/a"));
        fs::create_dir_all(&deep).unwrap();
        fs::write(dir.path().join(SETTINGS_FILE), "").unwrap();
        assert_eq!(root_around(&deep, Some(&home)), deep);
        assert_eq!(root_around(&deep, None), dir.path());
        fs::create_dir(home.join(".kbnote")).unwrap();
        assert_eq!(root_around(&deep, Some(&home)), home);
    }
}
