//! The facts on one note in little space, as [postcard](https://postcard.jamesmunns.com/wire-format):
//! numbers take one byte per seven bits.

use serde::{Deserialize, Serialize};

use crate::facts::NoteFacts;
use crate::words::{Term, title_terms};

/// The facts on one note, borrowed from their bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Record<'a> {
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) source: Option<&'a str>,
    pub(crate) is_index: bool,
    pub(crate) spacing: [u32; 2],
    /// Its aliases, one after the other.
    aliases: &'a [u8],
    /// Its [`RecordLink`]s, one after the other.
    links: &'a [u8],
    /// Pairs of the difference to the number of the term before, and a count.
    terms: &'a [u8],
}

/// The target of a link, and the numbers of the terms that it shows.
type RecordLink<'a> = (&'a str, Vec<u32>);

/// A note as bytes; `number` gives the numbers of terms.
pub(super) fn to_bytes(note: &NoteFacts, mut number: impl FnMut(Term) -> u32) -> Vec<u8> {
    let mut links = Vec::new();
    for link in &note.links {
        let terms = link.anchor.iter().map(|&term| number(term)).collect();
        let link: RecordLink<'_> = (&link.target, terms);
        links = append(links, &link);
    }
    let terms = note.terms.iter();
    let mut numbered: Vec<(u32, u16)> = terms.map(|&(term, count)| (number(term), count)).collect();
    numbered.sort_unstable();
    let (mut terms, mut last) = (Vec::new(), 0);
    for (number, count) in numbered {
        terms = append(terms, &(number - last, count));
        last = number;
    }
    let aliases = note.aliases.iter().fold(Vec::new(), append);
    let record = Record {
        path: &note.path,
        title: &note.title,
        source: note.source.as_deref(),
        is_index: note.is_index,
        spacing: note.spacing,
        aliases: &aliases,
        links: &links,
        terms: &terms,
    };
    append(Vec::new(), &record)
}

fn append(bytes: Vec<u8>, value: &impl Serialize) -> Vec<u8> {
    // Fails for sequences of unknown length only, and there are none.
    postcard::to_extend(value, bytes).unwrap_or_default()
}

/// The values that are stored one after the other, up to the first that cannot be read.
fn values<'a, T: Deserialize<'a>>(mut bytes: &'a [u8]) -> impl Iterator<Item = T> + use<'a, T> {
    std::iter::from_fn(move || {
        let (value, rest) = postcard::take_from_bytes(bytes).ok()?;
        bytes = rest;
        Some(value)
    })
}

impl<'a> Record<'a> {
    /// Reads the bytes of a note; `None` if they are damaged.
    pub(super) fn from_bytes(bytes: &'a [u8]) -> Option<Self> {
        postcard::from_bytes(bytes).ok()
    }

    pub(crate) fn file_name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    pub(crate) fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The terms of its title, or of its file name if it has no title; empty for an index note, to
    /// which links never lead.
    pub(crate) fn title_terms(&self) -> Vec<Term> {
        if self.is_index {
            Vec::new()
        } else if self.title.trim().is_empty() {
            title_terms(&self.file_name().replace('_', " "))
        } else {
            title_terms(self.title)
        }
    }

    /// Its aliases.
    pub(crate) fn aliases(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        values(self.aliases)
    }

    /// Its links; empty for an index note.
    pub(crate) fn links(&self) -> impl Iterator<Item = RecordLink<'a>> + use<'a> {
        values(if self.is_index { &[] } else { self.links })
    }

    /// The numbers of its terms in order, each with its count; empty for an index note.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (u32, u16)> + use<'a> {
        let mut last = 0_u32;
        let terms = values(if self.is_index { &[] } else { self.terms });
        terms.map_while(move |(difference, count): (u32, u16)| {
            last = last.checked_add(difference)?;
            Some((last, count))
        })
    }
}
