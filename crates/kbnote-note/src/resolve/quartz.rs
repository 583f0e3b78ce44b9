//! Links as Quartz 4 follows them (`quartz/util/path.ts`).
//!
//! Every file has a slug, its path with some characters replaced, and every target is made a slug
//! by the same rule. Case matters, and the folder that a link stands in does not, unless paths are
//! set to be relative.

use std::borrow::Cow;

use super::files::{Files, Table, add, base_name, folder};
use super::{LinkPaths, Outcome};

#[derive(Clone, Debug)]
pub(super) struct Quartz {
    paths: LinkPaths,
    /// Files by the last part of their slugs.
    by_base: Table,
    /// Files by their slugs.
    by_slug: Table,
}

impl Quartz {
    pub(super) fn new(files: &Files, paths: LinkPaths) -> Self {
        let mut quartz = Self {
            paths,
            by_base: Table::new(),
            by_slug: Table::new(),
        };
        for (number, name) in files.numbered_notes() {
            quartz.add(&slug_of(name), number);
        }
        for (number, path) in files.numbered_others() {
            quartz.add(&slug_of(without_page_ending(path)), number);
        }
        quartz
    }

    fn add(&mut self, slug: &str, file: u32) {
        add(&mut self.by_base, base_name(slug), file);
        add(&mut self.by_slug, slug, file);
    }

    /// Whether at most one file has this base name.
    pub(super) fn is_unique(&self, base: &str) -> bool {
        self.by_base
            .get(slug_of(base).as_ref())
            .is_none_or(|files| files.len() == 1)
    }

    pub(super) fn resolve(&self, files: &Files, target: &str, from: &str) -> Outcome {
        let target = target.trim();
        if has_scheme(target) {
            return Outcome::Missing;
        }
        let target = Target::read(target);
        let of_base = self.of_base(&target);
        if let [only] = of_base {
            return files.outcome(&[*only]);
        }
        let slug = match self.paths {
            LinkPaths::Relative => target.path_from_folder(folder(&slug_of(from))),
            LinkPaths::Shortest | LinkPaths::Absolute => target.path_from_root(),
        };
        match slug.and_then(|slug| self.by_slug.get(slug.as_str())) {
            Some(found) => files.outcome(found),
            None => files.outcome(of_base),
        }
    }

    /// The files that have the base name which the target is.
    fn of_base(&self, target: &Target) -> &[u32] {
        let is_bare = self.paths == LinkPaths::Shortest && target.up == 0;
        let found = self.by_base.get(target.slug.as_str());
        found.filter(|_| is_bare).map_or(&[], Vec::as_slice)
    }
}

/// A target made a slug.
struct Target {
    /// How many `..` are in it. Quartz reads them as if all stood at the beginning.
    up: usize,
    slug: String,
    /// Whether it is the page of a folder.
    is_folder: bool,
}

impl Target {
    fn read(target: &str) -> Self {
        if let Some(bare) = Self::bare(target) {
            return bare;
        }
        let decoded = decode(target);
        let up = decoded.split('/').filter(|part| *part == "..").count();
        let named = decoded
            .split('/')
            .filter(|part| !matches!(*part, "" | "." | ".."));
        let path = named.collect::<Vec<_>>().join("/");
        let slug = slug_of(without_page_ending(&path));
        let simple = match base_name(&slug) {
            "index" => folder(&slug),
            _ => &slug,
        };
        Self {
            up,
            slug: simple.to_owned(),
            is_folder: decoded.ends_with('/')
                || matches!(base_name(&decoded), "index" | "index.md" | "index.html")
                || path.is_empty(),
        }
    }

    /// What most targets are: a name that is its own slug.
    fn bare(target: &str) -> Option<Self> {
        let is_bare = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let is_bare = !target.is_empty() && target.bytes().all(is_bare);
        let slug = is_bare.then(|| slug_of(target))?;
        (slug != "index").then(|| Self {
            up: 0,
            slug: slug.into_owned(),
            is_folder: false,
        })
    }

    /// The slug that it names as a path from the root. The first `..` is lost on the way.
    fn path_from_root(&self) -> Option<String> {
        (self.up <= 1).then(|| self.page("", &self.slug))
    }

    fn path_from_folder(&self, folder: &str) -> Option<String> {
        let parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
        let kept = parts.len().checked_sub(self.up)?;
        Some(self.page(&parts[..kept].join("/"), &self.slug))
    }

    fn page(&self, folder: &str, slug: &str) -> String {
        let last = if self.is_folder { "index" } else { "" };
        let parts = [folder, slug, last];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("/")
    }
}

/// The slug of a path without the ending of a page.
fn slug_of(path: &str) -> Cow<'_, str> {
    let is_named = |b: u8| b.is_ascii_graphic() && !matches!(b, b'&' | b'%' | b'?' | b'#');
    let is_plain = |c: char| !c.is_whitespace() && !matches!(c, '&' | '%' | '?' | '#');
    let slug = if path.bytes().all(is_named) || path.chars().all(is_plain) {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(replaced(path))
    };
    if base_name(&slug) == "_index" {
        return Cow::Owned(format!("{}index", &slug[..slug.len() - "_index".len()]));
    }
    slug
}

fn replaced(path: &str) -> String {
    let mut slug = String::with_capacity(path.len() + 8);
    for c in path.chars() {
        match c {
            '&' => slug.push_str("-and-"),
            '%' => slug.push_str("-percent"),
            '?' | '#' => {}
            c if c.is_whitespace() => slug.push('-'),
            c => slug.push(c),
        }
    }
    slug
}

/// The endings of what Quartz makes a page of are no part of a slug.
fn without_page_ending(path: &str) -> &str {
    let stem = path.strip_suffix(".md");
    stem.or_else(|| path.strip_suffix(".html")).unwrap_or(path)
}

/// Whether Quartz takes it for the address of another site: a word and a colon.
fn has_scheme(target: &str) -> bool {
    target.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// The target with its percent escapes resolved, but for those of signs that mean something in an
/// address; as it is if they are no UTF-8.
fn decode(target: &str) -> Cow<'_, str> {
    if !target.contains('%') {
        return Cow::Borrowed(target);
    }
    let bytes = target.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match escape(&bytes[at..]) {
            Some(escaped) => decoded.push(escaped),
            None => decoded.push(byte),
        }
        at += escape(&bytes[at..]).map_or(1, |_| 3);
    }
    String::from_utf8(decoded).map_or(Cow::Borrowed(target), Cow::Owned)
}

fn escape(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = *bytes else {
        return None;
    };
    let digit = |b: u8| char::from(b).to_digit(16);
    let byte = u8::try_from(digit(high)? * 16 + digit(low)?).ok()?;
    (!b";/?:@&=+$,#".contains(&byte)).then_some(byte)
}
