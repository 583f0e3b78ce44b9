//! The user's state folder: locks, undo logs, rename plans.
//!
//! They are not in the vault, since a vault may come from anywhere: only this user's kbnote writes
//! into the state folder. Each vault has a folder there, named after its canonical path.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use kbnote_core::Fingerprint;

use crate::{FileError, Vault, files};

/// Overrides the user's state folder, for tests and portable installations.
const OVERRIDE: &str = "KBNOTE_STATE_HOME";

impl Vault {
    /// The same vault with another state folder.
    #[must_use]
    pub fn with_state_home(mut self, folder: &Path) -> Self {
        self.state_home = Some(folder.to_owned());
        self
    }

    /// The folder of this vault in the user's state folder, which may not exist.
    ///
    /// # Errors
    /// If no home folder is known, or the vault does not exist any more.
    pub(crate) fn user_dir(&self) -> Result<PathBuf, FileError> {
        let home = self.any_vaults_dir().ok_or(FileError::NoStateFolder)?;
        Ok(home.join("vaults").join(key(&self.canonical_root()?)))
    }

    /// The user's state folder for all vaults.
    pub(crate) fn any_vaults_dir(&self) -> Option<PathBuf> {
        self.state_home.clone().or_else(state_home)
    }

    /// The folder of this vault there, created if necessary, with a file that names the vault.
    ///
    /// # Errors
    /// If it cannot be created.
    pub(crate) fn make_user_dir(&self) -> Result<PathBuf, FileError> {
        let folder = self.user_dir()?;
        let name = folder.join("vault");
        if !name.exists() {
            make_private(&folder)?;
            let root = self.canonical_root()?;
            files::replace(&name, root.as_os_str().as_encoded_bytes())?;
        }
        Ok(folder)
    }

    /// A folder below that of this vault in the user's state folder, created if necessary.
    pub(crate) fn make_user_subdir(&self, name: &str) -> Result<PathBuf, FileError> {
        let folder = self.make_user_dir()?.join(name);
        make_private(&folder)?;
        Ok(folder)
    }

    /// The path of a file for this vault in the user's state folder.
    ///
    /// # Errors
    /// If no home folder is known.
    pub fn user_path(&self, name: &str) -> Result<PathBuf, FileError> {
        Ok(self.user_dir()?.join(name))
    }

    /// Reads a file in the user's state folder of this vault and removes it.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn take_user_file(&self, name: &str) -> Result<Vec<u8>, FileError> {
        let path = self.user_path(name)?;
        let bytes = files::read(&path);
        // A file that stays is overwritten the next time.
        let _ = std::fs::remove_file(&path);
        bytes
    }

    /// Writes a file of the user's state folder.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_user_file(&self, name: &str, bytes: &[u8]) -> Result<(), FileError> {
        files::replace(&self.make_user_dir()?.join(name), bytes).map(drop)
    }

    /// The root with all symbolic links resolved.
    pub(crate) fn canonical_root(&self) -> Result<PathBuf, FileError> {
        let root = self.root();
        root.canonicalize().map_err(|source| FileError::Read {
            path: root.to_owned(),
            source,
        })
    }

    /// Moves a displaced text of the author to the folder of kept texts.
    pub(crate) fn keep_text(&self, note: &Path, text: &[u8]) -> Result<PathBuf, FileError> {
        let folder = self.removed_dir()?;
        let name = note.file_name().unwrap_or_default();
        for number in 0.. {
            let path = folder.join(numbered(name, number));
            match files::create(&path, text) {
                Err(FileError::Exists { .. }) if files::read(&path)? != text => {}
                Err(FileError::Exists { .. }) | Ok(()) => return Ok(path),
                Err(error) => return Err(error),
            }
        }
        Err(FileError::Exists { path: folder })
    }

    /// The folder of texts that `undo` removed or that another edit displaced.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn removed_dir(&self) -> Result<PathBuf, FileError> {
        self.make_user_subdir("removed")
    }
}

/// `a.md`, then `1-a.md`, `2-a.md`.
fn numbered(name: &std::ffi::OsStr, number: u64) -> OsString {
    if number == 0 {
        return name.to_owned();
    }
    let mut numbered = OsString::from(format!("{number}-"));
    numbered.push(name);
    numbered
}

/// The user's state folder for kbnote, by the XDG base directory specification.
fn state_home() -> Option<PathBuf> {
    let folder = |variable| {
        let value = std::env::var_os(variable).map(PathBuf::from);
        value.filter(|path| path.is_absolute())
    };
    let home = || std::env::home_dir().filter(|home| home.is_absolute());
    folder(OVERRIDE)
        .or_else(|| folder("XDG_STATE_HOME").map(|state| state.join("kbnote")))
        .or_else(|| home().map(|home| home.join(".local/state/kbnote")))
}

/// A name for the canonical path of a vault, short enough for any file system.
fn key(root: &Path) -> String {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let plain: String = name.chars().filter(is_plain).take(32).collect();
    let print = Fingerprint::of(root.as_os_str().as_encoded_bytes());
    format!("{plain}-{print}")
}

/// Creates a folder that only its owner can read, with its parents.
fn make_private(folder: &Path) -> Result<(), FileError> {
    private_builder().create(folder).map_err(|source| {
        let path = folder.to_owned();
        match source.kind() {
            io::ErrorKind::AlreadyExists => FileError::Exists { path },
            _ => FileError::Write { path, source },
        }
    })
}

#[cfg(unix)]
fn private_builder() -> fs::DirBuilder {
    use std::os::unix::fs::DirBuilderExt;
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder
}

#[cfg(not(unix))]
fn private_builder() -> fs::DirBuilder {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    builder
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_vault_has_one_folder_however_its_path_is_written() {
        let (dir, vault) = testing::vault();
        let folder = vault.make_user_dir().unwrap();
        let named = fs::read_to_string(folder.join("vault")).unwrap();
        assert_eq!(Path::new(&named), dir.path().canonicalize().unwrap());
        let dotted = dir.path().join("notes/..");
        fs::create_dir(dir.path().join("notes")).unwrap();
        let same = Vault::open(&dotted).unwrap();
        let same = same.with_state_home(&dir.path().join(".state"));
        assert_eq!(same.user_dir().unwrap(), folder);
    }

    #[test]
    #[cfg(unix)]
    fn only_its_owner_can_look_into_it() {
        use std::os::unix::fs::PermissionsExt;
        let (_dir, vault) = testing::vault();
        let folder = vault.make_user_subdir("undo").unwrap();
        for folder in folder.ancestors().take(3) {
            let mode = fs::metadata(folder).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o700, "{}", folder.display());
        }
    }

    #[test]
    fn texts_of_one_name_are_kept_side_by_side() {
        let (_dir, vault) = testing::vault();
        let note = Path::new("notes/a.md");
        let one = vault.keep_text(note, b"one").unwrap();
        let two = vault.keep_text(note, b"two").unwrap();
        assert_eq!(vault.keep_text(note, b"one").unwrap(), one);
        assert_eq!(
            (files::read(&one).unwrap(), files::read(&two).unwrap()),
            (b"one".to_vec(), b"two".to_vec())
        );
    }
}
