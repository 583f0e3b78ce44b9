//! Marks of a vault, and the search for it.

use std::fs;
use std::path::{Path, PathBuf};

use kbnote_note::LinkPaths;

use crate::obsidian_vault::OBSIDIAN_MARK;
use crate::paths::real_root;
use crate::quartz_config;
use crate::vault::SETTINGS_FILE;
use crate::{OpenVaultError, Settings, UserSettings, Vault, files};

/// Folders and files that mark a vault without kbnote's settings.
const OTHER_MARKS: [&str; 6] = [
    ".kbnote",
    OBSIDIAN_MARK,
    "quartz.config.yaml",
    "quartz.config.ts",
    "quartz.config.js",
    "quartz.lock.json",
];

/// Files at the root of a Quartz site: where Quartz 5 has its settings, they count, though it has a `quartz.config.ts`
/// too. `quartz.lock.json` lists its plugins.
pub(crate) const QUARTZ_MARKS: [&str; 4] = [
    "quartz.config.yaml",
    "quartz.config.ts",
    "quartz.config.js",
    "quartz.lock.json",
];

/// The folder of the notes in a Quartz site.
const QUARTZ_NOTES: &str = "content";

/// A vault found by searching upwards.
#[derive(Debug)]
pub struct FoundVault {
    /// The vault.
    pub vault: Vault,
    /// A vault of another user further up, at which the search stopped.
    pub passed_over: Option<PathBuf>,
}

impl Vault {
    /// Opens the vault that contains `folder`: that of the nearest `kbnote.toml` in it or above,
    /// else of the nearest other mark, else `folder` itself.
    ///
    /// The search ends at the home folder, at a file system boundary, and at a folder of another
    /// user, who could place a vault there on purpose.
    ///
    /// # Errors
    /// As [`Vault::open`]; or if the vault belongs to another user.
    pub fn discover(
        folder: &Path,
        home: Option<&Path>,
        user: &UserSettings,
    ) -> Result<FoundVault, OpenVaultError> {
        let search = Search::from(folder, home);
        let in_reach = search.in_reach();
        let beyond = search
            .places
            .iter()
            .find(|place| !place.is_own && is_marked(place.folder));
        let passed_over = beyond.map(|place| place.folder.to_owned());
        let marked = marked(&in_reach);
        match (marked, passed_over) {
            (Some(root), _) => Ok(FoundVault {
                vault: Self::open_with(root, user)?,
                passed_over: None,
            }),
            (None, Some(root)) if in_reach.is_empty() => {
                Err(OpenVaultError::Foreign { path: root })
            }
            (None, passed_over) => Ok(FoundVault {
                vault: Self::open_with(folder, user)?,
                passed_over,
            }),
        }
    }
}

/// The root of the vault among a folder and those above it.
fn marked<'a>(folders: &[&'a Path]) -> Option<&'a Path> {
    let with_settings = folders.iter().find(|folder| has(folder, SETTINGS_FILE));
    let marked = with_settings.or_else(|| folders.iter().find(|folder| is_marked(folder)));
    marked.copied()
}

impl Vault {
    /// The root of the marked vault that contains `folder`, found as by [`Vault::discover`].
    #[must_use]
    pub fn root_around(folder: &Path, home: Option<&Path>) -> Option<PathBuf> {
        marked(&Search::from(folder, home).in_reach()).map(Path::to_owned)
    }

    /// Whether the folder is marked as a vault: only then do read-only commands store caches in it.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        is_marked(self.root())
    }

    /// Whether the vault is a Quartz site: its settings are at the root, or in the folder above the
    /// notes.
    #[must_use]
    pub fn is_quartz(&self) -> bool {
        self.quartz_config().is_some()
    }

    /// How links are read: as set, else as Quartz is set.
    #[must_use]
    pub fn link_paths(&self) -> LinkPaths {
        let of_quartz = || {
            let path = self.quartz_config()?;
            let config = files::read_if_present(&path).ok()??;
            let config = String::from_utf8_lossy(&config);
            if path
                .extension()
                .is_some_and(|extension| extension == "yaml")
            {
                quartz_config::in_yaml(&config)
            } else {
                quartz_config::in_typescript(&config)
            }
        };
        let set = self.settings().wikilink.paths;
        set.or_else(of_quartz).unwrap_or_default()
    }

    /// The nearest vault of Obsidian that this vault lies in; the search ends as that of
    /// [`Vault::discover`], and below the home folder.
    pub(crate) fn obsidian_root_beyond(&self) -> Option<PathBuf> {
        let home = std::env::home_dir().map(|home| real_root(&home));
        let root = real_root(self.root());
        let search = Search::from(&root, home.as_deref());
        let in_reach = search.places.iter().take_while(|place| place.is_own);
        let mut above = in_reach.map(|place| place.folder).skip(1);
        let is_marked = |folder: &&Path| folder.join(OBSIDIAN_MARK).is_dir();
        let found = above.find(is_marked)?;
        (Some(found) != home.as_deref()).then(|| found.to_owned())
    }

    fn quartz_config(&self) -> Option<PathBuf> {
        let notes = self.notes_dir();
        let folders = [self.root(), notes.parent().unwrap_or(&notes)];
        folders.into_iter().find_map(quartz_config)
    }
}

impl Settings {
    /// The settings of a vault without a settings file: the notes are where the program whose vault it is
    /// has them, unless there is a folder of kbnote's own.
    pub(crate) fn without_file(root: &Path) -> Self {
        let is_folder = |name: &str| {
            let file = fs::symlink_metadata(root.join(name));
            file.is_ok_and(|file| file.is_dir())
        };
        let usual = Self::default();
        if root.join(&usual.notes).exists() {
            usual
        } else if is_quartz_root(root) && is_folder(QUARTZ_NOTES) {
            Self::with_notes_in(QUARTZ_NOTES)
        } else if is_folder(OBSIDIAN_MARK) {
            Self::with_notes_in(".")
        } else {
            usual
        }
    }
}

fn is_quartz_root(folder: &Path) -> bool {
    quartz_config(folder).is_some()
}

fn quartz_config(folder: &Path) -> Option<PathBuf> {
    let mark = QUARTZ_MARKS.iter().find(|mark| has(folder, mark))?;
    Some(folder.join(mark))
}

/// Whether a folder has a mark of a vault.
pub(crate) fn is_marked(folder: &Path) -> bool {
    has(folder, SETTINGS_FILE) || OTHER_MARKS.iter().any(|mark| has(folder, mark))
}

fn has(folder: &Path, name: &str) -> bool {
    folder.join(name).exists()
}

/// The folders to search for a vault, the nearest first.
struct Search<'a> {
    places: Vec<Place<'a>>,
}

struct Place<'a> {
    folder: &'a Path,
    /// Whether it belongs to the user, or to an administrator.
    is_own: bool,
}

/// Facts on a folder that decide whether the search goes on above it.
#[derive(Clone, Copy)]
struct FolderFacts {
    /// The file system that it is on.
    system: u64,
    /// Whether it belongs to the user, or to an administrator.
    is_own: bool,
}

impl<'a> Search<'a> {
    /// The folders up to the first that is another user's.
    fn in_reach(&self) -> Vec<&'a Path> {
        let own = self.places.iter().take_while(|place| place.is_own);
        own.map(|place| place.folder).collect()
    }

    fn from(folder: &'a Path, home: Option<&Path>) -> Self {
        let facts = |folder: &Path| {
            let (system, is_own) = platform::facts(&fs::metadata(folder).ok()?);
            Some(FolderFacts { system, is_own })
        };
        Self::with_facts(folder, home, &facts)
    }

    fn with_facts(
        folder: &'a Path,
        home: Option<&Path>,
        facts: &dyn Fn(&Path) -> Option<FolderFacts>,
    ) -> Self {
        let real_home = home.and_then(|home| home.canonicalize().ok());
        let is_home =
            |folder: &Path| real_home.is_some() && folder.canonicalize().ok() == real_home;
        let start = facts(folder).map(|facts| facts.system);
        let mut places = Vec::new();
        for folder in folder.ancestors() {
            let Some(FolderFacts { system, is_own }) = facts(folder) else {
                break;
            };
            if start != Some(system) {
                break;
            }
            places.push(Place { folder, is_own });
            if is_home(folder) {
                break;
            }
        }
        Self { places }
    }
}

#[cfg(unix)]
mod platform {
    use std::env;
    use std::fs::Metadata;
    use std::os::unix::fs::MetadataExt;

    /// The file system of a folder, and whether it is trusted.
    pub(super) fn facts(metadata: &Metadata) -> (u64, bool) {
        (metadata.dev(), is_trusted(metadata))
    }

    /// Whether a folder belongs to the user, or under `sudo`, as in git, to the invoking user.
    fn is_trusted(metadata: &Metadata) -> bool {
        let user = rustix::process::geteuid().as_raw();
        let behind_sudo = || {
            let user: u32 = env::var("SUDO_UID").ok()?.parse().ok()?;
            Some(user)
        };
        metadata.uid() == user || (user == 0 && behind_sudo() == Some(metadata.uid()))
    }
}

#[cfg(not(unix))]
mod platform {
    pub(super) const fn facts(_: &std::fs::Metadata) -> (u64, bool) {
        (0, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root_around(folder: &Path, home: Option<&Path>) -> PathBuf {
        let found = Vault::discover(folder, home, &UserSettings::default()).unwrap();
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
        let found = Vault::discover(&deep, None, &UserSettings::default()).unwrap();
        assert_eq!(found.vault.notes_dir(), dir.path().join("content"));
        assert_eq!(found.passed_over, None);
    }

    #[test]
    fn without_settings_the_notes_are_where_the_other_program_has_them() {
        let notes_with = |names: &[&str]| {
            let dir = tempfile::tempdir().unwrap();
            for name in names {
                fs::create_dir_all(dir.path().join(name)).unwrap();
            }
            let vault = Vault::open(dir.path()).unwrap();
            let settings = vault.settings();
            (settings.notes.clone(), settings.drafts.clone())
        };
        let notes = |names: &[&str]| notes_with(names).0;
        assert_eq!(notes(&[]), "notes");
        assert_eq!(notes(&["content"]), "notes");
        assert_eq!(notes(&[".obsidian", "notes"]), "notes");
        assert_eq!(notes(&[".obsidian", "content"]), ".");
        assert_eq!(
            notes_with(&[".obsidian"]),
            (".".to_owned(), "drafts".to_owned())
        );
        let quartz = ["quartz.config.ts", "content", ".obsidian"];
        assert_eq!(notes(&quartz), "content");
        assert_eq!(notes(&["quartz.config.ts"]), "notes");
    }

    #[test]
    fn links_are_read_as_set_here_or_in_quartz() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        let paths = |folder: &Path| Vault::open(folder).unwrap().link_paths();
        assert_eq!(paths(root), LinkPaths::Shortest);
        fs::create_dir(root.join("content")).unwrap();
        let config = root.join("quartz.config.ts");
        for (line, wanted) in [
            (
                "Plugin.CrawlLinks({ markdownLinkResolution: \"relative\" }),",
                LinkPaths::Relative,
            ),
            (
                "  markdownLinkResolution : 'absolute',",
                LinkPaths::Absolute,
            ),
            (
                "// markdownLinkResolution: \"absolute\"\nmarkdownLinkResolution: \"relative\"",
                LinkPaths::Relative,
            ),
            (
                "* markdownLinkResolution: \"absolute\"",
                LinkPaths::Shortest,
            ),
            ("markdownLinkResolution: mine", LinkPaths::Shortest),
            ("markdownLinkResolution:", LinkPaths::Shortest),
        ] {
            fs::write(&config, line).unwrap();
            assert_eq!(paths(root), wanted, "{line}");
        }
        let yaml = root.join("quartz.config.yaml");
        fs::write(
            &yaml,
            "configuration: { links: { markdownLinkResolution: absolute } }",
        )
        .unwrap();
        assert_eq!(paths(root), LinkPaths::Absolute);
        fs::remove_file(&yaml).unwrap();
        fs::write(&config, "markdownLinkResolution: \"relative\"").unwrap();
        fs::write(root.join(SETTINGS_FILE), "notes = 'content'").unwrap();
        assert_eq!(paths(root), LinkPaths::Relative);
        for (set, wanted) in [
            ("shortest", LinkPaths::Shortest),
            ("absolute", LinkPaths::Absolute),
        ] {
            let settings = format!("wikilink.paths = '{set}'");
            fs::write(root.join(SETTINGS_FILE), settings).unwrap();
            assert_eq!(paths(root), wanted);
        }
    }

    #[test]
    fn the_search_ends_at_a_file_system_and_sees_whose_folders_are() {
        let dir = tempfile::tempdir().unwrap();
        let (middle, deep) = (dir.path().join("a"), dir.path().join("a/b"));
        fs::create_dir_all(&deep).unwrap();
        let reached = |at_middle: FolderFacts| -> Vec<(PathBuf, bool)> {
            let facts = |folder: &Path| {
                let usual = FolderFacts {
                    system: 1,
                    is_own: true,
                };
                Some(if folder == middle { at_middle } else { usual })
            };
            let search = Search::with_facts(&deep, Some(dir.path()), &facts);
            let places = search.places.iter();
            places
                .map(|place| (place.folder.to_owned(), place.is_own))
                .collect()
        };
        let facts = |system, is_own| FolderFacts { system, is_own };
        assert_eq!(reached(facts(2, true)), [(deep.clone(), true)]);
        let all = [
            (deep.clone(), true),
            (middle.clone(), false),
            (dir.path().to_owned(), true),
        ];
        assert_eq!(reached(facts(1, false)), all);
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
