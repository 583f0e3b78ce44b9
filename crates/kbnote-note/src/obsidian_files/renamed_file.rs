//! A note that gets another name, as files of Obsidian see it.

use std::ops::Range;

use crate::{LinkSource, Renaming, Splice};

/// A note that gets another name, as files of Obsidian see it.
pub(super) struct RenamedFile<'a> {
    pub(super) renaming: &'a Renaming<'a>,
    /// The file that the links are in.
    pub(super) from: LinkSource<'a>,
    pub(super) prefixes: &'a [String],
}

impl RenamedFile<'_> {
    pub(super) fn old_name(&self) -> &str {
        &self.renaming.before.notes()[self.renaming.note]
    }

    pub(super) fn new_name(&self) -> &str {
        &self.renaming.after.notes()[self.renaming.note]
    }

    /// The new path for a path from the root that is the note's, with or without `.md`.
    pub(super) fn new_path(&self, path: &str) -> Option<String> {
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
pub(super) fn moved(
    splices: Vec<Splice>,
    place: impl Fn(usize) -> usize,
) -> impl Iterator<Item = Splice> {
    splices
        .into_iter()
        .map(move |splice| Splice::replace(placed(&splice.range, &place), splice.replacement))
}

pub(super) fn placed(range: &Range<usize>, place: impl Fn(usize) -> usize) -> Range<usize> {
    place(range.start)..place(range.end)
}
