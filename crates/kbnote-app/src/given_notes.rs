//! What a user should know of the paths that were given as notes, and of folders of the settings that are not there.

use std::env;
use std::path::{Path, PathBuf};

use kbnote_core::nearest_name;
use kbnote_vault::{GivenPlace, MissingFolder, NotesError, ShownPath, Vault, VaultNames};

use crate::{Error, Workspace, path_from_here};

impl Workspace {
    /// Warns of folders that the settings of the vault name and that do not exist. A command that `makes_notes` makes
    /// that of the notes, so that only a name that may be misspelt counts.
    pub fn warn_of_missing_folders(&self, makes_notes: bool) {
        let missing = self.vault.missing_folders();
        let counts = |one: &&MissingFolder| one.meant.is_some() || !makes_notes;
        for one in missing.iter().filter(counts) {
            let MissingFolder { key, value, .. } = one;
            let file = path_from_here(&one.file);
            let line = one.line.map(|line| format!(":{line}")).unwrap_or_default();
            self.observer().warn(format_args!(
                "{file}{line} sets `{key} = \"{value}\"`, a folder that does not exist"
            ));
            match &one.meant {
                Some(meant) => self
                    .observer()
                    .hint(format_args!("did you mean `{key} = \"{meant}\"`?")),
                None => self.observer().hint(format_args!(
                    "correct it, or make the folder; `kbnote new` makes it too"
                )),
            }
        }
    }

    /// Reports paths that were given as notes and are not among those of the vault, one of each kind.
    pub(crate) fn announce_places(&self, paths: &[PathBuf]) {
        let mut known: Vec<GivenPlace> = vec![GivenPlace::Notes];
        let existing = paths.iter().filter(|path| path.exists());
        for path in existing {
            let place = self.vault.given_place(path);
            if !known.contains(&place) {
                self.announce_place(path, place);
                known.push(place);
            }
        }
    }

    fn announce_place(&self, path: &Path, place: GivenPlace) {
        let shown = ShownPath::new(path);
        let other_vault = || other_vault(&self.vault, path);
        match (place, other_vault()) {
            (GivenPlace::Notes, _) => {}
            (_, Some(root)) => {
                let root = root.display();
                self.observer().warn(format_args!(
                    "{shown} is in another vault; to use its transcripts and settings: `--vault {root}`"
                ));
            }
            (GivenPlace::OtherFolder("drafts"), None) => self.observer().notice(format_args!(
                "{shown}: drafts are not notes of the vault, so that links, `check` and `status` ignore them; \
                 `kbnote new VIDEO --draft FILE` makes a note of one"
            )),
            (GivenPlace::OtherFolder(key), None) => self.observer().notice(format_args!(
                "{shown}: files in the folder of {key} are not notes of the vault"
            )),
            (GivenPlace::Elsewhere, None) if self.vault.is_marked() => {
                let notes = self.vault.notes_dir();
                self.observer().notice(format_args!(
                    "{shown} is not below {}, the folder of the notes: links, `check` and `status` ignore it",
                    path_from_here(&notes)
                ));
            }
            (GivenPlace::Elsewhere, None) => {}
        }
    }

    /// Reports that the paths given hold no note, if they exist.
    pub(crate) fn announce_no_notes(&self, paths: &[PathBuf]) {
        let paths: Vec<_> = paths.iter().map(|path| ShownPath::new(path)).collect();
        if let Some(first) = paths.first() {
            let more = if paths.len() > 1 { ", …" } else { "" };
            self.observer()
                .warn(format_args!("no notes in {first}{more}"));
        }
    }

    /// The failure to find a note, with the name that is probably meant.
    pub(crate) fn missing_note(&self, path: &Path, error: NotesError) -> Error {
        let is_missing = matches!(error, NotesError::Missing { .. });
        let error = Error::from(error);
        if !is_missing || error.next_step().is_some() {
            return error;
        }
        let names = self.vault.names();
        let names = names.iter().flat_map(VaultNames::notes);
        match meant_note(names.map(|note| note.path.as_path()), path) {
            Some(near) => error.with_next_step(format!("did you mean `{}`?", path_from_here(near))),
            None => error,
        }
    }
}

/// The root of another vault that a file or folder is in.
fn other_vault(own: &Vault, path: &Path) -> Option<PathBuf> {
    let path = std::path::absolute(path).ok()?;
    let folder = if path.is_dir() { &path } else { path.parent()? };
    let root = Vault::root_around(folder, env::home_dir().as_deref())?;
    let (own, root) = (own.root().canonicalize().ok()?, root.canonicalize().ok()?);
    (!own.starts_with(&root)).then_some(root)
}

/// Which of these notes has nearly the name of a path, in whatever folder.
pub(crate) fn meant_note<'a>(
    notes: impl Iterator<Item = &'a Path> + Clone,
    path: &Path,
) -> Option<&'a Path> {
    let stem = path.file_stem()?.to_str()?;
    let stems = notes.clone().filter_map(|note| note.file_stem()?.to_str());
    let near = nearest_name(stem, stems)?;
    let mut notes = notes;
    notes.find(|note| note.file_stem().is_some_and(|stem| stem == near))
}
