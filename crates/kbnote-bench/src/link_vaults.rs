//! Vaults with known links: read from the files of the benchmark, one vault a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::Path;

use kbnote_links::{LinkFact, LinkIndex, NoteFacts};
use kbnote_note::Note;
use rayon::prelude::*;
use serde::Deserialize;

/// A link of a note, in bytes of its text.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldLink {
    /// Where it begins.
    pub start: usize,
    /// Where it ends.
    pub end: usize,
    /// The slug of the note it leads to.
    pub target: String,
}

impl GoldLink {
    /// The words it shows.
    #[must_use]
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

#[derive(Deserialize)]
struct Line {
    note: String,
    slug: String,
    title: String,
    source: String,
    split: String,
    text: String,
    #[serde(default)]
    links: Vec<GoldLink>,
}

/// A note of a vault.
#[derive(Debug)]
pub struct VaultNote {
    /// Its name in the benchmark.
    pub id: String,
    /// The name of its file.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// What it was made from.
    pub source: String,
    /// Whether links for it are asked for.
    pub is_query: bool,
    /// Its links, if they are known.
    pub links: Vec<GoldLink>,
    /// Its text.
    pub note: Note,
    facts: NoteFacts,
}

/// A vault.
#[derive(Debug)]
pub struct LinkVault {
    /// Its name.
    pub name: String,
    /// Its notes, in order of their slugs.
    pub notes: Vec<VaultNote>,
    /// The sources whose notes are new.
    pub batch: BTreeSet<String>,
}

impl LinkVault {
    /// Reads a vault.
    ///
    /// # Errors
    /// If the file cannot be read or a line is not a note.
    pub fn read(path: &Path) -> io::Result<Self> {
        let text = fs::read_to_string(path)?;
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let notes: Result<Vec<VaultNote>, serde_json::Error> = lines
            .par_iter()
            .map(|line| serde_json::from_str(line).map(VaultNote::new))
            .collect();
        let mut notes = notes?;
        notes.sort_by(|a, b| a.slug.cmp(&b.slug));
        let batch = notes
            .iter()
            .filter(|note| note.is_query)
            .map(|note| note.source.clone())
            .collect();
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(Self { name, notes, batch })
    }

    /// The index of the vault in which the notes of some sources are new: they have no links, and
    /// none lead to them.
    #[must_use]
    pub fn index(&self, is_new: impl Fn(&VaultNote) -> bool) -> LinkIndex {
        let new: BTreeSet<&str> = self
            .notes
            .iter()
            .filter(|note| is_new(note))
            .map(|note| note.slug.as_str())
            .collect();
        let facts = |note: &VaultNote| {
            let mut facts = note.facts.clone();
            if new.contains(note.slug.as_str()) {
                facts.links.clear();
            }
            facts
                .links
                .retain(|link| !new.contains(link.target.as_str()));
            facts
        };
        LinkIndex::new(self.notes.iter().map(facts).collect())
    }

    /// Whether a note is made from a source that is new.
    #[must_use]
    pub fn is_new(&self, note: &VaultNote) -> bool {
        self.batch.contains(&note.source)
    }

    /// Gives the notes for which links are asked the links that they have.
    pub fn add_gold(&mut self, gold: &BTreeMap<String, Vec<GoldLink>>) {
        for note in self.notes.iter_mut().filter(|note| note.is_query) {
            note.links = gold.get(&note.id).cloned().unwrap_or_default();
        }
    }
}

impl VaultNote {
    fn new(line: Line) -> Self {
        let note = Note::parse(line.text.clone());
        let shown = |link: &GoldLink| {
            LinkFact::new(
                link.target.clone(),
                line.text.get(link.range()).unwrap_or_default(),
            )
        };
        let mut facts = NoteFacts::read(line.slug.clone(), &note);
        facts.title.clone_from(&line.title);
        facts.source = Some(line.source.clone());
        facts.links = line.links.iter().map(shown).collect();
        Self {
            id: line.note,
            slug: line.slug,
            title: line.title,
            source: line.source,
            is_query: line.split == "query",
            links: line.links,
            note,
            facts,
        }
    }

    /// Whether links are asked for.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        self.is_query
    }

    /// The slugs of the notes it links to, each once.
    #[must_use]
    pub fn targets(&self) -> BTreeSet<&str> {
        self.links.iter().map(|link| link.target.as_str()).collect()
    }
}

/// Reads the links that are looked for.
///
/// # Errors
/// If the file cannot be read or a line is none of the gold.
pub fn read_gold(path: &Path) -> io::Result<BTreeMap<String, Vec<GoldLink>>> {
    #[derive(Deserialize)]
    struct Gold {
        note: String,
        links: Vec<GoldLink>,
    }
    let text = fs::read_to_string(path)?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let read = |line| serde_json::from_str(line).map(|gold: Gold| (gold.note, gold.links));
    Ok(lines.map(read).collect::<Result<_, _>>()?)
}
