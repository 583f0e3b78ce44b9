//! Files of Obsidian that link to notes: canvases (`.canvas`) and bases (`.base`).
//!
//! They are edited by byte ranges, as notes are; nothing is printed anew.

mod base;
mod canvas;
mod error;
mod expressions;
mod json_string;
mod renamed_file;

use std::path::Path;

pub use self::error::ObsidianFileError;
use self::renamed_file::RenamedFile;
use crate::{LinkRewrite, LinkSource, Renaming};

/// What a file of Obsidian is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObsidianFileKind {
    /// A canvas: JSON with notes by their paths and texts in Markdown.
    Canvas,
    /// A base: YAML with filters and formulas.
    Base,
}

impl ObsidianFileKind {
    /// The kind of a file by its name; `None` for any other file.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()? {
            "canvas" => Some(Self::Canvas),
            "base" => Some(Self::Base),
            _ => None,
        }
    }
}

/// A canvas or a base.
#[derive(Clone, Copy, Debug)]
pub struct ObsidianFile<'a> {
    /// Its text.
    pub text: &'a str,
    /// What it is.
    pub kind: ObsidianFileKind,
    /// Its path below the folder of the notes, or what stands for it.
    pub name: &'a str,
    /// What the paths of notes in it begin with: the folder of the notes, as seen from the vault of
    /// Obsidian, with a `/` at the end. Where that is not known, all that it may be.
    pub prefixes: &'a [String],
}

impl ObsidianFile<'_> {
    /// The edits after which its links lead where they led.
    ///
    /// # Errors
    /// If it cannot be understood.
    pub fn relink(&self, renaming: &Renaming<'_>) -> Result<LinkRewrite, ObsidianFileError> {
        let renamed = RenamedFile {
            renaming,
            from: LinkSource::fixed(self.name),
            prefixes: self.prefixes,
        };
        match self.kind {
            ObsidianFileKind::Canvas => canvas::relink(self.text, &renamed),
            ObsidianFileKind::Base => Ok(base::relink(self.text, &renamed)),
        }
    }
}

#[cfg(test)]
mod tests;
