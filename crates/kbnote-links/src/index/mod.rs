//! The index of a vault: everything that suggestions need, in flat arrays.

mod ids;
mod links;
mod names;
mod normal_name;
mod texts;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::alias_index::AliasIndex;
use crate::array;
use crate::collection::{Record, VaultFacts};
use crate::facts::NoteFacts;
use crate::lists::{Lists, lower_bound};
use crate::numbers::ln;
use crate::topics::Direction;
use crate::words::{Term, hash};
pub(crate) use ids::{NoteId, TermId, UNIT, WeightedId};
use normal_name::normal_name;

/// The rarity of words in every note.
const MIN_RARITY: f32 = 0.05;

/// The notes of a vault by their titles, their words and their links.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LinkIndex {
    pub(crate) paths: Lists<u8>,
    pub(crate) titles: Lists<u8>,
    /// The numbers of links with and without spaces around the pipe.
    #[serde(with = "array")]
    pub(crate) spacing: Vec<u32>,
    /// The number of the folder of each note.
    #[serde(with = "array")]
    pub(crate) folder_of: Vec<u32>,
    /// The numbers of links between folders, and of all links.
    #[serde(with = "array")]
    pub(crate) crossing: Vec<u32>,
    /// The numbers of links within a source, of pairs of a note with links and another of its source,
    /// and of notes with links.
    #[serde(with = "array")]
    pub(crate) source_links: Vec<u32>,
    /// Whether the file name is unique, regardless of case: 1 or 0.
    #[serde(with = "array")]
    pub(crate) unique: Vec<u8>,
    /// Hashes of all link targets that resolve to a note, sorted; and the notes they resolve to.
    #[serde(with = "array")]
    pub(crate) names: Vec<u64>,
    pub(crate) named: Lists<NoteId>,
    /// The names of the sources, sorted; a note without one is alone in a source without a name.
    pub(crate) sources: Lists<u8>,
    #[serde(with = "array")]
    pub(crate) source_of: Vec<u32>,
    pub(crate) by_source: Lists<NoteId>,
    /// All terms, sorted.
    #[serde(with = "array")]
    pub(crate) terms: Vec<Term>,
    /// The number of texts with each term.
    #[serde(with = "array")]
    pub(crate) text_counts: Vec<u32>,
    pub(crate) title_terms: Lists<TermId>,
    pub(crate) in_titles: Lists<NoteId>,
    pub(crate) signatures: Lists<WeightedId>,
    pub(crate) in_signatures: Lists<WeightedId>,
    pub(crate) links: Lists<NoteId>,
    pub(crate) linked_by: Lists<NoteId>,
    /// Hashes of the display texts of links, sorted, and their targets with counts.
    #[serde(with = "array")]
    pub(crate) anchors: Vec<u64>,
    pub(crate) anchor_targets: Lists<(NoteId, u16)>,
    /// The terms of the display texts of links to a note, with counts.
    pub(crate) anchor_terms: Lists<(TermId, u16)>,
    /// Topic vectors of the terms, the titles and the texts.
    #[serde(with = "array")]
    pub(crate) term_topics: Vec<Direction>,
    #[serde(with = "array")]
    pub(crate) term_lengths: Vec<u16>,
    #[serde(with = "array")]
    pub(crate) title_topics: Vec<Direction>,
    #[serde(with = "array")]
    pub(crate) text_topics: Vec<Direction>,
    pub(crate) aliases: AliasIndex,
}

impl LinkIndex {
    /// Makes the index of these notes; notes with the same path count as different notes.
    #[must_use]
    pub fn new(notes: Vec<NoteFacts>) -> Self {
        Self::from_facts(notes.into_iter().collect())
    }

    /// Makes the index of the notes with these facts.
    #[must_use]
    pub fn from_facts(facts: VaultFacts) -> Self {
        let notes = facts.records();
        let titles: Vec<Vec<Term>> = notes.par_iter().map(Record::title_terms).collect();
        let mut index = Self {
            paths: notes.iter().map(|note| note.path.into()).collect(),
            titles: notes.iter().map(|note| note.title.into()).collect(),
            spacing: (0..2)
                .map(|kind| notes.iter().map(|note| note.spacing[kind]).sum())
                .collect(),
            aliases: AliasIndex::new(&notes),
            ..Self::default()
        };
        index.index_sources(&notes);
        index.index_names(&notes);
        let ids = index.index_terms(facts.terms(), &notes, &titles);
        index.index_titles(&titles);
        index.index_texts(&notes, &ids);
        index.index_links(&notes, facts.terms(), &ids);
        drop(notes);
        // Frees memory before the topics need much.
        drop(facts);
        index.index_topics();
        index
    }

    /// The number of notes.
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

    /// The link target of a note: its file name, or its path if the name is not unique.
    pub(crate) fn link_target(&self, note: usize) -> &str {
        let path = self.path(note);
        match self.unique.get(note) {
            Some(1) => path.rsplit('/').next().unwrap_or(path),
            _ => path,
        }
    }

    /// Whether most links of the vault have spaces around the pipe; `None` without links.
    #[must_use]
    pub fn is_mostly_spaced(&self) -> Option<bool> {
        match self.spacing[..] {
            [spaced, tight] if spaced + tight > 0 => Some(spaced >= tight),
            _ => None,
        }
    }

    pub(crate) fn term_id(&self, term: Term) -> Option<TermId> {
        self.terms
            .binary_search(&term)
            .ok()
            .and_then(|at| u32::try_from(at).ok())
    }

    /// The rarity of a term among the titles.
    pub(crate) fn title_rarity(&self, term: TermId) -> f32 {
        self.rarity(self.in_titles.get(term as usize).len() as f32)
    }

    /// The rarity of a term among the texts.
    pub(crate) fn text_rarity(&self, term: TermId) -> f32 {
        let count = self.text_counts.get(term as usize).copied().unwrap_or(0);
        self.rarity(count as f32)
    }

    /// The rarity of a term that so many notes have, scaled to a vault of a usual size, from which the
    /// model was learned. In a small vault nothing counts as common.
    fn rarity(&self, count: f32) -> f32 {
        let (all, usual) = (self.len() as f32, self.usual_len());
        let count = count * (usual / all.max(1.0)).min(1.0);
        ln((usual + 1.0) / (count + 0.5)).max(MIN_RARITY)
    }

    /// The number of notes, clamped to usual sizes.
    pub(crate) fn usual_len(&self) -> f32 {
        (self.len() as f32).clamp(400.0, 1000.0)
    }

    /// The mean number of links of the notes with links.
    pub(crate) fn mean_links(&self) -> f32 {
        let linking = self.links.iter().filter(|(_, links)| !links.is_empty());
        self.links.items.len() as f32 / linking.count().max(1) as f32
    }

    /// The likelihood of a link to another folder relative to one in the same folder, from 0 to 1, as
    /// observed in this vault.
    pub(crate) fn crossing_share(&self) -> f32 {
        match self.crossing[..] {
            [crossing, all] => (2.0 * (crossing as f32 + 1.0) / (all as f32 + 2.0)).min(1.0),
            _ => 1.0,
        }
    }

    /// The log likelihoods of a link within a source and to another source: authors differ much in
    /// that. The number of other notes is taken as usual.
    pub(crate) fn source_chances(&self) -> (f32, f32) {
        let [same, pairs, linking] = self.source_links[..] else {
            return (0.0, 0.0);
        };
        let (same, pairs, linking) = (same as f32, pairs as f32, linking as f32);
        let others = self.links.items.len() as f32 - same;
        (
            ln((same + 1.0) / (pairs + 5.0)),
            ln((others + 2.0) / (linking + 1.0) / self.usual_len()),
        )
    }

    /// The notes that a link target may resolve to in any renderer: by path, by name or by title,
    /// regardless of case, heading and `.md`.
    pub(crate) fn resolve(&self, link: &str) -> &[NoteId] {
        let at = self.names.binary_search(&hash(normal_name(link).bytes()));
        at.map_or(&[], |at| self.named.get(at))
    }

    /// The number of a source.
    pub(crate) fn source(&self, name: &str) -> Option<u32> {
        let found = lower_bound(&self.sources, name);
        (self.sources.str(found) == name && found < self.sources.len()).then_some(found as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{facts, index};

    #[test]
    fn a_link_target_is_a_path_only_if_the_name_is_not_unique() {
        let index = index();
        let link = |path| index.find(path).map(|note| index.link_target(note));
        assert_eq!(link("fieldnotes/roost_sites"), Some("roost_sites"));
        assert_eq!(link("coast/tides"), Some("coast/tides"));
        assert_eq!(link("coast/nothing"), None);
    }

    #[test]
    fn a_link_resolves_by_path_name_or_title() {
        let index = index();
        let resolved = |link| -> Vec<&str> {
            let notes = index.resolve(link).iter();
            notes.map(|&note| index.path(note as usize)).collect()
        };
        assert_eq!(resolved("Roost_sites.md#When"), ["fieldnotes/roost_sites"]);
        assert_eq!(resolved("tides"), ["coast/tides", "other/tides"]);
        assert_eq!(resolved("The Art of waiting"), ["other/the_art_of_waiting"]);
        assert!(resolved("").is_empty());
    }

    #[test]
    fn links_are_indexed_in_both_directions_except_from_index_notes() {
        let index = index();
        let roost = index.find("fieldnotes/roost_sites").unwrap();
        let from: Vec<_> = index
            .linked_by
            .get(roost)
            .iter()
            .map(|&note| index.path(note as usize))
            .collect();
        assert_eq!(from, ["fieldnotes/counting_birds_in_winter"]);
        assert_eq!(index.crossing, [1, 3]);
        assert_eq!(index.is_mostly_spaced(), Some(true));
    }

    #[test]
    fn the_order_of_the_notes_does_not_matter() {
        let mut notes = facts();
        notes.reverse();
        assert_eq!(LinkIndex::new(notes), index());
    }

    #[test]
    fn an_empty_vault_has_an_index() {
        let index = LinkIndex::new(Vec::new());
        assert!(index.is_empty());
        assert_eq!((index.find("a"), index.is_mostly_spaced()), (None, None));
    }
}
