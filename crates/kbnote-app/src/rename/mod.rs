//! Renames and moves of notes: the note under another title or in another folder, and every link to it
//! rewritten.

mod file_change;
mod folder;
mod index_pages;
mod kept_link;
mod obsidian;
mod open_texts;
mod outside;
mod plan;
mod source_file;
mod target;

use std::path::{Path, PathBuf};

use kbnote_vault::{ChangedNote, Rename, Vault, VaultIndex};
use serde::Serialize;

use self::folder::named_folder;
pub use self::kept_link::KeptLink;
pub use self::open_texts::OpenTexts;
use self::plan::RenamePlan;
pub(crate) use self::plan::has_links_to_rewrite;
use self::target::Target;
use crate::channel_indexes::Channels;
use crate::given_notes::meant_note;
use crate::{Error, ErrorKind, Workspace, WriteMode, path_from_here};

/// The result of a rename or a move, or of a dry run of one.
#[derive(Debug)]
pub struct RenameReport {
    /// Whether the note is moved to another folder under the same title.
    pub is_move: bool,
    /// Path before the rename.
    pub from: PathBuf,
    /// Path after it.
    pub to: PathBuf,
    /// The title after it.
    pub title: String,
    /// Number of links rewritten.
    pub links: usize,
    /// All notes, drafts, canvases and bases with changes.
    pub notes: Vec<ChangedNote>,
    /// Links that were not rewritten.
    pub kept_links: Vec<KeptLink>,
}

/// `kbnote rename` and `kbnote move`: the note, and the links to it.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct RenameDocument {
    schema: &'static str,
    /// The path before.
    from: String,
    /// The path after.
    to: String,
    /// The title after.
    title: String,
    /// How many links were rewritten.
    links: usize,
    /// The notes, drafts, canvases and bases that changed, by their paths before.
    notes: Vec<String>,
    /// Links that were not rewritten.
    left: Vec<KeptLinkEntry>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct KeptLinkEntry {
    /// The file with the link.
    path: String,
    /// Its target.
    target: String,
    /// Why it was not rewritten.
    reason: &'static str,
}

impl RenameReport {
    /// Whether anything changes.
    #[must_use]
    pub fn changes(&self) -> bool {
        !self.notes.is_empty() || self.from != self.to
    }

    /// The changed files besides the renamed note.
    pub fn other_files(&self) -> impl Iterator<Item = &Path> {
        let paths = self.notes.iter().map(|note| note.path.as_path());
        paths.filter(|path| *path != self.from)
    }

    /// Its JSON document.
    #[must_use]
    pub fn document(&self, vault: &Vault) -> RenameDocument {
        let display = |path: &Path| vault.display_path(path).to_string();
        let kept = |link: &KeptLink| KeptLinkEntry {
            path: display(&link.path),
            target: link.target.clone(),
            reason: link.reason,
        };
        RenameDocument {
            schema: if self.is_move {
                "kbnote.move/1"
            } else {
                "kbnote.rename/1"
            },
            from: display(&self.from),
            to: display(&self.to),
            title: self.title.clone(),
            links: self.links,
            notes: self.notes.iter().map(|note| display(&note.path)).collect(),
            left: self.kept_links.iter().map(kept).collect(),
        }
    }
}

impl Workspace {
    /// Gives a note another title and rewrites every link to it. All notes are changed or none.
    ///
    /// # Errors
    /// If there is no such note, another has the new name, or a note that may link to it cannot be
    /// read or changed.
    pub fn rename(&self, note: &Path, title: &str, mode: WriteMode) -> Result<RenameReport, Error> {
        self.rename_with(note, title, mode, &OpenTexts::new())
    }

    /// What [`Self::rename`] would change, with the texts of some notes as an editor has them. Nothing is
    /// written.
    ///
    /// # Errors
    /// As [`Self::rename`].
    pub fn plan_rename(
        &self,
        note: &Path,
        title: &str,
        open: &OpenTexts,
    ) -> Result<RenameReport, Error> {
        self.rename_with(note, title, WriteMode::Check, open)
    }

    fn rename_with(
        &self,
        note: &Path,
        title: &str,
        mode: WriteMode,
        open: &OpenTexts,
    ) -> Result<RenameReport, Error> {
        let title = title.trim();
        if title.is_empty() {
            let message = "the new title is empty";
            return Err(Error::new(ErrorKind::Usage, "usage", message));
        }
        let target = |index: &VaultIndex, number| Target::renamed(self, index, number, title);
        self.relocate(note, mode, target, open)
    }

    /// Moves a note to another folder, which is made if it does not exist, and rewrites every link to it
    /// and in it. All notes are changed or none.
    ///
    /// # Errors
    /// If there is no such note, another is there, or a note that may link to it cannot be read or
    /// changed.
    pub fn move_note(
        &self,
        note: &Path,
        folder: &Path,
        mode: WriteMode,
    ) -> Result<RenameReport, Error> {
        let folder = named_folder(&self.vault, folder)?;
        let target = |index: &VaultIndex, number| Target::moved(self, index, number, &folder);
        self.relocate(note, mode, target, &OpenTexts::new())
    }

    fn relocate(
        &self,
        note: &Path,
        mode: WriteMode,
        target: impl Fn(&VaultIndex, usize) -> Result<Target, Error>,
        open: &OpenTexts,
    ) -> Result<RenameReport, Error> {
        // Held from reading to writing: of two renames at once, one reads what the other wrote.
        let lock = mode.in_place().then(|| self.lock()).transpose()?;
        let channels = Channels::read(self)?;
        let index = &channels.index;
        let number = number_of(self, index, note)?;
        let target = target(index, number)?;
        let plan = RenamePlan::new(self, (&channels, open), number, &target)?;
        let note = &index.notes()[number];
        let report = RenameReport {
            is_move: target.title.is_none(),
            from: note.path.clone(),
            to: target.path,
            title: target.title.unwrap_or_else(|| note.summary.title.clone()),
            links: plan.links,
            notes: plan.notes,
            kept_links: plan.left,
        };
        if let Some(lock) = lock.filter(|_| report.changes()) {
            let rename = Rename {
                command: self.writer.command(),
                from: &report.from,
                to: &report.to,
                notes: &report.notes,
                records: &plan.records,
            };
            self.vault.rename_note(&lock, &rename)?;
        }
        Ok(report)
    }
}

fn number_of(workspace: &Workspace, index: &VaultIndex, path: &Path) -> Result<usize, Error> {
    let name = workspace.vault.note_name(path).filter(|_| path.is_file());
    let number = name.and_then(|name| index.notes().iter().position(|note| note.name == name));
    number.ok_or_else(|| {
        let message = format!("no note {} in the vault", path.display());
        let error = Error::new(ErrorKind::NotFound, "missing-note", message);
        match meant_note(index.notes().iter().map(|note| note.path.as_path()), path) {
            Some(near) => error.with_next_step(format!("did you mean `{}`?", path_from_here(near))),
            None => error,
        }
    })
}
