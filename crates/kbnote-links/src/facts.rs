//! Facts on one note, from which the index is made.

use std::collections::BTreeMap;

use kbnote_note::{LinkStyle, Note};

use crate::tokenized_note::TokenizedNote;
use crate::words::{Term, title_terms};

/// A link in a note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFact {
    /// Its target, as written.
    pub target: String,
    /// The terms of its display text.
    pub(crate) anchor: Vec<Term>,
}

impl LinkFact {
    /// A link with a target and a display text.
    #[must_use]
    pub fn new(target: impl Into<String>, display: &str) -> Self {
        Self {
            target: target.into(),
            anchor: title_terms(display),
        }
    }
}

/// Facts on a note: its names, its words, its links.
#[derive(Clone, Debug, Default)]
pub struct NoteFacts {
    /// Its path from the root of the notes, without `.md`, parts joined by `/`.
    pub path: String,
    /// Its title; empty without one.
    pub title: String,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Its source, such as a video; notes of one source belong together.
    pub source: Option<String>,
    /// Whether it is the index of its folder: it is never a target, and its links do not count.
    pub is_index: bool,
    /// Its links to other notes.
    pub links: Vec<LinkFact>,
    /// The numbers of its links with and without spaces around the pipe.
    pub(crate) spacing: [u32; 2],
    /// Its terms without stop words, with their counts; sorted.
    pub(crate) terms: Vec<(Term, u16)>,
}

impl NoteFacts {
    /// Extracts the facts from a note; links in code or comments do not count.
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
            aliases: note.aliases(),
            source: note.video_id().map(|video| video.to_string()),
            links: links.collect(),
            terms: term_counts(&TokenizedNote::new(note)),
        }
    }
}

fn spacing(note: &Note) -> [u32; 2] {
    let text = note.text();
    let live = note.wikilinks().iter().filter(|link| link.live);
    let styles: Vec<LinkStyle> = live.filter_map(|link| link.style(text)).collect();
    let count = |style| styles.iter().filter(|&&other| other == style).count() as u32;
    [count(LinkStyle::Spaced), count(LinkStyle::Tight)]
}

fn term_counts(tokenized: &TokenizedNote) -> Vec<(Term, u16)> {
    let mut counts: BTreeMap<Term, u16> = BTreeMap::new();
    for token in tokenized.tokens.iter().filter(|token| !token.is_stop) {
        let count = counts.entry(token.term).or_default();
        *count = count.saturating_add(1);
    }
    counts.into_iter().collect()
}
