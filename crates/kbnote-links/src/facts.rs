//! What the index keeps of one note.

use std::collections::BTreeMap;

use kbnote_note::{LinkStyle, Note};

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
    /// Whether it lists the notes of its folder: links neither lead to it nor count from it.
    pub is_index: bool,
    /// Its links to other notes.
    pub links: Vec<LinkFact>,
    /// How many of its links have blanks around the pipe, and how many have none.
    pub(crate) spacing: [u32; 2],
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
            is_index: false,
            spacing: spacing(note),
            title: note.title().unwrap_or_default().into_owned(),
            source: note.video_id().map(|video| video.to_string()),
            links: links.collect(),
            terms: counted(&Reading::new(note)),
        }
    }
}

fn spacing(note: &Note) -> [u32; 2] {
    let text = note.text();
    let live = note.wikilinks().iter().filter(|link| link.live);
    let styles: Vec<LinkStyle> = live.filter_map(|link| link.style(text)).collect();
    let of = |style| styles.iter().filter(|&&other| other == style).count() as u32;
    [of(LinkStyle::Spaced), of(LinkStyle::Tight)]
}

fn counted(reading: &Reading) -> Vec<(Term, u16)> {
    let mut counts: BTreeMap<Term, u16> = BTreeMap::new();
    for token in reading.tokens.iter().filter(|token| !token.is_stop) {
        let count = counts.entry(token.term).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().collect()
}
