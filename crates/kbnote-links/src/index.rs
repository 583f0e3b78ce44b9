//! The index of a vault: all that suggesting needs to know of its notes, in flat arrays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use crate::facts::NoteFacts;
use crate::lists::Lists;
use crate::numbers::ln;
use crate::topics::{self, Direction};
use crate::words::{Term, hash, phrase_hash, title_terms};

/// The number of a note in the index.
pub(crate) type NoteId = u32;
/// The number of a term in the index.
pub(crate) type TermId = u32;

/// How many of its weightiest terms stand for the text of a note.
pub(crate) const SIGNATURE: usize = 80;
/// The weight 1 of a term in a signature.
pub(crate) const UNIT: f32 = 65_535.0;

/// Words in every note have this rarity.
const LEAST_RARITY: f32 = 0.05;

/// A term and its weight, or a note and the weight of a term in it.
pub(crate) type Weighted = (u32, u16);

/// The notes of a vault by their titles, their words and their links.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinkIndex {
    pub(crate) paths: Lists<u8>,
    pub(crate) titles: Lists<u8>,
    /// Whether no other note has the same file name, whatever the case of its letters: 1 or 0.
    pub(crate) unique: Vec<u8>,
    /// All that a link may say to mean a note, hashed and sorted; and which notes it may mean.
    pub(crate) names: Vec<u64>,
    pub(crate) named: Lists<NoteId>,
    /// The names of the sources, sorted; a note without one is alone in a source without a name.
    pub(crate) sources: Lists<u8>,
    pub(crate) source_of: Vec<u32>,
    pub(crate) by_source: Lists<NoteId>,
    /// All terms, sorted.
    pub(crate) terms: Vec<Term>,
    /// In how many texts a term stands.
    pub(crate) text_counts: Vec<u32>,
    pub(crate) title_terms: Lists<TermId>,
    pub(crate) in_titles: Lists<NoteId>,
    pub(crate) signatures: Lists<Weighted>,
    pub(crate) in_signatures: Lists<Weighted>,
    pub(crate) links: Lists<NoteId>,
    pub(crate) linked_by: Lists<NoteId>,
    /// The phrases under which notes are linked, sorted, and what they lead to how often.
    pub(crate) anchors: Vec<u64>,
    pub(crate) anchor_targets: Lists<(NoteId, u16)>,
    /// The terms under which a note is linked, and by how many links.
    pub(crate) anchor_terms: Lists<(TermId, u16)>,
    /// Where the terms, the titles and the texts lie among the topics of the vault.
    pub(crate) term_topics: Vec<Direction>,
    pub(crate) title_topics: Vec<Direction>,
    pub(crate) text_topics: Vec<Direction>,
}

impl LinkIndex {
    /// The index of these notes. Two of the same path are taken for two notes.
    #[must_use]
    pub fn new(mut notes: Vec<NoteFacts>) -> Self {
        notes.sort_by(|a, b| a.path.cmp(&b.path));
        let titles: Vec<Vec<Term>> = notes
            .par_iter()
            .map(|note| title_terms(&note.name_in_words()))
            .collect();
        let mut index = Self {
            paths: notes
                .iter()
                .map(|note| note.path.clone().into_bytes())
                .collect(),
            titles: notes
                .iter()
                .map(|note| note.title.clone().into_bytes())
                .collect(),
            ..Self::default()
        };
        index.index_sources(&notes);
        index.index_names(&notes);
        index.index_terms(&notes, &titles);
        index.index_titles(&titles);
        index.index_texts(&notes);
        index.index_links(&notes);
        index.index_topics();
        index
    }

    /// How many notes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether there are no notes.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The path of a note from the root of the notes, without `.md`.
    #[must_use]
    pub fn path(&self, note: usize) -> &str {
        self.paths.str(note)
    }

    /// The title of a note.
    #[must_use]
    pub fn title(&self, note: usize) -> &str {
        self.titles.str(note)
    }

    /// The number of the note at a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<usize> {
        let found = lower_bound(&self.paths, path);
        (found < self.len() && self.path(found) == path).then_some(found)
    }

    /// How a link names a note: by its file name, where others share that by its path.
    #[must_use]
    pub fn link_to(&self, note: usize) -> &str {
        let path = self.path(note);
        match self.unique.get(note) {
            Some(1) => path.rsplit('/').next().unwrap_or(path),
            _ => path,
        }
    }

    pub(crate) fn term_id(&self, term: Term) -> Option<TermId> {
        self.terms
            .binary_search(&term)
            .ok()
            .and_then(|at| u32::try_from(at).ok())
    }

    /// How rare a term is among the titles.
    pub(crate) fn title_rarity(&self, term: TermId) -> f32 {
        let count = self.in_titles.get(term as usize).len();
        ln((self.len() as f32 + 1.0) / (count as f32 + 0.5)).max(LEAST_RARITY)
    }

    /// How rare a term is among the texts.
    pub(crate) fn text_rarity(&self, term: TermId) -> f32 {
        let count = self.text_counts.get(term as usize).copied().unwrap_or(0);
        ln((self.len() as f32 + 1.0) / (count as f32 + 0.5)).max(LEAST_RARITY)
    }

    /// The notes that a link may mean, under whatever renderer: by path, by name or by title,
    /// without regard to case, heading and `.md`.
    pub(crate) fn meant_by(&self, link: &str) -> &[NoteId] {
        let at = self.names.binary_search(&hash(normal_name(link).bytes()));
        at.map_or(&[], |at| self.named.get(at))
    }

    /// The number of a source.
    pub(crate) fn source(&self, name: &str) -> Option<u32> {
        let found = lower_bound(&self.sources, name);
        (self.sources.str(found) == name && found < self.sources.len()).then_some(found as u32)
    }

    fn index_sources(&mut self, notes: &[NoteFacts]) {
        let names: BTreeSet<&str> = notes
            .iter()
            .filter_map(|note| note.source.as_deref())
            .collect();
        self.sources = names.iter().map(|name| name.as_bytes().to_vec()).collect();
        let mut next = names.len() as u32;
        for note in notes {
            let known = note.source.as_deref().and_then(|name| self.source(name));
            self.source_of.push(known.unwrap_or(next));
            next += u32::from(known.is_none());
        }
        let pairs: Vec<_> = self.source_of.iter().copied().zip(0..).collect();
        self.by_source = Lists::group(next as usize, &pairs);
    }

    fn index_names(&mut self, notes: &[NoteFacts]) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut pairs: Vec<(u64, NoteId)> = Vec::new();
        for (id, note) in (0..).zip(notes) {
            *seen.entry(note.file_name().to_lowercase()).or_default() += 1;
            let names = [note.path.as_str(), note.file_name(), &note.title];
            pairs.extend(
                names
                    .iter()
                    .map(|name| normal_name(name))
                    .filter(|name| !name.is_empty())
                    .map(|name| (hash(name.bytes()), id)),
            );
        }
        pairs.sort_unstable();
        pairs.dedup();
        for group in pairs.chunk_by(|a, b| a.0 == b.0) {
            self.names.push(group[0].0);
            self.named.push(group.iter().map(|pair| pair.1));
        }
        let is_unique = |note: &NoteFacts| seen.get(&note.file_name().to_lowercase()) == Some(&1);
        self.unique = notes.iter().map(|note| u8::from(is_unique(note))).collect();
    }

    /// Terms of one text only, and of no title, tell nothing and are left out.
    fn index_terms(&mut self, notes: &[NoteFacts], titles: &[Vec<Term>]) {
        let mut counts: HashMap<Term, u32> = HashMap::new();
        for note in notes {
            for (term, _) in &note.terms {
                *counts.entry(*term).or_default() += 1;
            }
        }
        let of_titles = titles.iter().flatten().copied();
        let mut terms: Vec<Term> = counts
            .iter()
            .filter(|(_, count)| **count > 1)
            .map(|(term, _)| *term)
            .chain(of_titles)
            .collect();
        terms.par_sort_unstable();
        terms.dedup();
        self.text_counts = terms
            .iter()
            .map(|term| counts.get(term).copied().unwrap_or(0))
            .collect();
        self.terms = terms;
    }

    fn index_titles(&mut self, titles: &[Vec<Term>]) {
        let ids: Lists<TermId> = titles
            .iter()
            .map(|title| {
                title
                    .iter()
                    .filter_map(|term| self.term_id(*term))
                    .collect()
            })
            .collect();
        let mut pairs: Vec<(TermId, NoteId)> = Vec::new();
        for (note, title) in ids.iter() {
            let mut own = title.to_vec();
            own.sort_unstable();
            own.dedup();
            pairs.extend(own.into_iter().map(|term| (term, note as u32)));
        }
        self.in_titles = Lists::group(self.terms.len(), &pairs);
        self.title_terms = ids;
    }

    fn index_texts(&mut self, notes: &[NoteFacts]) {
        let signatures: Vec<Vec<Weighted>> = notes
            .par_iter()
            .map(|note| self.signature(&note.terms))
            .collect();
        self.signatures = signatures.into_iter().collect();
        let mut pairs: Vec<(TermId, Weighted)> = Vec::new();
        for (note, signature) in self.signatures.iter() {
            pairs.extend(
                signature
                    .iter()
                    .map(|&(term, weight)| (term, (note as u32, weight))),
            );
        }
        self.in_signatures = Lists::group(self.terms.len(), &pairs);
    }

    /// The weightiest terms of a text in order of their numbers, as a vector of length 1.
    pub(crate) fn signature(&self, terms: &[(Term, u16)]) -> Vec<Weighted> {
        let weigh = |&(term, count): &(Term, u16)| {
            let id = self.term_id(term)?;
            Some((id, (1.0 + ln(f32::from(count))) * self.text_rarity(id)))
        };
        let mut all: Vec<(TermId, f32)> = terms.iter().filter_map(weigh).collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        all.truncate(SIGNATURE);
        let length = all
            .iter()
            .map(|(_, weight)| weight * weight)
            .sum::<f32>()
            .sqrt()
            .max(1e-6);
        let mut signature: Vec<Weighted> = all
            .iter()
            .map(|&(id, weight)| (id, (weight / length * UNIT) as u16))
            .collect();
        signature.sort_unstable();
        signature
    }

    fn index_topics(&mut self) {
        self.term_topics = topics::directions(&self.signatures, &self.in_signatures);
        let notes = 0..self.len();
        self.title_topics = notes
            .clone()
            .into_par_iter()
            .map(|note| self.title_topic(self.title_terms.get(note)))
            .collect();
        self.text_topics = notes
            .into_par_iter()
            .map(|note| self.text_topic(self.signatures.get(note)))
            .collect();
    }

    /// Where a title lies among the topics of the vault.
    pub(crate) fn title_topic(&self, title: &[TermId]) -> Direction {
        let weighed = title.iter().map(|&term| (term, self.title_rarity(term)));
        topics::direction(&topics::point(weighed, &self.term_topics))
    }

    /// Where a text lies among the topics of the vault.
    pub(crate) fn text_topic(&self, signature: &[Weighted]) -> Direction {
        let weighed = signature
            .iter()
            .map(|&(term, weight)| (term, f32::from(weight)));
        topics::direction(&topics::point(weighed, &self.term_topics))
    }

    fn index_links(&mut self, notes: &[NoteFacts]) {
        let names = names_of(notes);
        let mut links: Vec<(NoteId, NoteId)> = Vec::new();
        let mut anchors: BTreeMap<(u64, NoteId), u16> = BTreeMap::new();
        let mut anchor_terms: BTreeMap<(NoteId, TermId), u16> = BTreeMap::new();
        for (id, note) in (0..).zip(notes) {
            let mut seen: BTreeMap<(u64, NoteId), ()> = BTreeMap::new();
            for link in &note.links {
                let Some(target) = names
                    .get(&normal_name(&link.target))
                    .copied()
                    .filter(|target| *target != id)
                else {
                    continue;
                };
                links.push((id, target));
                let phrase = phrase_hash(link.anchor.iter().copied());
                if seen.insert((phrase, target), ()).is_none() {
                    *anchors.entry((phrase, target)).or_default() += 1;
                    for term in link.anchor.iter().filter_map(|term| self.term_id(*term)) {
                        *anchor_terms.entry((target, term)).or_default() += 1;
                    }
                }
            }
        }
        links.sort_unstable();
        links.dedup();
        let back: Vec<_> = links.iter().map(|&(from, to)| (to, from)).collect();
        self.links = Lists::group(notes.len(), &links);
        self.linked_by = Lists::group(notes.len(), &back);
        self.anchors = anchors.keys().map(|key| key.0).collect();
        self.anchors.dedup();
        let mut number = 0;
        let mut pairs = Vec::new();
        for ((phrase, target), count) in &anchors {
            while self
                .anchors
                .get(number)
                .is_some_and(|anchor| anchor < phrase)
            {
                number += 1;
            }
            pairs.push((number as u32, (*target, *count)));
        }
        self.anchor_targets = Lists::group(self.anchors.len(), &pairs);
        let pairs: Vec<_> = anchor_terms
            .into_iter()
            .map(|((note, term), count)| (note, (term, count)))
            .collect();
        self.anchor_terms = Lists::group(notes.len(), &pairs);
    }
}

impl NoteFacts {
    fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Its title, else the name of its file.
    fn name_in_words(&self) -> std::borrow::Cow<'_, str> {
        if self.title.trim().is_empty() {
            self.file_name().replace('_', " ").into()
        } else {
            (&self.title).into()
        }
    }
}

/// The note that is meant by what a link says: the one of that path, else of that name, else title.
fn names_of(notes: &[NoteFacts]) -> HashMap<String, NoteId> {
    let mut by_name = HashMap::new();
    let kinds: [fn(&NoteFacts) -> &str; 3] =
        [|note| &note.path, NoteFacts::file_name, |note| &note.title];
    for name_of in kinds {
        for (id, note) in (0..).zip(notes) {
            by_name.entry(normal_name(name_of(note))).or_insert(id);
        }
    }
    by_name.remove("");
    by_name
}

/// The first of some sorted texts that is not below one.
fn lower_bound(texts: &Lists<u8>, text: &str) -> usize {
    let (mut low, mut high) = (0, texts.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if texts.str(middle) < text {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// A link's target as it is compared: without heading, `.md` and regard to case.
pub(crate) fn normal_name(link: &str) -> String {
    let name = link
        .split(['#', '|'])
        .next()
        .unwrap_or(link)
        .trim()
        .to_lowercase();
    name.strip_suffix(".md").map_or(name.clone(), str::to_owned)
}
