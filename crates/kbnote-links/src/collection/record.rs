//! One note as bytes: numbers of seven bits a byte, the last byte below 128; texts behind their
//! lengths.

use crate::facts::NoteFacts;
use crate::words::{Term, title_terms};

/// What is known of one note, as it lies in memory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) path: &'a str,
    pub(crate) title: &'a str,
    pub(crate) source: Option<&'a str>,
    pub(crate) is_index: bool,
    pub(crate) spacing: [u32; 2],
    links: &'a [u8],
    terms: &'a [u8],
}

/// A note as bytes, its terms as numbers.
pub(super) fn written(note: &NoteFacts, mut number: impl FnMut(Term) -> u32) -> Vec<u8> {
    let mut out = Vec::with_capacity(64 + 3 * note.terms.len());
    put_text(&mut out, &note.path);
    put_text(&mut out, &note.title);
    put(&mut out, u64::from(note.is_index));
    put(&mut out, u64::from(note.source.is_some()));
    put_text(&mut out, note.source.as_deref().unwrap_or_default());
    for count in note.spacing {
        put(&mut out, count.into());
    }
    let mut links = Vec::new();
    for link in &note.links {
        put_text(&mut links, &link.target);
        put(&mut links, link.anchor.len() as u64);
        for &term in &link.anchor {
            put(&mut links, number(term).into());
        }
    }
    put(&mut out, links.len() as u64);
    out.extend(links);
    let terms = note.terms.iter();
    let mut terms: Vec<(u32, u16)> = terms.map(|&(term, count)| (number(term), count)).collect();
    terms.sort_unstable();
    let mut last = 0;
    for (number, count) in terms {
        put(&mut out, u64::from(number - last));
        put(&mut out, count.into());
        last = number;
    }
    out
}

impl<'a> Record<'a> {
    /// Reads what [`written`] wrote; nothing from what it did not.
    pub(super) fn read(mut bytes: &'a [u8]) -> Option<Self> {
        let from = &mut bytes;
        let (path, title) = (take_text(from)?, take_text(from)?);
        let (is_index, has_source) = (take(from)? == 1, take(from)? == 1);
        let source = take_text(from)?;
        let spacing = [take_u32(from)?, take_u32(from)?];
        let length = usize::try_from(take(from)?).ok()?;
        let (links, terms) = from.split_at_checked(length)?;
        Some(Self {
            path,
            title,
            source: has_source.then_some(source),
            is_index,
            spacing,
            links,
            terms,
        })
    }

    pub(crate) fn file_name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    pub(crate) fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The terms of its title, else of the name of its file; none if it is never linked to.
    pub(crate) fn title_terms(&self) -> Vec<Term> {
        if self.is_index {
            Vec::new()
        } else if self.title.trim().is_empty() {
            title_terms(&self.file_name().replace('_', " "))
        } else {
            title_terms(self.title)
        }
    }

    /// What each link leads to, with the numbers of the terms that it shows; none of an index note.
    pub(crate) fn links(&self) -> impl Iterator<Item = (&'a str, Vec<u32>)> + use<'a> {
        let mut rest = if self.is_index { &[] } else { self.links };
        std::iter::from_fn(move || {
            let target = take_text(&mut rest)?;
            let count = take(&mut rest)?;
            let terms = (0..count).map_while(|_| take_u32(&mut rest));
            Some((target, terms.collect()))
        })
    }

    /// The numbers of its terms in order, each with how often it stands there; none of an index
    /// note.
    pub(crate) fn terms(&self) -> impl Iterator<Item = (u32, u16)> + use<'a> {
        let mut rest = if self.is_index { &[] } else { self.terms };
        let mut last = 0_u32;
        std::iter::from_fn(move || {
            last = last.checked_add(take_u32(&mut rest)?)?;
            Some((last, u16::try_from(take(&mut rest)?).ok()?))
        })
    }
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend(text.as_bytes());
}

fn take(from: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn take_u32(from: &mut &[u8]) -> Option<u32> {
    u32::try_from(take(from)?).ok()
}

fn take_text<'a>(from: &mut &'a [u8]) -> Option<&'a str> {
    let length = usize::try_from(take(from)?).ok()?;
    let (text, rest) = from.split_at_checked(length)?;
    *from = rest;
    std::str::from_utf8(text).ok()
}
