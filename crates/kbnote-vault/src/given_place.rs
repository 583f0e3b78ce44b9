//! Where a file or folder is that was given as a note, and folders of the settings that are not there.

use std::fs;
use std::path::{Path, PathBuf};

use kbnote_core::nearest_name;

use crate::paths::real_absolute;
use crate::{Vault, walk};

/// Where a file or folder is that was given as a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenPlace {
    /// Among the notes of the vault, or around them.
    Notes,
    /// In a folder whose files are not notes, by the name of its setting.
    OtherFolder(&'static str),
    /// Elsewhere in the vault, or outside it.
    Elsewhere,
}

/// A folder that the settings file of the vault names and that does not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingFolder {
    /// The settings file.
    pub file: PathBuf,
    /// The line, from 1, if it is known.
    pub line: Option<usize>,
    /// The name of the setting.
    pub key: &'static str,
    /// The folder.
    pub value: String,
    /// The folder that is probably meant.
    pub meant: Option<String>,
}

/// The settings of folders without notes, in the order of [`Vault::other_folders`].
const OTHER_FOLDERS: [&str; 3] = ["drafts", "templates", "transcripts"];

impl Vault {
    /// Where a file or folder is that was given as a note.
    #[must_use]
    pub fn given_place(&self, path: &Path) -> GivenPlace {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = if path.is_dir() {
            absolute.as_path()
        } else {
            absolute.parent().unwrap_or(&absolute)
        };
        let folder = real_absolute(folder);
        let others = self.other_folders();
        let mut others = OTHER_FOLDERS.iter().zip(&others);
        if let Some((key, _)) = others.find(|(_, other)| folder.starts_with(real_absolute(other))) {
            GivenPlace::OtherFolder(key)
        } else if self.notes_folder_name(&folder).is_some()
            || path.is_dir() && real_absolute(&self.notes_dir()).starts_with(&folder)
        {
            GivenPlace::Notes
        } else {
            GivenPlace::Elsewhere
        }
    }

    /// The folders that its settings file names and that do not exist: that of the notes, and others, which may be made
    /// later, only where a folder of the usual name is probably meant.
    #[must_use]
    pub fn missing_folders(&self) -> Vec<MissingFolder> {
        let Some(layer) = self.layer() else {
            return Vec::new();
        };
        let missing = |key: &'static str| {
            let value = layer.value(key)?.as_str()?.to_owned();
            let folder = self.root().join(&value);
            let meant = (!folder.exists()).then(|| self.similar_folder(&value))?;
            let is_usual = |meant: &String| meant.rsplit('/').next() == Some(key);
            (key == "notes" || meant.as_ref().is_some_and(is_usual)).then(|| MissingFolder {
                file: layer.path().to_owned(),
                line: layer.line(key),
                key,
                value,
                meant,
            })
        };
        let keys = ["notes"].into_iter().chain(OTHER_FOLDERS);
        keys.filter_map(missing).collect()
    }

    /// The folder beside one that does not exist, with a name most like it.
    fn similar_folder(&self, missing: &str) -> Option<String> {
        let (parent, name) = missing.rsplit_once('/').unwrap_or(("", missing));
        let entries = fs::read_dir(self.root().join(parent)).ok()?;
        let folders = entries.flatten().filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> = folders
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        let near = nearest_name(name, names)?;
        Some(match parent {
            "" => near,
            parent => format!("{parent}/{near}"),
        })
    }
}

/// The note or folder beside one that does not exist, with a name most like it; `.md` need not be typed.
pub(crate) fn similar_path(missing: &Path) -> Option<PathBuf> {
    let parent = missing.parent()?;
    let listed = match parent.as_os_str().is_empty() {
        true => Path::new("."),
        false => parent,
    };
    let paths = fs::read_dir(listed).ok()?.flatten();
    let paths = paths.map(|entry| entry.path());
    let paths = paths.filter(|path| path.is_dir() || walk::is_note(path));
    let names = paths.filter_map(|path| path.file_name()?.to_str().map(str::to_owned));
    let mut names: Vec<String> = names.collect();
    names.sort_unstable();
    let stem = |name: &str| name.strip_suffix(".md").unwrap_or(name).to_owned();
    let wanted = stem(missing.file_name()?.to_str()?);
    let near = nearest_name(&wanted, names.iter().map(|name| stem(name)))?;
    let named = names.into_iter().find(|name| stem(name) == near)?;
    Some(parent.join(named))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    #[test]
    fn files_of_drafts_and_of_elsewhere_are_told_from_notes() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        for name in [
            "vault/kbnote.toml",
            "vault/notes/a/one.md",
            "vault/notes/drafts/two.md",
            "vault/transcripts/three.md",
            "vault/other/four.md",
            "five.md",
        ] {
            files::create(&root.join(name), b"").unwrap();
        }
        let vault = Vault::open(&root.join("vault")).unwrap();
        let place = |name: &str| vault.given_place(&root.join(name));
        for name in [
            "vault",
            "vault/notes",
            "vault/notes/a/one.md",
            "vault/x/../notes/a",
        ] {
            assert_eq!(place(name), GivenPlace::Notes, "{name}");
        }
        let drafts = GivenPlace::OtherFolder("drafts");
        assert_eq!(place("vault/notes/drafts"), drafts);
        assert_eq!(place("vault/notes/drafts/two.md"), drafts);
        let transcripts = GivenPlace::OtherFolder("transcripts");
        assert_eq!(place("vault/transcripts/three.md"), transcripts);
        for name in ["vault/other/four.md", "vault/other", "five.md"] {
            assert_eq!(place(name), GivenPlace::Elsewhere, "{name}");
        }
    }

    #[test]
    fn folders_that_are_set_and_not_there_are_found() {
        let missing = |settings: &str| {
            let dir = tempfile::tempdir().unwrap();
            for name in ["notes", "site/content", "transcripts"] {
                fs::create_dir_all(dir.path().join(name)).unwrap();
            }
            fs::write(dir.path().join("kbnote.toml"), settings).unwrap();
            let missing = Vault::open(dir.path()).unwrap().missing_folders();
            let shown = missing
                .into_iter()
                .map(|one| (one.key, one.line, one.meant));
            shown.collect::<Vec<_>>()
        };
        let meant = |text: &str| Some(text.to_owned());
        assert_eq!(missing(""), []);
        assert_eq!(missing("notes = 'notes'\ntemplates = 'mine'"), []);
        assert_eq!(
            missing("\nnotes = 'note'\ntranscripts = 'transcript'"),
            [
                ("notes", Some(2), meant("notes")),
                ("transcripts", Some(3), meant("transcripts"))
            ]
        );
        assert_eq!(
            missing("notes = 'site/contents'"),
            [("notes", Some(1), meant("site/content"))]
        );
        assert_eq!(missing("notes = 'elsewhere'"), [("notes", Some(1), None)]);
    }
}
