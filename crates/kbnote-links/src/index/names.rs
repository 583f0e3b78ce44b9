//! Names, sources and folders of the notes.

use std::collections::{BTreeSet, HashMap};

use super::normal_name::normal_name;
use super::{LinkIndex, NoteId};
use crate::collection::Record;
use crate::lists::Lists;
use crate::words::hash;

impl LinkIndex {
    pub(super) fn index_sources(&mut self, notes: &[Record<'_>]) {
        let names: BTreeSet<&str> = notes.iter().filter_map(|note| note.source).collect();
        self.sources = names.iter().map(|name| name.as_bytes().to_vec()).collect();
        let mut next = names.len() as u32;
        for note in notes {
            let known = note.source.and_then(|name| self.source(name));
            self.source_of.push(known.unwrap_or(next));
            next += u32::from(known.is_none());
        }
        let pairs: Vec<_> = self.source_of.iter().copied().zip(0..).collect();
        self.by_source = Lists::group(next as usize, &pairs);
        // Notes are in order of their paths, but the notes of a subfolder may be between those of a folder.
        let mut folders: HashMap<&str, u32> = HashMap::new();
        for note in notes {
            let number = folders.len() as u32;
            self.folder_of
                .push(*folders.entry(note.folder()).or_insert(number));
        }
    }

    pub(super) fn index_names(&mut self, notes: &[Record<'_>]) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let mut pairs: Vec<(u64, NoteId)> = Vec::new();
        for (id, note) in (0..).zip(notes) {
            *seen.entry(note.file_name().to_lowercase()).or_default() += 1;
            let names = [note.path, note.file_name(), note.title];
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
        let is_unique = |note: &Record<'_>| seen.get(&note.file_name().to_lowercase()) == Some(&1);
        self.unique = notes.iter().map(|note| u8::from(is_unique(note))).collect();
    }
}
