//! Links as Obsidian follows them.
//!
//! A target is a file name or the end of a path, without regard to case. Of several files Obsidian
//! takes the one whose path is the target itself, then one in or below the folder that the link
//! stands in, then the one with the shortest path. Aliases lead nowhere by themselves.
//!
//! The vault of Obsidian may be larger than the folder of the notes: paths from its root begin with
//! that folder.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::files::{Files, Table, add, base_name, folder};
use super::{NotesFolder, Outcome};

#[derive(Clone, Debug)]
pub(super) struct Obsidian {
    /// Files by their folded file names, with their endings.
    by_name: Table,
    /// Files by their folded paths.
    by_path: Table,
    /// The folded path of each file, with its ending.
    paths: Vec<Box<str>>,
    /// The folder of the notes, its path folded.
    folder: NotesFolder,
}

impl Obsidian {
    pub(super) fn new(files: &Files) -> Self {
        let mut obsidian = Self {
            by_name: Table::new(),
            by_path: Table::new(),
            paths: Vec::new(),
            folder: NotesFolder::default(),
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

    pub(super) fn set_folder(&mut self, folder: &NotesFolder) {
        self.folder = NotesFolder {
            path: folded(&folder.path).into_owned(),
            ..*folder
        };
    }

    pub(super) const fn folder(&self) -> &NotesFolder {
        &self.folder
    }

    /// Whether a target is a path through the root of a vault that is larger than the folder of the
    /// notes: from there, or up to there and down again.
    pub(super) fn is_vault_path(&self, target: &str) -> bool {
        let NotesFolder {
            path,
            is_in_obsidian,
        } = &self.folder;
        let target = folded(target.trim());
        let down = target.trim_start_matches("./").trim_start_matches("../");
        let is_relative = down.len() < target.len();
        let mut ends = path.match_indices('/').map(|(at, _)| &path[at + 1..]);
        let leads_down = |end: &str| !end.is_empty() && down.starts_with(end);
        let is_from_root = !path.is_empty() && target.trim_start_matches('/').starts_with(path);
        let is_through_root = is_relative && (leads_down(path) || ends.any(leads_down));
        *is_in_obsidian && (is_from_root || is_through_root)
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
        // A bare file name that only one file has leads there from everywhere.
        if let [_] = named
            && !path.contains('/')
        {
            return files.outcome(named);
        }
        let own_folder = folded(folder(from));
        let relative = self.relative(&path, &own_folder);
        let is_outside = from.starts_with("../");
        let is_from_vault = relative.is_some() || is_outside || self.folder.is_in_obsidian;
        let path = relative.map_or_else(|| without_dots(path), Cow::Owned);
        let rooted = path.trim_start_matches('/');
        let below = rooted.strip_prefix(self.folder.path.as_str());
        let below = below.filter(|_| is_from_vault);
        let exact = below.and_then(|below| self.by_path.get(below));
        if let Some(exact) = exact.or_else(|| self.by_path.get(rooted)) {
            return files.outcome(exact);
        }
        if path.starts_with('/') {
            return Outcome::Missing;
        }
        if !path.contains('/') {
            let beside = [own_folder.as_ref(), "/", path.as_ref()].concat();
            if let Some(beside) = self.by_path.get(beside.as_str()) {
                return files.outcome(beside);
            }
        }
        files.outcome(&self.nearest(named, &path, &own_folder))
    }

    /// The path from the root of the vault that one with `./` or `../` at its beginning means; `None` for
    /// others.
    fn relative(&self, path: &str, own_folder: &str) -> Option<String> {
        let is_relative = path.starts_with("./") || path.starts_with("../");
        is_relative.then(|| joined([self.folder.path.as_str(), own_folder, path]))
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

/// The path with the dots and double slashes inside it resolved.
fn without_dots(path: Cow<'_, str>) -> Cow<'_, str> {
    let has_dots = path.contains("/../") || path.contains("/./") || path.contains("//");
    match has_dots {
        true if path.starts_with('/') => Cow::Owned(format!("/{}", joined([path.as_ref()]))),
        true => Cow::Owned(joined([path.as_ref()])),
        false => path,
    }
}

/// One path of several, without dots. None leads above the root.
fn joined<'a>(paths: impl IntoIterator<Item = &'a str>) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for part in paths.into_iter().flat_map(|path| path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(kept.pop()),
            part => kept.push(part),
        }
    }
    kept.join("/")
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
