//! Pages of notes as files: where they go, and that no other file is lost for them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kbnote_vault::files;

use crate::{Error, ErrorKind, NoteFile, Workspace};

/// The page that lists the others.
pub const INDEX_PAGE: &str = "index.html";

impl Workspace {
    /// A path for the page of each note, joined by `/`: that of the note, so that later pages fit beside
    /// earlier ones. None is another's, also where capitals make no difference, or that of the index.
    #[must_use]
    pub fn page_names(&self, notes: &[NoteFile]) -> Vec<String> {
        let mut used = BTreeSet::from([INDEX_PAGE.to_owned()]);
        let names = notes.iter().map(|note| self.page_base(note));
        names.map(|base| unused_name(&base, &mut used)).collect()
    }

    fn page_base(&self, note: &NoteFile) -> String {
        let path = note.path().unwrap_or(Path::new("note"));
        let below_notes = self.vault.note_name(path);
        let stem = || path.file_stem().unwrap_or_default().to_string_lossy();
        below_notes.unwrap_or_else(|| stem().into_owned())
    }

    /// Writes a page; returns whether that changed the file. `is_page` says whether the bytes of a file
    /// are those of an exported page, which may be replaced.
    ///
    /// # Errors
    /// If another file is there, or the page cannot be written.
    pub fn write_page(
        &self,
        path: &Path,
        page: &str,
        is_page: impl Fn(&[u8]) -> bool,
    ) -> Result<bool, Error> {
        let old = files::read_if_present(path)?;
        if old.is_some_and(|old| !is_page(&old)) {
            let message = format!("{} exists and is not an exported page", path.display());
            let error = Error::new(ErrorKind::Declined, "exists", message);
            return Err(error.with_next_step("name another folder, or delete the file"));
        }
        Ok(files::replace(path, page.as_bytes())?)
    }
}

/// A name that is not used yet, with a number where that is necessary.
fn unused_name(base: &str, used: &mut BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{base}-{number}.html"));
    let mut names = std::iter::once(format!("{base}.html")).chain(numbered);
    let unused = names.find(|name| used.insert(name.to_lowercase()));
    unused.unwrap_or_default()
}

/// The path of a page below a folder.
#[must_use]
pub fn page_path(folder: &Path, name: &str) -> PathBuf {
    folder.join(name.split('/').collect::<PathBuf>())
}

/// The address that leads from a page to the index.
#[must_use]
pub fn index_address(name: &str) -> String {
    "../".repeat(name.matches('/').count()) + INDEX_PAGE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_pages_do_not_collide() {
        let mut used = BTreeSet::from([INDEX_PAGE.to_owned()]);
        let names = ["a/x", "b/x", "a/X", "index", "a/x-2", "a/x"];
        let names = names.map(|base| unused_name(base, &mut used));
        assert_eq!(
            names,
            [
                "a/x.html",
                "b/x.html",
                "a/X-2.html",
                "index-2.html",
                "a/x-2-2.html",
                "a/x-3.html"
            ]
        );
    }

    #[test]
    fn the_index_is_found_from_every_page() {
        assert_eq!(index_address("x.html"), "index.html");
        assert_eq!(index_address("a/b/x.html"), "../../index.html");
    }
}
