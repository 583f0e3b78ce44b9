//! Paths with links resolved, with `..` resolved, or relative to the root of the vault.

use std::io;
use std::path::{Component, Path, PathBuf};

/// Resolves each `..` lexically, without following links.
pub(crate) fn without_steps_up(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    plain
}

/// The root of a vault with its links resolved.
pub(crate) fn real_root(root: &Path) -> PathBuf {
    let absolute = || -> io::Result<PathBuf> { Ok(without_steps_up(&std::path::absolute(root)?)) };
    let real = root.canonicalize().or_else(|_| absolute());
    real.unwrap_or_else(|_| root.to_owned())
}

/// The path with all links resolved, as far as it exists.
pub(crate) fn real_path(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), ..) => real,
        (Err(_), Some(parent), Some(name)) if parent != path => real_path(parent).join(name),
        _ => path.to_owned(),
    }
}

/// The path from the root of the file system, with all links resolved, as far as it exists; `..` of a relative path
/// counts from the current folder.
pub(crate) fn real_absolute(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path);
    real_path(&without_steps_up(absolute.as_deref().unwrap_or(path)))
}

/// The path of a note relative to the root, whether either is absolute, relative or through links.
pub(crate) fn relative(root: &Path, note: &Path) -> Option<PathBuf> {
    if let Ok(below) = note.strip_prefix(root) {
        let is_plain = below
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if is_plain {
            return Some(below.to_owned());
        }
    }
    let root = root.canonicalize().ok()?;
    Some(
        note.canonicalize()
            .ok()?
            .strip_prefix(root)
            .ok()?
            .to_owned(),
    )
}

/// Whether both are one file on a case-insensitive file system.
pub(crate) fn is_same_but_for_case(from: &Path, to: &Path) -> bool {
    let lower = |path: &Path| path.to_string_lossy().to_lowercase();
    lower(from) == lower(to) && from.canonicalize().ok() == to.canonicalize().ok()
}
