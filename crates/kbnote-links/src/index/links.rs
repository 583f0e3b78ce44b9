//! Who links to whom, and under which words.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::names::normal_name;
use super::{LinkIndex, NoteId, TermId};
use crate::facts::NoteFacts;
use crate::lists::Lists;
use crate::words::phrase_hash;

/// What the links of all notes add up to.
#[derive(Default)]
struct Sums {
    /// From which note to which.
    links: BTreeSet<(NoteId, NoteId)>,
    /// How many notes link under a phrase to a note.
    anchors: BTreeMap<(u64, NoteId), u16>,
    /// How often a term is among the words under which a note is linked.
    terms: BTreeMap<(NoteId, TermId), u16>,
}

impl LinkIndex {
    pub(super) fn index_links(&mut self, notes: &[NoteFacts]) {
        let Sums {
            links,
            anchors,
            terms,
        } = self.sums(notes);
        let there: Vec<_> = links.iter().copied().collect();
        let back: Vec<_> = links.iter().map(|&(from, to)| (to, from)).collect();
        let folder = |note: NoteId| self.folder_of.get(note as usize);
        let is_crossing = |link: &&(NoteId, NoteId)| folder(link.0) != folder(link.1);
        let crossing = there.iter().filter(is_crossing).count();
        self.crossing = vec![crossing as u32, there.len() as u32];
        self.links = Lists::group(notes.len(), &there);
        self.source_links = self.count_source_links(&there);
        self.linked_by = Lists::group(notes.len(), &back);
        let of_note = |((note, term), count)| (note, (term, count));
        let pairs: Vec<_> = terms.into_iter().map(of_note).collect();
        self.anchor_terms = Lists::group(notes.len(), &pairs);
        let anchors: Vec<_> = anchors.into_iter().collect();
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

    fn sums(&self, notes: &[NoteFacts]) -> Sums {
        let names = names_of(notes);
        let mut sums = Sums::default();
        for (id, note) in (0..).zip(notes) {
            let mut seen = BTreeSet::new();
            for link in &note.links {
                let meant = names.get(&normal_name(&link.target)).copied();
                let Some(target) = meant.filter(|target| *target != id) else {
                    continue;
                };
                sums.links.insert((id, target));
                let phrase = phrase_hash(link.anchor.iter().copied());
                if seen.insert((phrase, target)) {
                    let terms = link.anchor.iter().filter_map(|term| self.term_id(*term));
                    sums.add(phrase, target, terms);
                }
            }
        }
        sums
    }
}

impl Sums {
    fn add(&mut self, phrase: u64, target: NoteId, terms: impl Iterator<Item = TermId>) {
        let more = |count: &mut u16| *count = count.saturating_add(1);
        more(self.anchors.entry((phrase, target)).or_default());
        for term in terms {
            more(self.terms.entry((target, term)).or_default());
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
