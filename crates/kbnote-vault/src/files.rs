//! Reading and writing files whole.
//!
//! A file is written beside its place, flushed to the disk and renamed into it: whoever looks,
//! at any moment and after any crash, sees the old bytes or the new ones.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::patience::patiently;

/// How the names of temporary files begin and end.
const TEMPORARY: (&str, &str) = (".kbnote-", ".tmp");

/// A file that cannot be read or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// Reading failed.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Writing failed; the file is as it was.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// A file that must not be overwritten exists.
    #[error("{} already exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A link leads out of the vault; nothing there is read or written.
    #[error("{} leads out of the vault", path.display())]
    LeadsOut {
        /// The path in the vault.
        path: PathBuf,
    },
    /// A hidden file is not a note to be changed.
    #[error("{} is hidden", path.display())]
    Hidden {
        /// The file.
        path: PathBuf,
    },
    /// Neither `XDG_STATE_HOME` nor a home folder is known.
    #[error("no folder for the undo log: set HOME or XDG_STATE_HOME")]
    NoStateFolder,
}

impl FileError {
    pub(crate) fn write(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        Self::Write { path, source }
    }

    /// Whether the file to be read does not exist.
    #[must_use]
    pub fn is_missing(&self) -> bool {
        use io::ErrorKind as Is;
        // Below a file, nothing exists.
        let is_missing = |kind| matches!(kind, Is::NotFound | Is::NotADirectory);
        matches!(self, Self::Read { source, .. } if is_missing(source.kind()))
    }

    /// Why the system refused to read or write, if that is the failure.
    #[must_use]
    pub fn cause(&self) -> Option<io::ErrorKind> {
        match self {
            Self::Read { source, .. } | Self::Write { source, .. } => Some(source.kind()),
            _ => None,
        }
    }
}

/// The bytes of a file.
///
/// # Errors
/// If it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    fs::read(path).map_err(|source| FileError::Read {
        path: path.to_owned(),
        source,
    })
}

/// Whether a file is read-only; it is then never written, even if the user could.
pub(crate) fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.permissions().readonly())
}

/// The bytes of a file; `None` if it does not exist.
///
/// # Errors
/// If it is there and cannot be read.
pub fn read_if_present(path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    // A pipe in a vault would keep whoever reads it waiting for ever.
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Err(FileError::Read {
            path: path.to_owned(),
            source: io::Error::new(io::ErrorKind::InvalidInput, "it is not a regular file"),
        });
    }
    match read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error),
    }
}

/// A temporary file that only this user can read. It is deleted when the value is dropped.
#[derive(Debug)]
pub struct PrivateFile(tempfile::NamedTempFile);

impl PrivateFile {
    /// Writes a text to a new file whose name ends in `suffix`.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn create(text: &str, suffix: &str) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        let mut file = builder.prefix("kbnote-").suffix(suffix).tempfile()?;
        file.write_all(text.as_bytes())?;
        file.flush()?;
        Ok(Self(file))
    }

    /// The path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Size and modification time of a file.
pub type FileStamp = (u64, Option<SystemTime>);

/// The size and modification time of a file; `None` if it cannot be looked up.
#[must_use]
pub fn stamp(path: &Path) -> Option<FileStamp> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.len(), metadata.modified().ok()))
}

/// Replaces a file atomically, creating its folders; returns whether that changed it.
///
/// A file with these bytes already is not written. The target of a link is replaced, not the link;
/// the permissions are kept.
///
/// # Errors
/// If a folder cannot be created or the file cannot be written; the old file is then unchanged.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<bool, FileError> {
    replace_at(path, &resolve_symlink(path), bytes)
}

/// As [`replace`], but a link is replaced itself.
pub(crate) fn replace_itself(path: &Path, bytes: &[u8]) -> Result<bool, FileError> {
    replace_at(path, path, bytes)
}

fn replace_at(path: &Path, target: &Path, bytes: &[u8]) -> Result<bool, FileError> {
    if read_if_present(target)?.is_some_and(|old| old == bytes) {
        return Ok(false);
    }
    let failed = |source| FileError::write(path, source);
    let written = write_temp_beside(target, bytes).map_err(failed)?;
    if let Ok(metadata) = fs::metadata(target) {
        fs::set_permissions(written.path(), metadata.permissions()).map_err(failed)?;
    }
    place(written, target).map_err(failed)?;
    Ok(true)
}

/// Adds bytes to the end of a file that exists, in one write. A link is not followed.
pub(crate) fn append(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    File::options().append(true).open(path)?.write_all(bytes)
}

/// Creates a file with its folders.
///
/// # Errors
/// [`FileError::Exists`] if it exists; or if it cannot be written.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let failed = |source| FileError::write(path, source);
    let written = write_temp_beside(path, bytes).map_err(failed)?;
    match written.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(FileError::Exists {
                path: path.to_owned(),
            })
        }
        Err(error) => Err(failed(error.error)),
    }
}

/// Makes a folder that is not there yet, with those above it; says whether it did.
///
/// # Errors
/// If it cannot be made, or something else has its name.
pub fn create_folder(path: &Path) -> Result<bool, FileError> {
    let is_new = !path.is_dir();
    match fs::create_dir_all(path) {
        Ok(()) => Ok(is_new),
        Err(source) => Err(FileError::write(path, source)),
    }
}

/// Atomically replaces a cache file without fsync.
pub(crate) fn replace_aid(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let failed = |source| FileError::write(path, source);
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = named_temporary(folder).map_err(failed)?;
    file.as_file_mut().write_all(bytes).map_err(failed)?;
    place(file, path).map_err(failed)
}

/// Takes a file away; one that is not there is gone already.
pub(crate) fn remove(path: &Path) -> Result<(), FileError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(FileError::write(path, source))
        }
        _ => Ok(()),
    }
}

/// Puts a file in the place of another.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), FileError> {
    patiently(|| fs::rename(from, to)).map_err(|source| FileError::write(to, source))
}

/// Removes the folder of a file that was moved away, if it is empty now, and those above it that
/// become empty with it, below `top`.
pub(crate) fn remove_emptied_folders(moved: &Path, top: &Path) {
    let folders = moved.ancestors().skip(1);
    let below_top = folders.take_while(|folder| folder.starts_with(top) && *folder != top);
    for folder in below_top {
        // Fails for a folder that is not empty.
        if fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

/// Puts a temporary file in the place of another.
fn place(file: tempfile::NamedTempFile, target: &Path) -> io::Result<()> {
    let mut unplaced = Some(file);
    patiently(|| match unplaced.take().map(|file| file.persist(target)) {
        Some(Err(error)) => {
            unplaced = Some(error.file);
            Err(error.error)
        }
        _ => Ok(()),
    })
}

/// Writes `bytes` to a temporary file in the folder of `path`; it is gone again if dropped.
fn write_temp_beside(path: &Path, bytes: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let folder = folder_of(path);
    let _new = NewFolders::make(folder)?;
    let mut file = named_temporary(folder)?;
    file.as_file_mut().write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// Folders that were made for a file. Those in which nothing is are gone again when the value is dropped.
#[derive(Debug, Default)]
pub(crate) struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    /// Makes a folder with those above it, as far as they are missing.
    pub(crate) fn make(folder: &Path) -> io::Result<Self> {
        let above = folder
            .ancestors()
            .filter(|path| !path.as_os_str().is_empty());
        let missing = above.take_while(|path| fs::symlink_metadata(path).is_err());
        let new = Self(missing.map(Path::to_owned).collect());
        fs::create_dir_all(folder)?;
        Ok(new)
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // Fails for a folder that is not empty.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The folder of two that keeps a file from being moved from one to the other; none if both can be written.
pub(crate) fn locked_folder<'a>(from: &'a Path, to: &'a Path) -> Option<&'a Path> {
    let mut folders = [from, to].map(folder_of).into_iter();
    folders.find(|folder| named_temporary(folder).is_err())
}

/// The folder that a file lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The file that a path leads to, where it is a link; the path itself if nothing is there.
#[must_use]
pub fn resolve_symlink(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

/// Takes away the temporary files in a folder. No process may be writing there.
pub(crate) fn remove_temporary(folder: &Path) -> Result<(), FileError> {
    let failed = |source| FileError::write(folder, source);
    for item in fs::read_dir(folder).map_err(failed)? {
        let path = item.map_err(failed)?.path();
        if is_temporary(&path) {
            fs::remove_file(&path).map_err(failed)?;
        }
    }
    Ok(())
}

/// The name of a temporary file.
pub(crate) fn temporary_name(middle: &str) -> String {
    format!("{}{middle}{}", TEMPORARY.0, TEMPORARY.1)
}

/// Whether a file has the name of a temporary one.
pub(crate) fn is_temporary(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(TEMPORARY.0) && name.ends_with(TEMPORARY.1)
}

/// A new file gets the permissions that the system gives to files, not the private ones of
/// temporary files. A failure does not name it: nobody asked for it.
fn named_temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create_new(true);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    builder.make_in(folder, |path| options.open(path))
}

/// The names of the files in a folder; none if it cannot be read.
#[must_use]
pub fn names_in(folder: &Path) -> Vec<String> {
    let items = fs::read_dir(folder).into_iter().flatten().flatten();
    items
        .map(|item| item.file_name().to_string_lossy().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_makes_folders_and_says_whether_bytes_changed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b.md");
        assert!(replace(&path, b"one").unwrap());
        assert!(!replace(&path, b"one").unwrap());
        assert!(replace(&path, b"two").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(
            fs::read_dir(dir.path().join("a")).unwrap().count(),
            1,
            "no temporary file is left"
        );
    }

    #[test]
    fn a_failure_names_the_requested_file() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "no folder").unwrap();
        let path = dir.path().join("a/b.md");
        let failed = write_temp_beside(&path, b"text").unwrap_err();
        assert!(!failed.to_string().contains(TEMPORARY.0), "{failed}");
        let told = create(&path, b"text").unwrap_err().to_string();
        assert_eq!(told, format!("cannot write {}", path.display()));
        let gone = named_temporary(&dir.path().join("gone")).unwrap_err();
        assert!(!gone.to_string().contains(TEMPORARY.0), "{gone}");
    }

    #[test]
    fn creating_never_overwrites() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("b.md");
        create(&path, b"mine").unwrap();
        assert!(matches!(
            create(&path, b"other"),
            Err(FileError::Exists { .. })
        ));
        assert_eq!(fs::read(&path).unwrap(), b"mine");
    }

    #[test]
    fn a_folder_is_made_once() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b");
        assert!(create_folder(&path).unwrap());
        assert!(!create_folder(&path).unwrap());
        fs::write(path.join("c"), "a file").unwrap();
        assert!(create_folder(&path.join("c")).is_err());
    }

    #[test]
    #[cfg(unix)]
    fn links_and_permissions_survive() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("file"), dir.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink(&file, &link).unwrap();
        replace(&link, b"new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }
}
