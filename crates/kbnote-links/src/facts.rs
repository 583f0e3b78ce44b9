//! What the index keeps of one note.

use std::collections::BTreeMap;

use kbnote_note::Note;

use crate::reading::Reading;
use crate::words::{Term, title_terms};

/// A link that stands in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFact {
    /// What it says it leads to.
    pub target: String,
    /// The terms of the words it shows.
    pub(crate) anchor: Vec<Term>,
}

impl LinkFact {
    /// A link that shows these words.
    #[must_use]
    pub fn new(target: impl Into<String>, shown: &str) -> Self {
        Self {
            target: target.into(),
            anchor: title_terms(shown),
        }
    }
}

/// What is known of a note of the vault: its names, its words, its links.
#[derive(Clone, Debug, Default)]
pub struct NoteFacts {
    /// Its path from the root of the notes, without `.md`, parts joined by `/`.
    pub path: String,
    /// Its title; empty if it has none.
    pub title: String,
    /// What it was made from, as its video; notes of one source belong together.
    pub source: Option<String>,
    /// Its links to other notes.
    pub links: Vec<LinkFact>,
    /// Its terms that say something, each once, with how often it stands there; sorted.
    pub(crate) terms: Vec<(Term, u16)>,
}

impl NoteFacts {
    /// Reads what is to be known of a note; its links are those that a reader can follow.
    #[must_use]
    pub fn read(path: impl Into<String>, note: &Note) -> Self {
        let text = note.text();
        let live = note
            .wikilinks()
            .iter()
            .filter(|link| link.live && !link.target.is_empty());
        let links = live.map(|link| LinkFact::new(&text[link.target.clone()], &text[link.shown()]));
        Self {
            path: path.into(),
            title: note.title().unwrap_or_default().into_owned(),
            source: note.video_id().map(|video| video.to_string()),
            links: links.collect(),
            terms: counted(&Reading::new(note)),
        }
    }
}

fn counted(reading: &Reading) -> Vec<(Term, u16)> {
    let mut counts: BTreeMap<Term, u16> = BTreeMap::new();
    for token in reading.tokens.iter().filter(|token| !token.is_stop) {
        let count = counts.entry(token.term).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().collect()
}
