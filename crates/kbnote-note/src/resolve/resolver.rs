//! The names of a vault, by which links are resolved.

use super::files::{self, Files};
use super::link_paths::LinkPaths;
use super::notes_folder::NotesFolder;
use super::obsidian::Obsidian;
use super::outcome::{Outcome, Resolution};
use super::quartz::Quartz;
use crate::FileLinkKind;
use crate::percent;

/// The names of a vault's notes, ready to be looked up.
///
/// A name is the note's path below the folder of the notes, its parts joined by `/`, without
/// `.md`.
///
/// ```
/// use kbnote_note::{LinkPaths, Outcome, Resolver};
///
/// let names = ["fieldnotes/fieldnotes", "fieldnotes/roost_sites", "coast/tide_tables"];
/// let resolver = Resolver::new(names, LinkPaths::Shortest);
/// let from = "coast/tide_tables";
/// assert_eq!(resolver.resolve("roost_sites", from).agreed(), Some(1));
/// let found = resolver.resolve("Roost_Sites", from);
/// assert_eq!((found.quartz, found.obsidian), (Outcome::Missing, Outcome::Note(1)));
/// ```
#[derive(Clone, Debug)]
pub struct Resolver {
    pub(super) files: Files,
    quartz: Quartz,
    pub(super) obsidian: Obsidian,
}

impl Resolver {
    /// Takes in the names of all notes, each once.
    #[must_use]
    pub fn new<S: Into<String>>(notes: impl IntoIterator<Item = S>, paths: LinkPaths) -> Self {
        Self::with_files(notes, std::iter::empty::<String>(), paths)
    }

    /// Takes in the names of all notes and the paths of the vault's other files, with their
    /// endings.
    #[must_use]
    pub fn with_files<S: Into<String>, T: Into<String>>(
        notes: impl IntoIterator<Item = S>,
        others: impl IntoIterator<Item = T>,
        paths: LinkPaths,
    ) -> Self {
        let files = Files::new(notes, others);
        Self {
            quartz: Quartz::new(&files, paths),
            obsidian: Obsidian::new(&files),
            files,
        }
    }

    /// Adds other names of notes, which Quartz makes pages of that lead to the note.
    #[must_use]
    pub fn with_aliases<'a>(mut self, aliases: impl IntoIterator<Item = (usize, &'a str)>) -> Self {
        for (note, alias) in aliases {
            if let Ok(number) = u32::try_from(note) {
                self.quartz.add_alias(alias, number);
            }
        }
        self
    }

    /// Sets where the folder of the notes is in its vault.
    #[must_use]
    pub fn with_folder(mut self, folder: &NotesFolder) -> Self {
        self.obsidian.set_folder(folder);
        self
    }

    /// The same, with one note under another name.
    ///
    /// # Panics
    /// If there is no note of that number.
    #[must_use]
    pub fn renamed(&self, note: usize, name: &str) -> Self {
        let mut names = self.files.notes().to_vec();
        name.clone_into(&mut names[note]);
        let others = self.files.numbered_others();
        let others: Vec<&str> = others.map(|(_, path)| path).collect();
        let mut renamed = Self::with_files(names, others, self.quartz.paths());
        renamed.quartz.take_aliases_of(&self.quartz);
        renamed.with_folder(self.obsidian.folder())
    }

    /// The names of the notes.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        self.files.notes()
    }

    /// Whether a file that is not a note has this path.
    pub(crate) fn has_other_file(&self, path: &str) -> bool {
        self.files.numbered_others().any(|(_, other)| other == path)
    }

    /// The note of exactly this name.
    #[must_use]
    pub fn note_of_name(&self, name: &str) -> Option<usize> {
        self.obsidian.note_of_name(&self.files, name)
    }

    /// Where a link leads whose target, without heading, is `target` and that stands in the note
    /// of the name `from`. An empty target is the note itself.
    #[must_use]
    pub fn resolve(&self, target: &str, from: &str) -> Resolution {
        if target.trim().is_empty() {
            let own = self.note_of_name(from);
            let own = own.map_or(Outcome::Missing, Outcome::Note);
            return Resolution {
                quartz: own.clone(),
                obsidian: own,
            };
        }
        Resolution {
            quartz: self.quartz.resolve(&self.files, target, from),
            obsidian: self.obsidian.resolve(&self.files, target, from),
        }
    }

    /// Where a link of this kind to `target` leads that stands in the note of the name `from`; see
    /// [`FileLink`].
    ///
    /// [`FileLink`]: crate::FileLink
    #[must_use]
    pub fn resolve_file(&self, kind: FileLinkKind, target: &str, from: &str) -> Resolution {
        let decoded = match kind {
            FileLinkKind::ObsidianWikilink | FileLinkKind::ObsidianAddress => target.to_owned(),
            _ => percent::decode(target),
        };
        let resolution = Resolution {
            quartz: self.quartz.resolve(&self.files, target, from),
            obsidian: self.obsidian.resolve(&self.files, &decoded, from),
        };
        match kind {
            FileLinkKind::ObsidianWikilink | FileLinkKind::ObsidianAddress => Resolution {
                quartz: Outcome::Missing,
                ..resolution
            },
            FileLinkKind::Html => Resolution {
                obsidian: Outcome::Missing,
                ..resolution
            },
            _ => resolution,
        }
    }

    /// Whether a target leads to a note in Quartz because it is an alias of it.
    #[must_use]
    pub fn is_alias(&self, target: &str, note: usize) -> bool {
        u32::try_from(note).is_ok_and(|note| self.quartz.is_alias(target.trim(), note))
    }

    /// The one note that has a target as an alias, wherever the link stands.
    #[must_use]
    pub fn note_of_alias(&self, target: &str) -> Option<usize> {
        self.quartz.note_of_alias(target.trim())
    }

    /// Whether a target is a path from the root of a vault of Obsidian that holds the folder of the
    /// notes and more. Quartz knows no such paths.
    #[must_use]
    pub fn is_vault_path(&self, target: &str) -> bool {
        self.obsidian.is_vault_path(target)
    }

    /// The shortest target by which both renderers find a note from anywhere: its base name where
    /// no other file has it, else its name.
    ///
    /// # Panics
    /// If there is no note of that number.
    #[must_use]
    pub fn target_of(&self, note: usize) -> &str {
        let name = &self.files.notes()[note];
        let base = files::base_name(name);
        if self.quartz.is_unique(base) && self.obsidian.is_unique(base) {
            base
        } else {
            name
        }
    }

    /// The shortest target by which both renderers find a note from the note of the name `from`; that of
    /// [`Self::target_of`] where none is known.
    ///
    /// # Panics
    /// If there is no note of that number.
    #[must_use]
    pub fn target_from(&self, note: usize, from: &str) -> String {
        let name = &self.files.notes()[note];
        let short = self.target_of(note);
        let path = match self.quartz.paths() {
            LinkPaths::Relative => relative(name, from),
            LinkPaths::Shortest | LinkPaths::Absolute => name.clone(),
        };
        let leads_there = |target: &str| self.resolve(target, from).agreed() == Some(note);
        if leads_there(short) || !leads_there(&path) {
            short.to_owned()
        } else {
            path
        }
    }

    /// The notes whose base names are equal to this one but for case, in their order.
    #[must_use]
    pub fn notes_of_base_name(&self, base_name: &str) -> Vec<usize> {
        self.obsidian.notes_of_base_name(&self.files, base_name)
    }
}

/// The path to a note from the folder of another.
pub(crate) fn relative(name: &str, from: &str) -> String {
    let folders = |name: &str| -> Vec<String> {
        let parts = files::folder(name)
            .split('/')
            .filter(|part| !part.is_empty());
        parts.map(str::to_owned).collect()
    };
    let (there, here) = (folders(name), folders(from));
    let shared = there.iter().zip(&here).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", here.len() - shared);
    let down = there[shared..].iter().map(String::as_str);
    let parts: Vec<&str> = up.chain(down).chain([files::base_name(name)]).collect();
    parts.join("/")
}
