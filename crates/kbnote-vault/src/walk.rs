//! Finds the files below a folder.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::NotesError;
use crate::paths::real_path;

/// A found file.
#[derive(Debug)]
pub(crate) struct FoundFile {
    pub(crate) path: PathBuf,
    pub(crate) metadata: Metadata,
    /// Whether it is a link to the file.
    pub(crate) is_link: bool,
}

/// All files below a folder, unordered. Without hidden files and those in `excluded` folders; with
/// files ignored by version control.
pub(crate) fn files_below(
    folder: &Path,
    excluded: &[PathBuf],
) -> Result<Vec<FoundFile>, NotesError> {
    let real = real_path(folder);
    let mut excluded: Vec<PathBuf> = excluded.iter().map(|path| real_path(path)).collect();
    excluded.retain(|excluded| !real.starts_with(excluded));
    let mut walk = WalkBuilder::new(folder);
    walk.git_ignore(false)
        .git_global(false)
        .git_exclude(false)
        .parents(false)
        .threads(rayon::current_num_threads());
    if !excluded.is_empty() {
        walk.filter_entry(move |entry| !leads_into(entry, &excluded));
    }
    let (sender, found) = mpsc::channel();
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            if let Some(file) = entry.map(file).transpose() {
                // The receiver stays open until all is sent.
                let _ = sender.send(file);
            }
            WalkState::Continue
        })
    });
    drop(sender);
    let found: Result<_, _> = found.into_iter().collect();
    found.map_err(|source| NotesError::Walk {
        path: folder.to_owned(),
        source,
    })
}

/// Whether it is a folder or link into an excluded folder. Only these can lead there, so files
/// need no check.
fn leads_into(entry: &DirEntry, excluded: &[PathBuf]) -> bool {
    let kind = entry.file_type();
    kind.is_some_and(|kind| !kind.is_file()) && {
        let real = real_path(entry.path());
        excluded.iter().any(|excluded| real.starts_with(excluded))
    }
}

/// The entry, if it is a file; a link counts as what it points to.
fn file(entry: DirEntry) -> Option<FoundFile> {
    let kind = entry.file_type()?;
    let is_link = kind.is_symlink();
    let metadata = if is_link {
        entry.path().metadata().ok()?
    } else if kind.is_file() {
        entry.metadata().ok()?
    } else {
        return None;
    };
    metadata.is_file().then(|| FoundFile {
        path: entry.into_path(),
        metadata,
        is_link,
    })
}

pub(crate) fn is_note(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}
