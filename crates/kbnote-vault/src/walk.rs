//! Finding the files below a folder.

use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::NotesError;
use crate::paths::real_path;

/// A file that was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) path: PathBuf,
    pub(crate) metadata: Metadata,
    /// Whether it is a link to the file.
    pub(crate) is_link: bool,
}

/// All files below a folder, in no order. Hidden files and what lies in `left_out` are not among
/// them; what version control ignores is.
pub(crate) fn files_below(folder: &Path, left_out: &Path) -> Result<Vec<Found>, NotesError> {
    let left_out = real_path(left_out);
    let left_out = (!real_path(folder).starts_with(&left_out)).then_some(left_out);
    let mut walk = WalkBuilder::new(folder);
    walk.git_ignore(false)
        .git_global(false)
        .git_exclude(false)
        .parents(false)
        .threads(rayon::current_num_threads());
    if let Some(left_out) = left_out {
        walk.filter_entry(move |entry| !leads_into(entry, &left_out));
    }
    let (sender, found) = mpsc::channel();
    walk.build_parallel().run(|| {
        let sender = sender.clone();
        Box::new(move |entry| {
            if let Some(file) = entry.map(file).transpose() {
                // Nobody hangs up before all is sent.
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

/// Whether it is a folder, or a link to something, in the folder left out. Only these can lead
/// there, so that the many files need not be asked.
fn leads_into(entry: &DirEntry, left_out: &Path) -> bool {
    let kind = entry.file_type();
    kind.is_some_and(|kind| !kind.is_file()) && real_path(entry.path()).starts_with(left_out)
}

/// The entry, if it is a file; a link counts as what it points to.
fn file(entry: DirEntry) -> Option<Found> {
    let kind = entry.file_type()?;
    let is_link = kind.is_symlink();
    let metadata = if is_link {
        entry.path().metadata().ok()?
    } else if kind.is_file() {
        entry.metadata().ok()?
    } else {
        return None;
    };
    metadata.is_file().then(|| Found {
        path: entry.into_path(),
        metadata,
        is_link,
    })
}

pub(crate) fn is_note(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}
