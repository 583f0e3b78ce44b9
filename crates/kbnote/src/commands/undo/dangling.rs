//! Links that were written while a note had another name, and lead to it no more once the rename is
//! taken back.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kbnote_note::{Note, Renaming, Resolver, Splice};
use kbnote_vault::{Undo, VaultIndex, files};
use rayon::prelude::*;
use serde_json::{Value, json};

use crate::context::Context;
use crate::error::CliError;

/// A link that leads to the note under the name that it gives up.
#[derive(Debug)]
pub(super) struct Dangling {
    path: PathBuf,
    line: usize,
    target: String,
    /// What leads to the note under its old name.
    instead: String,
}

/// The links in notes that are not taken back which will no longer lead to a note that moves home.
/// To be asked for before that is done.
pub(super) fn dangling(cx: &Context, undos: &[Undo]) -> Result<Vec<Dangling>, CliError> {
    let names = undos.iter().find_map(moved).and_then(|(path, home)| {
        let name = cx.vault.note_name(path)?;
        Some((name, cx.vault.note_name(home)?))
    });
    let Some((name, home)) = names else {
        return Ok(Vec::new());
    };
    let index = cx.vault.index()?;
    let Some(number) = index.notes().iter().position(|note| note.name == name) else {
        return Ok(Vec::new());
    };
    let paths = cx.vault.settings().wikilink.paths;
    let before = index.resolver(paths);
    let mut names = before.notes().to_vec();
    names[number] = home;
    let after = Resolver::with_files(names, index.other_files().iter().cloned(), paths);
    let renaming = Renaming {
        before: &before,
        after: &after,
        note: number,
    };
    let taken_back: BTreeSet<&Path> = undos.iter().map(Undo::path).collect();
    let found: Vec<Vec<Dangling>> = (0..index.notes().len())
        .into_par_iter()
        .filter(|&from| !taken_back.contains(index.notes()[from].path.as_path()))
        .map(|from| in_note(&index, &renaming, from))
        .collect();
    Ok(found.into_iter().flatten().collect())
}

/// Where a note lies, and where it lay.
fn moved(undo: &Undo) -> Option<(&Path, &Path)> {
    match undo {
        Undo::Restore {
            path,
            home: Some(home),
            ..
        } => Some((path, home)),
        _ => None,
    }
}

/// Those in one note; a note that cannot be read has none that could be told.
fn in_note(index: &VaultIndex, renaming: &Renaming<'_>, from: usize) -> Vec<Dangling> {
    let path = &index.notes()[from].path;
    let note = Note::parse(files::read(path).unwrap_or_default());
    let splices = renaming.relink(&note, from).splices;
    let dangling = |splice: Splice| Dangling {
        path: path.clone(),
        line: note.text()[..splice.range.start].matches('\n').count() + 1,
        target: note.text()[splice.range].to_owned(),
        instead: splice.replacement,
    };
    splices.into_iter().map(dangling).collect()
}

impl Dangling {
    /// One line for a person.
    pub(super) fn told(&self, cx: &Context, writes: bool) -> String {
        let path = cx.vault.shown(&self.path);
        let (leads, does) = match writes {
            true => ("leads", "does"),
            false => ("would lead", "would"),
        };
        let Self {
            line,
            target,
            instead,
            ..
        } = self;
        format!(
            "{path}:{line}: the link to `{target}` {leads} to the note no more; `{instead}` {does}"
        )
    }

    /// Its entry in `kbnote.undo/1`.
    pub(super) fn to_json(&self, cx: &Context) -> Value {
        json!({
            "path": cx.vault.shown(&self.path).to_string(), "line": self.line,
            "target": self.target, "instead": self.instead,
        })
    }
}
