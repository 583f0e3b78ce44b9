//! What is known of the vault's notes, and which of them a given file is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kbnote_check::LinkedNote;
use kbnote_core::VideoId;
use kbnote_vault::files::resolve_symlink;
use kbnote_vault::{name_below, with_slashes};

use crate::{Channels, Error, Workspace};

/// The vault as the rules on names and links see it.
pub(super) struct Names {
    pub(super) channels: Channels,
    /// The names of the files outside the folder of the notes.
    pub(super) elsewhere: BTreeSet<String>,
    /// The stored recordings, each with the number of a note on it.
    pub(super) stored: BTreeMap<String, Option<usize>>,
    pub(super) is_quartz: bool,
    root: PathBuf,
    notes: PathBuf,
    /// The folder that kbnote runs in.
    here: PathBuf,
    /// The paths asked for, as given and with all links resolved.
    asked: Vec<(PathBuf, PathBuf)>,
}

impl Names {
    /// Reads the index of the vault.
    pub(super) fn read(workspace: &Workspace, asked: &[PathBuf]) -> Result<Self, Error> {
        let dir = workspace.vault.notes_dir();
        let asked = asked
            .iter()
            .map(|path| (path.clone(), resolve_symlink(path)));
        let channels = Channels::read(workspace)?;
        Ok(Self {
            stored: channels.stored_with_notes(),
            channels,
            elsewhere: workspace.vault.files_elsewhere()?,
            is_quartz: workspace.vault.is_quartz(),
            root: resolve_symlink(workspace.vault.root()),
            here: std::env::current_dir().unwrap_or_default(),
            notes: resolve_symlink(&dir),
            asked: asked.collect(),
        })
    }

    /// The video that a note is on.
    pub(super) fn video(&self, number: usize) -> Option<&VideoId> {
        self.channels.index.notes()[number].summary.video.as_ref()
    }

    /// What the index knows of the links of a note.
    pub(super) fn linked(&self, number: usize) -> LinkedNote {
        let note = &self.channels.index.notes()[number];
        let live = note.summary.links.iter().filter(|link| link.live);
        let targets = live.map(|link| link.target.as_str());
        let files = note.summary.file_links.iter().filter(|link| link.live);
        LinkedNote::with_targets(
            targets,
            files.map(|link| (link.kind, link.target.as_str())),
            &note.name,
            &self.channels.resolver,
        )
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
        if below.is_absolute() {
            below.display().to_string()
        } else {
            with_slashes(below)
        }
    }

    /// The number of a note among those of the vault, if it is one.
    pub(super) fn number(&self, path: &Path) -> Option<usize> {
        let real = self.real(path);
        let below = real.strip_prefix(&self.notes).ok()?;
        self.channels.resolver.note_of_name(&name_below(below))
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
