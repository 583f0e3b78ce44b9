//! Files of Obsidian that link to notes: canvases (`.canvas`) and bases (`.base`).
//!
//! They are edited by byte ranges, as notes are; nothing is printed anew.

mod base;
mod canvas;
mod json_string;

use std::ops::Range;
use std::path::Path;

use crate::{LinkSource, Relinked, Renaming, Splice};

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

/// A file that cannot be understood, so that links in it cannot be rewritten.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ObsidianFileError {
    /// A canvas that is not JSON.
    #[error("not a valid canvas")]
    Canvas(#[source] serde_json::Error),
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
    pub fn relink(&self, renaming: &Renaming<'_>) -> Result<Relinked, ObsidianFileError> {
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

/// A note that gets another name, as files of Obsidian see it.
struct RenamedFile<'a> {
    renaming: &'a Renaming<'a>,
    /// The file that the links are in.
    from: LinkSource<'a>,
    prefixes: &'a [String],
}

impl RenamedFile<'_> {
    fn old_name(&self) -> &str {
        &self.renaming.before.notes()[self.renaming.note]
    }

    fn new_name(&self) -> &str {
        &self.renaming.after.notes()[self.renaming.note]
    }

    /// The new path for a path from the root that is the note's, with or without `.md`.
    fn new_path(&self, path: &str) -> Option<String> {
        let (stem, ending) = match path.strip_suffix(".md") {
            Some(stem) => (stem, ".md"),
            None => (path, ""),
        };
        let is_it = |prefix: &&String| {
            let below = stem.strip_prefix(prefix.as_str());
            below.is_some_and(|below| below == self.old_name())
        };
        let prefix = self.prefixes.iter().find(is_it)?;
        (!self.new_name().is_empty()).then(|| format!("{prefix}{}{ending}", self.new_name()))
    }
}

/// Edits of a part of a text as edits of the whole: `place` says where a byte of the part stands.
fn moved(splices: Vec<Splice>, place: impl Fn(usize) -> usize) -> impl Iterator<Item = Splice> {
    splices
        .into_iter()
        .map(move |splice| Splice::replace(placed(&splice.range, &place), splice.replacement))
}

fn placed(range: &Range<usize>, place: impl Fn(usize) -> usize) -> Range<usize> {
    place(range.start)..place(range.end)
}

#[cfg(test)]
mod tests;
