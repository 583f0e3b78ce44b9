//! The rules that look at all notes of a vault at once.

use kbnote_note::{FileLinkKind, Note, Resolver};

use crate::check_context::is_index;
use crate::finding::Findings;
use crate::ignores::Ignores;
use crate::rules::{indexes, notes};
use crate::{Finding, Levels};

/// What the others need to know of a note: where its links lead.
#[derive(Debug, Default)]
pub struct LinkedNote {
    links: Vec<usize>,
    ignores: Ignores,
}

impl LinkedNote {
    /// The other notes that the note of this number links to.
    pub fn others(&self, own: usize) -> impl Iterator<Item = usize> {
        self.links.iter().copied().filter(move |&to| to != own)
    }

    /// Whether it links to the note of this number.
    #[must_use]
    pub fn leads_to(&self, note: usize) -> bool {
        self.links.binary_search(&note).is_ok()
    }

    /// Follows the links of a note of this name, as either renderer does.
    #[must_use]
    pub fn read(note: &Note, name: &str, resolver: &Resolver) -> Self {
        let text = note.text();
        let live = note.wikilinks().iter().filter(|link| link.live);
        let targets = live.map(|link| &text[link.target.clone()]);
        let files = note.file_links().iter().filter(|link| link.live);
        let files = files.map(|link| (link.kind, link.target.as_str()));
        Self {
            ignores: Ignores::read(note),
            ..Self::with_targets(targets, files, name, resolver)
        }
    }

    /// Follows the links of a note of which no more is known than their targets: those of its
    /// wikilinks, and those of other links with their kinds.
    #[must_use]
    pub fn with_targets<'a>(
        wikilinks: impl Iterator<Item = &'a str>,
        files: impl Iterator<Item = (FileLinkKind, &'a str)>,
        name: &str,
        resolver: &Resolver,
    ) -> Self {
        let wikilinks = wikilinks.map(|target| resolver.resolve(target, name));
        let files = files.map(|(kind, target)| resolver.resolve_file(kind, target, name));
        let ends = wikilinks
            .chain(files)
            .flat_map(|found| [found.quartz.note(), found.obsidian.note()]);
        let mut links: Vec<usize> = ends.flatten().collect();
        links.sort_unstable();
        links.dedup();
        Self {
            links,
            ignores: Ignores::default(),
        }
    }
}

/// What is wrong with the notes of a vault taken together; `notes` are those of the resolver, in
/// its order. The findings of a note stand at its number. `outdated` says of an index note in what it
/// is out of date, if it is.
#[must_use]
pub fn check_vault(
    notes: &[LinkedNote],
    resolver: &Resolver,
    outdated: impl Fn(usize) -> Option<String>,
    levels: &Levels,
) -> Vec<(usize, Finding)> {
    let names = resolver.notes();
    let mut linked = vec![false; names.len()];
    for (from, note) in notes.iter().enumerate() {
        for to in note.others(from) {
            linked[to] = true;
        }
    }
    let mut found = Vec::new();
    for number in 0..names.len().min(notes.len()) {
        let outdated = || outdated(number);
        let in_vault = (names[number].as_str(), linked[number]);
        let findings = check_in_vault(&notes[number], in_vault, outdated, levels);
        found.extend(findings.into_iter().map(|finding| (number, finding)));
    }
    found
}

/// What is wrong with one note of a vault for the others; with its name, and whether another links to it.
#[must_use]
pub fn check_in_vault(
    note: &LinkedNote,
    (name, is_linked): (&str, bool),
    outdated: impl FnOnce() -> Option<String>,
    levels: &Levels,
) -> Vec<Finding> {
    let mut findings = Findings::default();
    if is_index(name) {
        if let Some(message) = outdated() {
            findings.of_note(&indexes::STALE, message);
        }
    } else if !is_linked {
        let message = "no other note links to this one".to_owned();
        findings.of_note(&notes::ORPHAN, message);
    }
    let told = findings.0.into_iter();
    told.filter(|finding| !note.ignores.covers(finding))
        .filter_map(|finding| levels.applied(finding))
        .collect()
}
