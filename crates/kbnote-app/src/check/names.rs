//! The names of the vault's notes, and which of the given files they belong to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kbnote_check::LinkedNote;
use kbnote_note::{Note, Resolver};
use kbnote_vault::files::resolve_symlink;
use kbnote_vault::{OtherFiles, VaultIndex, name_below, with_slashes};
use memchr::memmem;

use crate::{Error, NoteFile, Workspace};

/// The vault as the rules on names and links see it.
pub(super) struct Names {
    pub(super) resolver: Resolver,
    /// The names of the files outside the folder of the notes.
    pub(super) elsewhere: BTreeSet<String>,
    pub(super) is_quartz: bool,
    /// What is known of all notes, where not all are checked.
    index: Option<VaultIndex>,
    root: PathBuf,
    notes: PathBuf,
    /// The folder that kbnote runs in.
    here: PathBuf,
    /// The paths asked for, as given and with all links resolved.
    asked: Vec<(PathBuf, PathBuf)>,
}

impl Names {
    /// Lists the notes of the vault. Where these are what was asked for, `files` has them already;
    /// else the stored index knows them, and their links.
    pub(super) fn read(
        workspace: &Workspace,
        asked: &[PathBuf],
        files: &[NoteFile],
    ) -> Result<Self, Error> {
        let dir = workspace.vault.notes_dir();
        let OtherFiles {
            below_notes,
            elsewhere,
        } = workspace.vault.other_files()?;
        let (resolver, index) = if asked == [dir.clone()] {
            let notes = files.iter().filter_map(|file| {
                let below = file.path()?.strip_prefix(&dir).ok()?;
                Some((name_below(below), aliases(&file.bytes)))
            });
            let (names, aliases): (Vec<String>, Vec<Vec<String>>) = notes.unzip();
            let aliases = aliases.iter().enumerate();
            let aliases = aliases.flat_map(|(number, aliases)| {
                aliases.iter().map(move |alias| (number, alias.as_str()))
            });
            let paths = workspace.vault.settings().wikilink.paths;
            let resolver = Resolver::with_files(names, below_notes, paths);
            (resolver.with_aliases(aliases), None)
        } else {
            let index = workspace.vault.index()?;
            (
                index.resolver(workspace.vault.settings().wikilink.paths),
                Some(index),
            )
        };
        let asked = asked
            .iter()
            .map(|path| (path.clone(), resolve_symlink(path)));
        Ok(Self {
            resolver,
            elsewhere,
            is_quartz: workspace.vault.is_quartz(),
            index,
            root: resolve_symlink(workspace.vault.root()),
            here: std::env::current_dir().unwrap_or_default(),
            notes: resolve_symlink(&dir),
            asked: asked.collect(),
        })
    }

    /// What the stored index knows of the links of a note.
    pub(super) fn linked(&self, number: usize) -> Option<LinkedNote> {
        let note = self.index.as_ref()?.notes().get(number)?;
        let live = note.summary.links.iter().filter(|link| link.live);
        let targets = live.map(|link| link.target.as_str());
        let files = note.summary.file_links.iter().filter(|link| link.live);
        Some(LinkedNote::with_targets(
            targets,
            files.map(|link| (link.kind, link.target.as_str())),
            &note.name,
            &self.resolver,
        ))
    }

    /// The path of a file as one would type it here.
    pub(super) fn as_typed_here(&self, path: &Path) -> String {
        path.strip_prefix(&self.here)
            .unwrap_or(path)
            .display()
            .to_string()
    }

    /// The path of a file below the vault's root, where it lies there; else as it was given.
    pub(super) fn path_in_vault(&self, path: &Path) -> String {
        let real = self.real(path);
        let below = real.strip_prefix(&self.root).unwrap_or(path);
        match below.is_absolute() {
            true => below.display().to_string(),
            false => with_slashes(below),
        }
    }

    /// The number of a note among those of the vault, if it is one.
    pub(super) fn number(&self, path: &Path) -> Option<usize> {
        let real = self.real(path);
        let below = real.strip_prefix(&self.notes).ok()?;
        self.resolver.note_of_name(&name_below(below))
    }

    /// The path with all links resolved. Those of files below a folder asked for are made from that
    /// folder's: there are many of them.
    fn real(&self, path: &Path) -> PathBuf {
        let below = |(given, real): &(PathBuf, PathBuf)| {
            let rest = path.strip_prefix(given).ok()?;
            Some(if rest.as_os_str().is_empty() {
                real.clone()
            } else {
                real.join(rest)
            })
        };
        self.asked
            .iter()
            .find_map(below)
            .unwrap_or_else(|| resolve_symlink(path))
    }
}

/// The other names of a note. Most have none, which is seen without parsing them.
fn aliases(bytes: &[u8]) -> Vec<String> {
    match memmem::find(bytes, b"alias") {
        Some(_) => Note::parse(bytes).aliases(),
        None => Vec::new(),
    }
}
