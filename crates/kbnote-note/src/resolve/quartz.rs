//! Links as Quartz 4 follows them (`quartz/util/path.ts`).
//!
//! Every file has a slug, its path with some characters replaced, and every target is made a slug
//! by the same rule. Case matters, and the folder that a link stands in does not, unless paths are
//! set to be relative.

use std::borrow::Cow;
use std::collections::HashSet;

use super::files::{Files, Table, add, base_name, folder};
use super::{LinkPaths, Outcome};
use crate::percent::{decode_uri, has_scheme};

#[derive(Clone, Debug)]
pub(super) struct Quartz {
    paths: LinkPaths,
    /// Files by the last part of their slugs.
    by_base: Table,
    /// Files by their slugs.
    by_slug: Table,
    /// Notes by the last part of the slugs of their aliases.
    alias_by_base: Table,
    /// Notes by the slugs of their aliases.
    alias_by_slug: Table,
    /// The slugs of the folders, each of which has a page.
    folders: HashSet<Box<str>>,
}

impl Quartz {
    pub(super) fn new(files: &Files, paths: LinkPaths) -> Self {
        let mut quartz = Self {
            paths,
            by_base: Table::new(),
            by_slug: Table::new(),
            alias_by_base: Table::new(),
            alias_by_slug: Table::new(),
            folders: HashSet::new(),
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
        let mut above = folder(slug);
        while !above.is_empty() && !self.folders.contains(above) {
            self.folders.insert(above.into());
            above = folder(above);
        }
    }

    /// Adds another name of a note. Quartz makes its slug from the root of the site.
    pub(super) fn add_alias(&mut self, alias: &str, note: u32) {
        let slug = slug_of(without_page_ending(alias.trim().trim_matches('/')));
        if !slug.is_empty() {
            add(&mut self.alias_by_base, base_name(&slug), note);
            add(&mut self.alias_by_slug, &slug, note);
        }
    }

    pub(super) fn is_alias(&self, target: &str, note: u32) -> bool {
        let slug = Target::read(target).slug;
        let has_alias = |table| in_table(table, &slug).contains(&note);
        let is_name = in_table(&self.by_base, base_name(&slug)).contains(&note);
        !is_name && (has_alias(&self.alias_by_base) || has_alias(&self.alias_by_slug))
    }

    /// The one note that has an alias.
    pub(super) fn note_of_alias(&self, target: &str) -> Option<usize> {
        let slug = Target::read(target).slug;
        let tables = [&self.alias_by_slug, &self.alias_by_base];
        let mut found = tables.into_iter().map(|table| in_table(table, &slug));
        match found.find(|notes| !notes.is_empty())? {
            [only] => usize::try_from(*only).ok(),
            _ => None,
        }
    }

    pub(super) fn take_aliases_of(&mut self, other: &Self) {
        self.alias_by_base.clone_from(&other.alias_by_base);
        self.alias_by_slug.clone_from(&other.alias_by_slug);
    }

    pub(super) const fn paths(&self) -> LinkPaths {
        self.paths
    }

    /// Whether no two notes or files have this base name, aliases included.
    pub(super) fn is_unique(&self, base: &str) -> bool {
        let slug = slug_of(base);
        let files = in_table(&self.by_base, &slug);
        let mut aliases = in_table(&self.alias_by_base, &slug).iter();
        files.len() <= 1 && aliases.all(|note| files.contains(note))
    }

    pub(super) fn resolve(&self, files: &Files, target: &str, from: &str) -> Outcome {
        let target = target.trim();
        if has_scheme(target) {
            return Outcome::Missing;
        }
        let target = Target::read(target);
        let of_base = self.of_base(&target);
        let alias_of_base = self.alias_of_base(&target);
        match (of_base, alias_of_base) {
            ([only], []) | ([], [only]) => return files.outcome(&[*only]),
            _ => {}
        }
        let slug = match self.paths {
            LinkPaths::Relative => target.path_from_folder(folder(&slug_of(from))),
            LinkPaths::Shortest | LinkPaths::Absolute => Some(target.path_from_root()),
        };
        let of_slug = |table| {
            slug.as_deref()
                .map_or(&[] as &[u32], |slug| in_table(table, slug))
        };
        let is_folder_page = target.is_folder && {
            let page = slug.as_deref().and_then(|slug| slug.strip_suffix("/index"));
            page.is_some_and(|folder| self.folders.contains(folder))
        };
        let found = [
            of_slug(&self.by_slug),
            of_slug(&self.alias_by_slug),
            of_base,
            alias_of_base,
        ];
        match found.into_iter().find(|found| !found.is_empty()) {
            Some(_) if is_folder_page && of_slug(&self.by_slug).is_empty() => Outcome::File,
            Some(found) => files.outcome(found),
            None if is_folder_page => Outcome::File,
            None => Outcome::Missing,
        }
    }

    fn alias_of_base(&self, target: &Target) -> &[u32] {
        let is_bare = self.paths == LinkPaths::Shortest && target.up == 0;
        if is_bare {
            in_table(&self.alias_by_base, &target.slug)
        } else {
            &[]
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
        let decoded = decode_uri(target);
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

    /// The slug that it names as a path from the root, above which no `..` leads.
    fn path_from_root(&self) -> String {
        self.page("", &self.slug)
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

fn in_table<'a>(table: &'a Table, key: &str) -> &'a [u32] {
    table.get(key).map_or(&[], Vec::as_slice)
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
