//! Which links were written and which were refused.

use std::collections::{BTreeMap, BTreeSet};

use kbnote_note::{LinkState, Note, NoteState};

/// What is known of the links of a note. One that was written and is gone was refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkMemory {
    /// Whether the link to a target was refused.
    refused: BTreeMap<String, bool>,
}

impl LinkMemory {
    /// What the state remembers, brought up to date with the note.
    #[must_use]
    pub fn new(note: &Note, known: Option<&NoteState>) -> Self {
        let text = note.text();
        let live = note.wikilinks().iter().filter(|link| link.live);
        let mut targets: BTreeSet<String> = live
            .map(|link| text[link.target.clone()].to_owned())
            .collect();
        let files = note.file_links().iter().filter(|link| link.live);
        targets.extend(files.map(|link| link.decoded().trim_end_matches(".md").to_owned()));
        let known = known.into_iter().flat_map(|known| &known.base.links);
        let refused = known.map(|link| (link.target.clone(), !targets.contains(&link.target)));
        Self {
            refused: refused.collect(),
        }
    }

    /// Whether the author does not want a link to that note.
    pub(super) fn refuses(&self, target: &str) -> bool {
        self.refused.get(target).copied().unwrap_or(false)
    }

    /// The notes to which the author wants no link.
    pub fn refused(&self) -> impl Iterator<Item = &str> {
        let refused = self.refused.iter().filter(|(_, refused)| **refused);
        refused.map(|(target, _)| target.as_str())
    }

    /// Remembers that a link was written or refused.
    pub fn add(&mut self, target: &str, refused: bool) {
        self.refused.insert(target.to_owned(), refused);
    }

    /// What to keep in the state.
    #[must_use]
    pub fn into_states(self) -> Vec<LinkState> {
        let state = |(target, refused)| LinkState { target, refused };
        self.refused.into_iter().map(state).collect()
    }
}
