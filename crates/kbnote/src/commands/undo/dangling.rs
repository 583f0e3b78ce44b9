//! Links that lead to a note no more once it has its old name again, or is gone.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use kbnote_note::{Note, Renaming, Resolver};
use kbnote_vault::{IndexedNote, Undo, VaultIndex, files};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;
use kbnote_app::has_links_to_rewrite;

/// A link that leads to a note under the name that it gives up.
#[derive(Debug)]
pub(super) struct Dangling {
    path: PathBuf,
    line: usize,
    target: String,
    /// What leads to the note then; nothing where it is gone.
    instead: Option<String>,
}

/// The links in notes that are not taken back which will no longer lead to a note that moves home
/// or goes. To be asked for before that is done.
pub(super) fn dangling(cx: &Context, undos: &[Undo]) -> Result<Vec<Dangling>, CliError> {
    let given_up: Vec<GivenUp> = undos.iter().filter_map(|undo| given_up(cx, undo)).collect();
    if given_up.is_empty() {
        return Ok(Vec::new());
    }
    let index = cx.vault.index()?;
    let paths = cx.vault.settings().wikilink.paths;
    let search = Search {
        index: &index,
        before: &index.resolver(paths),
        taken_back: undos.iter().map(Undo::path).collect(),
    };
    Ok(given_up.iter().flat_map(|name| search.lost(name)).collect())
}

/// The name that a note gives up.
struct GivenUp {
    name: String,
    /// The one that it has then; empty where it is gone.
    home: String,
}

fn given_up(cx: &Context, undo: &Undo) -> Option<GivenUp> {
    let home = match undo {
        Undo::Restore { home, .. } => cx.vault.note_name(home.as_ref()?)?,
        Undo::Remove { .. } => String::new(),
        Undo::Create { .. } | Undo::Forget { .. } | Undo::Leave { .. } => return None,
    };
    let name = cx.vault.note_name(undo.path())?;
    Some(GivenUp { name, home })
}

/// The notes that may hold such links.
struct Search<'a> {
    index: &'a VaultIndex,
    before: &'a Resolver,
    taken_back: BTreeSet<&'a Path>,
}

impl Search<'_> {
    /// The links to one note.
    fn lost(&self, given_up: &GivenUp) -> Vec<Dangling> {
        let notes = self.index.notes();
        let number = notes.iter().position(|note| note.name == given_up.name);
        // The `From:` lines name the index note of a channel whether or not there is one.
        let is_followed = |&number: &usize| !given_up.home.is_empty() || !notes[number].is_index();
        let Some(number) = number.filter(is_followed) else {
            return Vec::new();
        };
        let renaming = Renaming {
            before: self.before,
            after: &self.before.renamed(number, &given_up.home),
            note: number,
        };
        let found: Vec<Vec<Dangling>> = (0..notes.len())
            .into_par_iter()
            .filter(|&from| !self.taken_back.contains(notes[from].path.as_path()))
            .map(|from| in_note(&notes[from], &renaming, from))
            .collect();
        found.into_iter().flatten().collect()
    }
}

/// Those in one note; a note that cannot be read has none that could be told.
fn in_note(known: &IndexedNote, renaming: &Renaming<'_>, from: usize) -> Vec<Dangling> {
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
    let dangling = |(range, instead): (Range<usize>, Option<String>)| Dangling {
        path: known.path.clone(),
        line: note.line_at(range.start),
        target: note.text()[range].to_owned(),
        instead,
    };
    links.into_iter().map(dangling).collect()
}

impl Dangling {
    /// Whether the note that it led to goes.
    pub(super) fn is_lost(&self) -> bool {
        self.instead.is_none()
    }

    /// One line for a person.
    pub(super) fn told(&self, cx: &Context, writes: bool) -> String {
        let path = cx.vault.shown(&self.path);
        let (leads, does) = match writes {
            true => ("leads", "does"),
            false => ("would lead", "would"),
        };
        let Self { line, target, .. } = self;
        let instead = self.instead.as_ref();
        let instead = instead.map(|instead| format!("; `{instead}` {does}"));
        let instead = instead.unwrap_or_default();
        format!("{path}:{line}: the link to `{target}` {leads} to the note no more{instead}")
    }

    /// Its entry in `kbnote.undo/1`.
    pub(super) fn to_json(&self, cx: &Context) -> Value {
        json!({
            "path": cx.vault.shown(&self.path).to_string(), "line": self.line,
            "target": self.target, "instead": self.instead,
        })
    }
}
