//! Links as Obsidian follows them.
//!
//! A target is a file name or the end of a path, without regard to case. Of several files Obsidian
//! takes the one whose path is the target itself, then one in or below the folder that the link
//! stands in, then the one with the shortest path. Aliases lead nowhere by themselves.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::Outcome;
use super::files::{Files, Table, add, base_name, folder};

#[derive(Clone, Debug)]
pub(super) struct Obsidian {
    /// Files by their folded file names, with their endings.
    by_name: Table,
    /// Files by their folded paths.
    by_path: Table,
    /// The folded path of each file, with its ending.
    paths: Vec<Box<str>>,
}

impl Obsidian {
    pub(super) fn new(files: &Files) -> Self {
        let mut obsidian = Self {
            by_name: Table::new(),
            by_path: Table::new(),
            paths: Vec::new(),
        };
        for (number, name) in files.numbered_notes() {
            obsidian.add(&folded(&with_ending(name)), number);
        }
        for (number, path) in files.numbered_others() {
            obsidian.add(&folded(path), number);
        }
        obsidian
    }

    fn add(&mut self, path: &str, file: u32) {
        add(&mut self.by_name, base_name(path), file);
        add(&mut self.by_path, path, file);
        self.paths.push(path.into());
    }

    /// Whether at most one note has this base name.
    pub(super) fn is_unique(&self, base: &str) -> bool {
        self.named(&folded(&with_ending(base))).len() <= 1
    }

    pub(super) fn notes_of_base_name(&self, files: &Files, base: &str) -> Vec<usize> {
        let found = self.named(&folded(&with_ending(base))).iter();
        let notes = found.copied().filter(|&file| files.is_note(file));
        notes.map(|note| note as usize).collect()
    }

    pub(super) fn note_of_name(&self, files: &Files, name: &str) -> Option<usize> {
        let found = self.by_path.get(folded(&with_ending(name)).as_ref())?;
        let exact = |&&file: &&u32| files.is_note(file) && files.path(file) == name;
        found.iter().find(exact).map(|&note| note as usize)
    }

    pub(super) fn resolve(&self, files: &Files, target: &str, from: &str) -> Outcome {
        let target = folded(target.trim());
        let Some((path, named)) = self.lookup(&target) else {
            return Outcome::Missing;
        };
        let own_folder = folded(folder(from));
        let path = relative(&path, &own_folder).unwrap_or(path.into_owned());
        let exact = self.by_path.get(path.trim_start_matches('/'));
        if let Some(exact) = exact {
            return files.outcome(exact);
        }
        if path.starts_with('/') {
            return Outcome::Missing;
        }
        if !path.contains('/') {
            let beside = [&own_folder, "/", &path].concat();
            if let Some(beside) = self.by_path.get(beside.as_str()) {
                return files.outcome(beside);
            }
        }
        files.outcome(&self.nearest(named, &path, &own_folder))
    }

    /// The target with its ending, and the files that have its file name. Only a target with a
    /// dot may have its ending already.
    fn lookup<'a>(&self, target: &'a str) -> Option<(Cow<'a, str>, &[u32])> {
        if base_name(target).contains('.') {
            let as_it_is = self.named(base_name(target));
            if !as_it_is.is_empty() {
                return Some((Cow::Borrowed(target), as_it_is));
            }
        }
        let target = with_ending(target);
        let named = self.named(base_name(&target));
        (!named.is_empty()).then_some((Cow::Owned(target), named))
    }

    fn named(&self, name: &str) -> &[u32] {
        self.by_name.get(name).map_or(&[], Vec::as_slice)
    }

    /// The files whose paths end in `path`: those of the shortest paths, below the folder if any are.
    fn nearest(&self, named: &[u32], path: &str, own_folder: &str) -> Vec<u32> {
        let rank = |&file: &u32| {
            let full = self.paths.get(file as usize)?;
            let is_far = !full.starts_with(own_folder);
            let rank = || ((is_far, full.encode_utf16().count()), file);
            full.ends_with(path).then(rank)
        };
        let mut ranked: Vec<_> = named.iter().filter_map(rank).collect();
        ranked.sort_unstable();
        let best = ranked.first().map(|(rank, _)| *rank);
        let best = ranked.iter().take_while(|(rank, _)| Some(*rank) == best);
        best.map(|(_, file)| *file).collect()
    }
}

/// The path from the root that one with `./` or `../` at its beginning means; `None` for others.
fn relative(path: &str, own_folder: &str) -> Option<String> {
    let path = path
        .strip_prefix("./")
        .filter(|rest| rest.starts_with("../"))
        .unwrap_or(path);
    let mut rest = path.strip_prefix("./").unwrap_or(path);
    let mut base = own_folder;
    while let Some(above) = rest.strip_prefix("../") {
        (rest, base) = (above, folder(base));
    }
    let is_relative = path.starts_with("./") || path.starts_with("../");
    is_relative.then(|| match base {
        "" => rest.to_owned(),
        base => format!("{base}/{rest}"),
    })
}

fn with_ending(name: &str) -> String {
    [name, ".md"].concat()
}

/// A path as Obsidian compares it: lower case, composed, all blanks alike.
fn folded(path: &str) -> Cow<'_, str> {
    let is_folded = |b: u8| b.is_ascii() && !b.is_ascii_uppercase();
    if path.bytes().all(is_folded) {
        return Cow::Borrowed(path);
    }
    let path = path.replace(['\u{a0}', '\u{202f}'], " ");
    let composed = match is_nfc_quick(path.chars()) {
        IsNormalized::Yes => path,
        _ => path.nfc().collect(),
    };
    Cow::Owned(composed.to_lowercase())
}
