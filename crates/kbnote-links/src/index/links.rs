//! Links between the notes, and their display texts.

use std::collections::HashMap;

use rayon::prelude::*;

use super::normal_name::normal_name;
use super::texts::TermIds;
use super::{LinkIndex, NoteId, TermId};
use crate::collection::Record;
use crate::lists::Lists;
use crate::words::{Term, phrase_hash};

/// The links of all notes, grouped and count_equal.
#[derive(Default)]
struct LinkCounts {
    /// Source and target of each link, without duplicates, in order.
    links: Vec<(NoteId, NoteId)>,
    /// The number of notes that link to a target with a phrase, in order.
    anchors: Vec<((u64, NoteId), u16)>,
    /// The count of a term in the display texts of links to a target, in order.
    terms: Vec<((NoteId, TermId), u16)>,
}

impl LinkIndex {
    /// `terms` are the terms of the facts by number, `ids` their ids in the index.
    pub(super) fn index_links(&mut self, notes: &[Record<'_>], terms: &[Term], ids: &TermIds) {
        let LinkCounts {
            links,
            anchors,
            terms,
        } = count_links(notes, terms, ids);
        let folder = |note: NoteId| self.folder_of.get(note as usize);
        let is_crossing = |link: &&(NoteId, NoteId)| folder(link.0) != folder(link.1);
        let crossing = links.iter().filter(is_crossing).count();
        self.crossing = vec![crossing as u32, links.len() as u32];
        self.links = Lists::group(notes.len(), &links);
        self.source_links = self.count_source_links(&links);
        self.linked_by =
            Lists::group_all(notes.len(), || links.iter().map(|&(from, to)| (to, from)));
        self.anchor_terms = Lists::group_all(notes.len(), || {
            terms
                .iter()
                .map(|&((note, term), count)| (note, (term, count)))
        });
        for group in anchors.chunk_by(|a, b| a.0.0 == b.0.0) {
            self.anchors.push(group[0].0.0);
            let targets = group.iter().map(|&((_, target), count)| (target, count));
            self.anchor_targets.push(targets);
        }
    }

    fn count_source_links(&self, links: &[(NoteId, NoteId)]) -> Vec<u32> {
        let source = |note: NoteId| self.source_of.get(note as usize);
        let same = links.iter().filter(|link| source(link.0) == source(link.1));
        let linking = links
            .chunk_by(|a, b| a.0 == b.0)
            .map(|of_note| of_note[0].0);
        let others = |note: NoteId| {
            let all = source(note).map_or(&[][..], |&source| self.by_source.get(source as usize));
            all.len().saturating_sub(1)
        };
        let pairs: usize = linking.clone().map(others).sum();
        vec![same.count() as u32, pairs as u32, linking.count() as u32]
    }
}

/// Target and display terms of a link that resolves to a note.
type ResolvedLink = (NoteId, Vec<u32>);

fn count_links(notes: &[Record<'_>], terms: &[Term], ids: &TermIds) -> LinkCounts {
    let names = names(notes);
    let meant = |note: &Record<'_>| -> Vec<ResolvedLink> {
        let meant = |(link, shown)| Some((*names.get(&normal_name(link))?, shown));
        note.links().filter_map(meant).collect()
    };
    let all: Vec<Vec<ResolvedLink>> = notes.par_iter().map(meant).collect();
    let (mut links, mut anchors, mut of_targets) = (Vec::new(), Vec::new(), Vec::new());
    for (id, of_note) in (0..).zip(all) {
        let mut seen: Vec<(u64, NoteId)> = Vec::new();
        for (target, shown) in of_note.into_iter().filter(|(target, _)| *target != id) {
            links.push((id, target));
            let shown_terms = shown.iter().filter_map(|&term| terms.get(term as usize));
            let phrase = phrase_hash(shown_terms.copied());
            if !seen.contains(&(phrase, target)) {
                seen.push((phrase, target));
                anchors.push((phrase, target));
                let terms = shown.iter().filter_map(|&term| ids.get(term));
                of_targets.extend(terms.map(|term| (target, term)));
            }
        }
    }
    links.sort_unstable();
    links.dedup();
    LinkCounts {
        links,
        anchors: count_equal(anchors),
        terms: count_equal(of_targets),
    }
}

/// The distinct values in order, with their counts.
fn count_equal<T: Ord + Copy + Send>(mut all: Vec<T>) -> Vec<(T, u16)> {
    all.par_sort_unstable();
    let same = all.chunk_by(|a, b| a == b);
    same.map(|same| (same[0], same.len().min(u16::MAX.into()) as u16))
        .collect()
}

/// The note of each link target: by path, else by file name, else by title.
fn names(notes: &[Record<'_>]) -> HashMap<String, NoteId> {
    let mut by_name = HashMap::new();
    let kinds: [fn(&Record<'_>) -> String; 3] = [
        |note| normal_name(note.path),
        |note| normal_name(note.file_name()),
        |note| normal_name(note.title),
    ];
    for name_of in kinds {
        for (id, note) in (0..).zip(notes) {
            by_name.entry(name_of(note)).or_insert(id);
        }
    }
    by_name.remove("");
    by_name
}
