//! Pages of notes as files: where they go, and that no other file is lost for them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kbnote_core::Fingerprint;
use kbnote_note::{FileLinkKind, Resolver};
use kbnote_vault::{VaultIndex, files};

use crate::{Error, ErrorKind, NoteFile, Workspace};

/// The page that lists the others.
pub const INDEX_PAGE: &str = "index.html";

/// The folder of the pictures, beside the pages.
const PICTURES: &str = "pictures";

/// Where the links and pictures of exported pages lead.
#[derive(Debug)]
pub struct PageTargets<'a> {
    workspace: &'a Workspace,
    /// The folder of the pages.
    folder: &'a Path,
    index: VaultIndex,
    resolver: Resolver,
    /// The page of each note by its name below the folder of the notes.
    pages: BTreeMap<String, String>,
}

impl<'a> PageTargets<'a> {
    /// The targets of pages with these names, which are written into a folder.
    ///
    /// # Errors
    /// If the vault cannot be read.
    pub fn new(
        workspace: &'a Workspace,
        folder: &'a Path,
        notes: &[NoteFile],
        names: &[String],
    ) -> Result<Self, Error> {
        let index = workspace.vault.index()?;
        let named = notes.iter().zip(names).filter_map(|(note, page)| {
            let name = workspace.vault.note_name(note.path()?)?;
            Some((name, page.clone()))
        });
        Ok(Self {
            workspace,
            folder,
            resolver: index.resolver(workspace.vault.link_paths()),
            pages: named.collect(),
            index,
        })
    }

    /// The path from a page to that of the note that a link in this note leads to, if it has one.
    #[must_use]
    pub fn page(
        &self,
        (note, page): (&Path, &str),
        target: &str,
        kind: FileLinkKind,
    ) -> Option<String> {
        let from = self.workspace.vault.note_name(note)?;
        let target = target.split('#').next().unwrap_or_default();
        let resolution = match kind {
            FileLinkKind::ObsidianWikilink => self.resolver.resolve(target, &from),
            _ => self.resolver.resolve_file(kind, target, &from),
        };
        let found = resolution.quartz.note().or(resolution.obsidian.note())?;
        let to = self.pages.get(self.resolver.notes().get(found)?)?;
        Some(up_from(page) + to)
    }

    /// Copies a picture that a note shows beside the pages; returns the path from a page to it, if it is in the vault.
    ///
    /// # Errors
    /// If it cannot be read or written, or another file is there.
    pub fn picture(
        &self,
        (note, page): (&Path, &str),
        source: &str,
    ) -> Result<Option<String>, Error> {
        let vault = &self.workspace.vault;
        let Some(file) = vault.picture_file(note, source, self.index.other_files()) else {
            return Ok(None);
        };
        let bytes = file.read(0, file.length)?;
        // The content is in the name: what is there already is the same picture.
        let print = Fingerprint::of(&bytes).to_string();
        let print = print.get(..12).unwrap_or(&print);
        let name = format!("{print}-{}", file.name());
        let path = self.folder.join(PICTURES).join(&name);
        match files::read_if_present(&path)? {
            Some(old) if old == bytes => {}
            Some(_) => return Err(not_ours(&path, "the picture")),
            None => files::create(&path, &bytes)?,
        }
        Ok(Some(format!("{}{PICTURES}/{name}", up_from(page))))
    }
}

fn not_ours(path: &Path, what: &str) -> Error {
    let message = format!("{} exists and is not {what}", path.display());
    let error = Error::new(ErrorKind::Declined, "exists", message);
    error.with_next_step("name another folder, or delete the file")
}

/// The path from a page to the folder of the pages.
fn up_from(page: &str) -> String {
    "../".repeat(page.matches('/').count())
}

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
            return Err(not_ours(path, "an exported page"));
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
    up_from(name) + INDEX_PAGE
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
