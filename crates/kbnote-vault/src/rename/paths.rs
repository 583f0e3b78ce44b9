//! Paths of renamed notes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::paths::{is_same_but_for_case, real_path};
use crate::patience::patiently;
use crate::{FileError, files, swap};

/// The path with the symbolic links of its folder resolved.
pub(super) fn real_place(path: &Path) -> PathBuf {
    match path.file_name() {
        Some(name) => real_path(files::folder_of(path)).join(name),
        None => real_path(path),
    }
}

/// Moves a note to its new path, which must be free.
pub(super) fn move_note(from: &Path, to: &Path) -> Result<(), FileError> {
    let moved = match (from == to, is_same_but_for_case(from, to)) {
        (true, _) => Ok(()),
        (_, true) => patiently(|| fs::rename(from, to)),
        _ => patiently(|| swap::rename_to_free(from, to)),
    };
    let path = to.to_owned();
    moved.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => FileError::Exists { path },
        io::ErrorKind::PermissionDenied => {
            let locked = files::locked_folder(from, to).unwrap_or(to).to_owned();
            FileError::Write {
                path: locked,
                source,
            }
        }
        _ => FileError::Write { path, source },
    })
}
