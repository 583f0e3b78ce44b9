//! Finds the files below a folder.

use std::fs::{self, DirEntry, Metadata};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

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
/// files ignored by version control. Links to folders are not followed.
pub(crate) fn files_below(
    folder: &Path,
    excluded: &[PathBuf],
) -> Result<Vec<FoundFile>, NotesError> {
    let real = real_path(folder);
    let mut excluded: Vec<PathBuf> = excluded.iter().map(|path| real_path(path)).collect();
    excluded.retain(|excluded| !real.starts_with(excluded));
    walk(folder, &excluded)
}

fn walk(folder: &Path, excluded: &[PathBuf]) -> Result<Vec<FoundFile>, NotesError> {
    let failed = |source| NotesError::Walk {
        path: folder.to_owned(),
        source,
    };
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let kind = entry.file_type().map_err(failed)?;
        let is_hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        // Only a folder or a link can lead into an excluded folder.
        if is_hidden || !kind.is_file() && leads_into(&entry.path(), excluded) {
            continue;
        }
        if kind.is_dir() {
            folders.push(entry.path());
        } else {
            files.push(entry);
        }
    }
    let below: Result<Vec<_>, _> = folders
        .par_iter()
        .map(|folder| walk(folder, excluded))
        .collect();
    let mut found: Vec<FoundFile> = files.par_iter().filter_map(file).collect();
    found.extend(below?.into_iter().flatten());
    Ok(found)
}

fn leads_into(path: &Path, excluded: &[PathBuf]) -> bool {
    !excluded.is_empty() && {
        let real = real_path(path);
        excluded.iter().any(|excluded| real.starts_with(excluded))
    }
}

/// The entry, if it is a file; a link counts as what it points to.
fn file(entry: &DirEntry) -> Option<FoundFile> {
    let path = entry.path();
    let is_link = entry.file_type().ok()?.is_symlink();
    let metadata = if is_link {
        path.metadata()
    } else {
        entry.metadata()
    };
    let metadata = metadata.ok().filter(Metadata::is_file)?;
    Some(FoundFile {
        path,
        metadata,
        is_link,
    })
}

pub(crate) fn is_note(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    #[test]
    #[cfg(unix)]
    fn files_are_found_but_hidden_and_excluded_ones_and_those_behind_links_to_folders() {
        use std::os::unix::fs::symlink;
        let dir = tempfile::tempdir().unwrap();
        let place = |name: &str| dir.path().join(name);
        for name in [
            "top/a.md",
            "top/b/c.md",
            "top/.d/e.md",
            "top/.f.md",
            "top/out/g.md",
            "h/i.md",
        ] {
            files::create(&place(name), b"").unwrap();
        }
        files::create(&place("top/.ignore"), b"a.md\n").unwrap();
        symlink(place("h"), place("top/to_folder")).unwrap();
        symlink(place("h/i.md"), place("top/to_file.md")).unwrap();
        symlink(place("top/out/g.md"), place("top/to_out.md")).unwrap();
        symlink(place("none"), place("top/to_nothing.md")).unwrap();
        let found = files_below(&place("top"), &[place("top/out")]).unwrap();
        let mut found: Vec<(String, bool)> = found
            .iter()
            .map(|file| {
                let below = file.path.strip_prefix(place("top")).unwrap();
                (below.display().to_string(), file.is_link)
            })
            .collect();
        found.sort();
        let expected = [("a.md", false), ("b/c.md", false), ("to_file.md", true)];
        assert_eq!(
            found,
            expected.map(|(name, is_link)| (name.to_owned(), is_link))
        );
    }
}
