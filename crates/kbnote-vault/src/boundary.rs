//! The edge of a vault: nothing that lies in a vault leads kbnote out of it.
//!
//! A vault may come from somebody else. Its settings name folders, its transcripts name channels,
//! and anything in it may be a link to elsewhere. What kbnote reads and writes because it lies in
//! the vault passes through here; what a person names on the command line may lie anywhere.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::paths::without_steps_up;
use crate::{FileError, Settings, Vault, files};

/// A folder of the settings that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// It is not below the root of the vault.
    #[error("it must be a path below the vault's root, without `..`")]
    NotBelow,
    /// It is hidden, or belongs to another program.
    #[error("a hidden folder cannot be used for this")]
    Hidden,
    /// It has a name that not every system can hold.
    #[error("the name is not valid on every system")]
    Name,
    /// It is a link out of the vault.
    #[error("it is a link that leads out of the vault")]
    LeadsOut,
}

impl Vault {
    /// Refuses a path in the vault that leads out of it through a link. A path elsewhere was given
    /// by the user and is allowed, unless it is a link itself.
    ///
    /// # Errors
    /// [`FileError::LeadsOut`] if it does.
    pub fn check_inside(&self, path: &Path) -> Result<(), FileError> {
        let leads_out = || FileError::LeadsOut {
            path: path.to_owned(),
        };
        let real = resolved_target(path).ok_or_else(leads_out)?;
        if real.starts_with(self.real_root()) {
            return Ok(());
        }
        let is_named_elsewhere = !self.is_named_inside(path) && !path.is_symlink();
        is_named_elsewhere.then_some(()).ok_or_else(leads_out)
    }

    /// Refuses a note that must not be changed: one that leads out of the vault, or is hidden.
    ///
    /// # Errors
    /// [`FileError::LeadsOut`] or [`FileError::Hidden`].
    pub fn check_note_access(&self, note: &Path) -> Result<(), FileError> {
        self.check_inside(note)?;
        let real = resolved_target(note).unwrap_or_else(|| note.to_owned());
        let is_hidden = match real.strip_prefix(self.real_root()) {
            Ok(below) => below.components().any(is_hidden),
            Err(_) => real.components().next_back().is_some_and(is_hidden),
        };
        if is_hidden {
            Err(FileError::Hidden {
                path: note.to_owned(),
            })
        } else {
            Ok(())
        }
    }

    /// The bytes of kbnote's own file, or `None` if it does not exist.
    pub(crate) fn read_own(&self, path: &Path) -> Result<Option<Vec<u8>>, FileError> {
        self.check_inside(path)?;
        files::read_if_present(path)
    }

    /// Replaces kbnote's own file; returns whether that changed it. A link is replaced itself, not
    /// its target.
    pub(crate) fn replace_own(&self, path: &Path, bytes: &[u8]) -> Result<bool, FileError> {
        self.check_own_folder(path)?;
        files::replace_itself(path, bytes)
    }

    /// Removes kbnote's own file.
    pub(crate) fn remove_own(&self, path: &Path) -> Result<(), FileError> {
        self.check_own_folder(path)?;
        files::remove(path)
    }

    /// Refuses kbnote's own file if its folder is a link to elsewhere, where kbnote could write
    /// among notes.
    pub(crate) fn check_own_folder(&self, path: &Path) -> Result<(), FileError> {
        let folder = path.parent().unwrap_or(path);
        self.check_inside(folder)?;
        let own = Path::new(".kbnote");
        let is_own = folder.starts_with(self.root().join(own));
        let real = resolved_target(folder);
        if is_own && !real.is_some_and(|real| real.starts_with(self.real_root().join(own))) {
            Err(FileError::LeadsOut {
                path: folder.to_owned(),
            })
        } else {
            Ok(())
        }
    }

    /// Whether a path is inside the vault, without resolving links.
    fn is_named_inside(&self, path: &Path) -> bool {
        let (Ok(path), Ok(root)) = (std::path::absolute(path), std::path::absolute(self.root()))
        else {
            return true;
        };
        let path = without_steps_up(&path);
        path.starts_with(without_steps_up(&root)) || path.starts_with(self.real_root())
    }

    /// Checks the folders of the settings; returns the first invalid one, with its key.
    pub(crate) fn check_folders(&self) -> Result<(), (&'static str, FolderError)> {
        let Settings {
            notes,
            transcripts,
            templates,
            drafts,
            ..
        } = self.settings();
        let folders = [
            ("notes", notes, FolderKind::Notes),
            ("drafts", drafts, FolderKind::Notes),
            ("transcripts", transcripts, FolderKind::Own),
            ("templates", templates, FolderKind::Own),
        ];
        for (key, folder, kind) in folders {
            self.check_folder(Path::new(folder), kind)
                .map_err(|error| (key, error))?;
        }
        let new_notes = Path::new(&self.settings().notes).join(&self.settings().new_notes);
        self.check_folder(&new_notes, FolderKind::Notes)
            .map_err(|error| ("new_notes", error))?;
        Ok(())
    }

    fn check_folder(&self, folder: &Path, kind: FolderKind) -> Result<(), FolderError> {
        for part in folder.components() {
            check_part(part, kind)?;
        }
        self.check_inside(&self.root().join(folder))
            .map_err(|_| FolderError::LeadsOut)
    }
}

/// The kind of a folder in the settings.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FolderKind {
    /// Written by people, and shown by other programs.
    Notes,
    /// Read by kbnote only: it may be hidden from other programs.
    Own,
}

fn check_part(part: Component<'_>, kind: FolderKind) -> Result<(), FolderError> {
    let name = match part {
        Component::CurDir => return Ok(()),
        Component::Normal(name) => name.to_string_lossy(),
        _ => return Err(FolderError::NotBelow),
    };
    let is_of_a_program = [".git", ".kbnote"].contains(&name.to_lowercase().as_str());
    if is_of_a_program || (kind == FolderKind::Notes && name.starts_with('.')) {
        return Err(FolderError::Hidden);
    }
    if is_portable(&name) {
        Ok(())
    } else {
        Err(FolderError::Name)
    }
}

/// Whether the channel folder in a transcript is a portable path below the notes, without hidden
/// parts.
pub(crate) fn is_folder_below(folder: &str) -> bool {
    folder.split('/').all(|name| {
        let holds = |c: char| !r#"\:<>"|?*"#.contains(c);
        !name.is_empty()
            && !name.starts_with('.')
            && !name.ends_with(['.', ' '])
            && name.chars().all(holds)
            && is_portable(name)
    })
}

/// Whether a file name is valid on every system.
fn is_portable(name: &str) -> bool {
    name.len() <= 255 && !name.chars().any(char::is_control) && !kbnote_note::is_device_name(name)
}

fn is_hidden(part: Component<'_>) -> bool {
    matches!(part, Component::Normal(name) if name.as_encoded_bytes().starts_with(b"."))
}

/// Where a path leads, links resolved; of a file that is not there yet, where it would be made.
/// `None` for a link that leads nowhere: what is made through it could be anywhere.
fn resolved_target(path: &Path) -> Option<PathBuf> {
    match path.canonicalize() {
        Ok(real) => Some(real),
        Err(_) if fs::symlink_metadata(path).is_ok_and(|file| file.is_symlink()) => None,
        Err(_) => {
            let parent = match path.parent() {
                Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
                Some(parent) => parent,
                None => return Some(path.to_owned()),
            };
            let name = path.file_name()?;
            Some(resolved_target(parent)?.join(name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn folder_error(line: &str) -> Option<FolderError> {
        let dir = tempfile::tempdir().unwrap();
        let vault = Vault::with_settings(dir.path(), Settings::parse(line).unwrap());
        vault.check_folders().err().map(|(_, error)| error)
    }

    #[test]
    fn folders_of_the_settings_lie_below_the_root() {
        for fine in [
            "notes = '.'",
            "notes = 'content/notes'",
            "transcripts = '.transcripts'",
            "drafts = './drafts'",
        ] {
            assert_eq!(folder_error(fine), None, "{fine}");
        }
        for (line, error) in [
            ("notes = '/home/me/Documents'", FolderError::NotBelow),
            ("notes = '../notes'", FolderError::NotBelow),
            ("notes = 'a/../../b'", FolderError::NotBelow),
            ("transcripts = '..'", FolderError::NotBelow),
            ("templates = '/etc'", FolderError::NotBelow),
            ("drafts = '../d'", FolderError::NotBelow),
            ("new_notes = '../d'", FolderError::NotBelow),
            ("new_notes = '/d'", FolderError::NotBelow),
            ("new_notes = '.d'", FolderError::Hidden),
            ("notes = '.git/hooks'", FolderError::Hidden),
            ("drafts = '.drafts'", FolderError::Hidden),
            ("transcripts = '.GIT'", FolderError::Hidden),
            ("templates = '.kbnote/notes'", FolderError::Hidden),
            ("notes = 'aux'", FolderError::Name),
            ("notes = \"a\\u0007b\"", FolderError::Name),
        ] {
            assert_eq!(folder_error(line), Some(error), "{line}");
        }
    }

    #[test]
    fn folders_of_channels_lie_below_the_notes() {
        for fine in [
            "fieldnotes",
            "field.notes",
            "talks/physics",
            "Ä-1_·",
            "index",
            "a b",
        ] {
            assert!(is_folder_below(fine), "{fine}");
        }
        for wrong in [
            "",
            "..",
            "../../x",
            "/abs",
            "a//b",
            "a/",
            ".git/hooks",
            "a/.b",
            "CON",
            "nul.txt",
            "a/lpt1",
            "C:",
            "a\\b",
            "a\u{1b}b",
            "a ",
            "a.",
            ".kbnote",
        ] {
            assert!(!is_folder_below(wrong), "{wrong:?}");
        }
        assert!(!is_folder_below(&"x".repeat(300)));
    }

    #[test]
    #[cfg(unix)]
    fn a_link_in_the_vault_leads_nowhere_else() {
        use std::os::unix::fs::symlink;
        let (dir, vault) = testing::vault();
        let elsewhere = tempfile::tempdir().unwrap();
        files::create(&elsewhere.path().join("a.md"), b"theirs").unwrap();
        files::create(&dir.path().join("notes/in.md"), b"own").unwrap();
        let place = |name: &str| dir.path().join(name);
        symlink(elsewhere.path(), place("out")).unwrap();
        symlink(elsewhere.path().join("a.md"), place("notes/a.md")).unwrap();
        symlink(elsewhere.path().join("none"), place("notes/gone.md")).unwrap();
        symlink("in.md", place("notes/link.md")).unwrap();
        let leads_out = |name: &str| vault.check_inside(&place(name)).is_err();
        for name in [
            "out",
            "out/new.md",
            "out/a/b.md",
            "notes/a.md",
            "notes/gone.md",
            "notes/../out/new.md",
        ] {
            assert!(leads_out(name), "{name}");
        }
        for name in ["notes/in.md", "notes/link.md", "notes/new.md", "a/b/c.md"] {
            assert!(!leads_out(name), "{name}");
        }
        let named = elsewhere.path().join("a.md");
        assert!(vault.check_inside(&named).is_ok(), "named by a person");
        let link = elsewhere.path().join("link.md");
        symlink(&named, &link).unwrap();
        assert!(vault.check_inside(&link).is_err(), "a link elsewhere");
    }

    #[test]
    fn hidden_notes_are_not_changed() {
        let (dir, vault) = testing::vault();
        let is_kept = |name: &str| vault.check_note_access(&dir.path().join(name)).is_ok();
        assert!(is_kept("notes/a.md"));
        for name in [".git/a.md", "notes/.a.md", ".kbnote/notes/a.md"] {
            assert!(!is_kept(name), "{name}");
        }
    }
}
