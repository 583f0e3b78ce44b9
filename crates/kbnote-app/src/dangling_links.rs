//! Links that break when a note goes back to its former name or is removed.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use kbnote_note::{Note, Renaming, Resolver};
use kbnote_vault::{IndexedNote, Undo, Vault, VaultIndex, files};
use rayon::prelude::*;
use serde::Serialize;

use crate::rename::has_links_to_rewrite;
use crate::{Error, Workspace};

/// A link to a note under the name that it gives up.
#[derive(Debug)]
pub struct DanglingLink {
    /// The note with the link.
    pub path: PathBuf,
    /// Its line, from 1.
    pub line: usize,
    /// The target as it is written.
    pub target: String,
    /// The target that leads to the note afterwards; none if the note is removed.
    pub instead: Option<String>,
}

/// The links, in notes that are not reverted, to notes that go back to a former name or are removed.
/// Must be called before that is done.
pub(crate) fn dangling_links(
    workspace: &Workspace,
    undos: &[Undo],
) -> Result<Vec<DanglingLink>, Error> {
    let abandoned: Vec<AbandonedName> = undos
        .iter()
        .filter_map(|undo| abandoned(workspace, undo))
        .collect();
    if abandoned.is_empty() {
        return Ok(Vec::new());
    }
    let index = workspace.vault.index()?;
    let paths = workspace.vault.link_paths();
    let search = Search {
        index: &index,
        before: &index.resolver(paths),
        reverted: undos.iter().map(Undo::path).collect(),
    };
    Ok(abandoned
        .iter()
        .flat_map(|name| search.lost(name))
        .collect())
}

/// A name that a note gives up.
struct AbandonedName {
    name: String,
    /// Its name afterwards; empty if it is removed.
    home: String,
}

fn abandoned(workspace: &Workspace, undo: &Undo) -> Option<AbandonedName> {
    let home = match undo {
        Undo::Restore { home, .. } => workspace.vault.note_name(home.as_ref()?)?,
        Undo::Remove { .. } => String::new(),
        Undo::Create { .. } | Undo::Forget { .. } | Undo::Leave { .. } => return None,
    };
    let name = workspace.vault.note_name(undo.path())?;
    Some(AbandonedName { name, home })
}

/// A search for such links.
struct Search<'a> {
    index: &'a VaultIndex,
    before: &'a Resolver,
    reverted: BTreeSet<&'a Path>,
}

impl Search<'_> {
    /// The links to one note.
    fn lost(&self, abandoned: &AbandonedName) -> Vec<DanglingLink> {
        let notes = self.index.notes();
        let number = notes.iter().position(|note| note.name == abandoned.name);
        // The `From:` lines name the index note of a channel whether or not there is one.
        let is_followed = |&number: &usize| !abandoned.home.is_empty() || !notes[number].is_index();
        let Some(number) = number.filter(is_followed) else {
            return Vec::new();
        };
        let renaming = Renaming {
            before: self.before,
            after: &self.before.renamed(number, &abandoned.home),
            note: number,
        };
        let found: Vec<Vec<DanglingLink>> = (0..notes.len())
            .into_par_iter()
            .filter(|&from| !self.reverted.contains(notes[from].path.as_path()))
            .map(|from| in_note(&notes[from], &renaming, from))
            .collect();
        found.into_iter().flatten().collect()
    }
}

/// The links in one note; a note that cannot be read has none.
fn in_note(known: &IndexedNote, renaming: &Renaming<'_>, from: usize) -> Vec<DanglingLink> {
    if !has_links_to_rewrite(&known.summary, renaming, from) {
        return Vec::new();
    }
    let note = Note::parse(files::read(&known.path).unwrap_or_default());
    let relinked = renaming.relink(&note, from);
    let moved = relinked.splices.into_iter();
    let moved = moved.map(|splice| (splice.range, Some(splice.replacement)));
    let left = relinked.left.into_iter().map(|range| (range, None));
    let mut links: Vec<(Range<usize>, Option<String>)> = moved.chain(left).collect();
    links.sort_by_key(|(range, _)| range.start);
    let dangling = |(range, instead): (Range<usize>, Option<String>)| DanglingLink {
        path: known.path.clone(),
        line: note.line_at(range.start),
        target: note.text()[range].to_owned(),
        instead,
    };
    links.into_iter().map(dangling).collect()
}

impl DanglingLink {
    /// Whether the note that it led to is removed.
    #[must_use]
    pub fn is_lost(&self) -> bool {
        self.instead.is_none()
    }

    pub(crate) fn entry(&self, vault: &Vault) -> DanglingEntry {
        DanglingEntry {
            path: vault.display_path(&self.path).to_string(),
            line: self.line,
            target: self.target.clone(),
            instead: self.instead.clone(),
        }
    }
}

/// A link that breaks, in `kbnote.undo/1`.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(crate) struct DanglingEntry {
    /// The note with the link.
    path: String,
    /// Its line.
    line: usize,
    /// The target of the link.
    target: String,
    /// The target that leads to the note; null if the note goes.
    instead: Option<String>,
}
